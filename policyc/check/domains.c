/* SPDX-License-Identifier: GPL-2.0-only */
/* Which domains there are: their names, fleets, Domain-0 and the default domain. */
#include <stdlib.h>
#include <string.h>
#include "policyc/check/relations.h"

static int compare_domains(const void *left, const void *right)
{
    const struct domain *a = left;
    const struct domain *b = right;
    return strcmp(a->name, b->name);
}

static void add_domain(struct model *model, const struct ast_domain *source)
{
    struct domain *domain = &model->domains[model->domain_count++];
    check_name(model, source->name);
    domain->source = source;
    domain->name = source->name->text;
    domain->fleet = name_is_pattern(domain->name);
    domain->declared.effect = BLOB_DECLARED;
    domain->declared.place = source->name->span;
    if (source->kind == AST_SERVICE)
        domain->service = arena_alloc(&model->compilation->arena, sizeof(*domain->service));
}

/* Domains of one name are left out of the model, but for the first. */
static void collect_domains(struct model *model)
{
    struct compilation *c = model->compilation;
    struct who *who = arena_array(&c->arena, c->ast.domain_count, sizeof(*who));
    model->domains = arena_array(&c->arena, c->ast.domain_count, sizeof(*model->domains));
    model->who.arena = &c->arena;
    names_reserve(&model->who, c->ast.domain_count);
    for (const struct ast_domain *source = c->ast.domains; source; source = source->next) {
        *who = (struct who){.kind = WHO_DOMAIN, .declared = source->name, .is_known = true};
        const struct who *first = names_add(&model->who, source->name->text, who);
        if (first) {
            struct diagnostic *d = report(findings(model), XP0206, source->name->span, "a second domain `%s`",
                                          source->name->text);
            report_note(findings(model), d, first->declared->span, "the first is here");
            report_help(findings(model), d, "a domain's name is its label: give one of them another");
        } else {
            add_domain(model, source);
            who++;
        }
    }
    if (model->domain_count)
        qsort(model->domains, model->domain_count, sizeof(*model->domains), compare_domains);
}

/* Once they are sorted. */
static void number_domains(struct model *model)
{
    model->numbers = arena_array(&model->compilation->arena, model->domain_count, sizeof(*model->numbers));
    for (uint32_t i = 0; i < model->domain_count; i++) {
        struct who *who = names_find(&model->who, model->domains[i].name);
        model->numbers[i] = i;
        who->members = (struct members){.list = &model->numbers[i], .count = 1};
    }
}

static void check_default(struct model *model)
{
    const struct ast_domain *first = NULL;
    for (const struct ast_domain *source = model->compilation->ast.domains; source; source = source->next) {
        if (source->kind != AST_DEFAULT_DOMAIN)
            continue;
        if (first) {
            struct diagnostic *d =
                report(findings(model), XP0207, source->keyword, "a second default domain");
            report_note(findings(model), d, first->keyword, "the first is here");
        }
        first = first ? first : source;
        if (strcmp(source->name->text, CONTROL_DOMAIN) == 0)
            report(findings(model), XP0222, source->name->span,
                   "`" CONTROL_DOMAIN "` can't be what virtual machines without a label become");
    }
}

/* A fleet is known by how labels begin: it can't be the one domain that something needs. */
static void check_fleet(struct model *model, const struct domain *domain)
{
    if (domain->source->kind != AST_DOMAIN) {
        struct diagnostic *d = report(findings(model), XP0233, domain->source->name->span,
                                      "`%s` is a fleet, which can't be a %s", domain->name,
                                      domain->source->kind == AST_SERVICE ? "service" : "default domain");
        report_help(findings(model), d, "leave the `*` out");
    } else if (strcmp(domain->name, CONTROL_DOMAIN "*") == 0) {
        report(findings(model), XP0233, domain->source->name->span, "`" CONTROL_DOMAIN "` can't be a fleet");
    }
}

static void find_special_domains(struct model *model)
{
    for (size_t i = 0; i < model->domain_count; i++) {
        struct domain *domain = &model->domains[i];
        if (strcmp(domain->name, CONTROL_DOMAIN) == 0)
            model->control = domain;
        if (domain->source->kind == AST_DEFAULT_DOMAIN)
            model->default_domain = domain;
        if (domain->fleet)
            check_fleet(model, domain);
    }
    if (model->control || !model->policy || lost_may_have(&model->compilation->ast.lost, CONTROL_DOMAIN))
        return;
    struct diagnostic *d = report(findings(model), XP0208, model->policy->span,
                                  "this policy has no domain `" CONTROL_DOMAIN "`, so it can't be booted");
    report_help(findings(model), d, "add `domain " CONTROL_DOMAIN " { profile … }`");
}

static void check_count(struct model *model)
{
    if (model->domain_count <= BLOB_MAX_DOMAINS || !model->policy)
        return;
    report(findings(model), XP0401, model->policy->span,
           "this policy has %zu domains; at most %u are allowed", model->domain_count, BLOB_MAX_DOMAINS);
}

void check_domains(struct model *model, struct names *profiles)
{
    collect_domains(model);
    number_domains(model);
    declare_names(model);
    check_count(model);
    check_default(model);
    find_special_domains(model);
    for (size_t i = 0; i < model->domain_count; i++)
        check_attributes(model, profiles, &model->domains[i]);
    resolve_names(model);
    check_uuids(model);
}
