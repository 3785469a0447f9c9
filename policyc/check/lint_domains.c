/* SPDX-License-Identifier: GPL-2.0-only */
/* Opinions on domains beside others, and on what binds them together. */
#include <string.h>
#include "policyc/check/check.h"
#include "policyc/check/lint.h"

/* Domain-0 has the whole machine anyhow, and trust in it can't be taken back. */
static bool is_guest(const struct model *model, const struct domain *domain)
{
    return domain != model->control;
}

static void lint_limits(struct model *model)
{
    const struct domain *limited = NULL;
    for (size_t i = 0; i < model->domain_count && !limited; i++)
        if (model->domains[i].limits && is_guest(model, &model->domains[i]))
            limited = &model->domains[i];
    for (size_t i = 0; i < model->domain_count && limited; i++) {
        const struct domain *domain = &model->domains[i];
        if (domain->limits || !is_guest(model, domain))
            continue;
        struct diagnostic *d = report(findings(model), XP0705, domain->source->name->span,
                                      "`%s` has no limits, and others do", domain->name);
        report_note(findings(model), d, limited->source->name->span, "`%s` has some", limited->name);
        report_help(findings(model), d, "say how much it may have: `memory <= 512 MiB`, `vcpus <= 2`");
    }
}

static void lint_untagged(struct model *model)
{
    const struct domain *tagged = NULL;
    for (size_t i = 0; i < model->domain_count && !tagged; i++)
        if (model->domains[i].tag)
            tagged = &model->domains[i];
    for (size_t i = 0; i < model->domain_count && tagged; i++) {
        const struct domain *domain = &model->domains[i];
        if (domain->tag || domain->trusted || !is_guest(model, domain))
            continue;
        struct diagnostic *d = report(findings(model), XP0706, domain->source->name->span,
                                      "`%s` has no tag: it may be connected with any domain", domain->name);
        report_note(findings(model), d, tagged->tag->span, "`%s` has one", tagged->name);
        report_help(findings(model), d, "give it a tag, or say that it is `trusted`");
    }
}

/* Whether a domain has the tag that may not be connected across tags: the others are trusted with that. */
static bool is_separated(const struct model *model, const struct ast_name *tag)
{
    const struct who *who = names_find(&model->who, tag->text);
    for (size_t i = 0; i < who->members.count; i++)
        if (!model->domains[who->members.list[i]].trusted)
            return true;
    return false;
}

static void report_separation(struct model *model, const struct ast_name *first,
                              const struct ast_name *second)
{
    struct diagnostic *d = report(findings(model), XP0707, first->span,
                                  "nothing checks that `%s` and `%s` stay apart", first->text, second->text);
    report_beside(d, second->span);
    report_help(findings(model), d, "say what must never be: `never flow %s -> %s`", first->text,
                second->text);
}

/* Tags forbid single connections; what passes through several only an invariant sees. */
static void lint_separation(struct model *model)
{
    const struct ast *ast = &model->compilation->ast;
    const struct ast_name *separated[2] = {0};
    for (const struct ast_names_statement *tags = ast->tags; tags; tags = tags->next)
        for (const struct ast_name *tag = tags->names.first; tag && !separated[1]; tag = tag->next)
            if (is_separated(model, tag))
                separated[separated[0] != NULL] = tag;
    for (const struct ast_never *never = ast->nevers; never; never = never->next)
        if (never->kind == AST_NEVER_FLOW)
            return;
    if (separated[1])
        report_separation(model, separated[0], separated[1]);
}

/* The first of them that isn't there to serve others, or NULL. */
static const struct domain *find_guest(struct model *model, const struct ast_name *name)
{
    struct members members;
    check_who_is(model, name, &members);
    for (size_t i = 0; i < members.count; i++) {
        const struct domain *domain = &model->domains[members.list[i]];
        if (!domain->service && is_guest(model, domain))
            return domain;
    }
    return NULL;
}

static void lint_foreign(struct model *model, const struct ast_connect *connect)
{
    const struct ast_name *means = connect->means.first;
    while (means && strcmp(means->text, "foreign") != 0)
        means = means->next;
    if (!means)
        return;
    const struct domain *guest = find_guest(model, connect->left);
    if (!guest && connect->both)
        guest = find_guest(model, connect->right);
    if (!guest)
        return;
    struct diagnostic *d = report(findings(model), XP0708, means->span,
                                  "`%s`, which is no service, may map all of another's memory", guest->name);
    report_help(findings(model), d, "`grant` lets it have the pages that the other one gives it");
}

void lint_domains(struct model *model)
{
    lint_limits(model);
    lint_untagged(model);
    lint_separation(model);
    for (const struct ast_connect *connect = model->compilation->ast.connects; connect;
         connect = connect->next)
        lint_foreign(model, connect);
}
