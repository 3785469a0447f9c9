/* SPDX-License-Identifier: GPL-2.0-only */
/* Declarations: the policy's header, profiles and their names; then the other checks in turn. */
#include "policyc/check/check.h"

#include <stdlib.h>
#include <string.h>
#include "lang/suggest.h"

void check_name(struct model *model, const struct ast_name *name)
{
    size_t length = strlen(name->text);
    if (length <= BLOB_MAX_NAME)
        return;
    struct diagnostics *diagnostics = &model->compilation->diagnostics;
    struct diagnostic *d =
        report(diagnostics, XP0204, name->span, "this name has %zu characters; at most %u are allowed",
               length, BLOB_MAX_NAME);
    report_help(diagnostics, d, "shorten it, to `%.*s` for example", (int)BLOB_MAX_NAME, name->text);
}

void check_report_unknown_profile(struct model *model, const struct ast_name *name)
{
    struct diagnostics *diagnostics = &model->compilation->diagnostics;
    if (model->compilation->ast.lacks_statements)
        return;
    struct suggestion suggestion = {.word = name->text};
    for (size_t i = 0; i < model->profile_count; i++)
        suggest(&suggestion, model->profiles[i].name);
    struct diagnostic *d = report(diagnostics, XP0210, name->span, "there is no profile `%s`", name->text);
    if (suggestion.best)
        report_help(diagnostics, d, "did you mean `%s`?", suggestion.best);
}

static void check_policy(struct model *model)
{
    struct compilation *c = model->compilation;
    const struct ast_policy *policy = c->ast.policies;
    model->policy = policy;
    if (!policy) {
        struct span start = {0};
        if (c->ast.lacks_statements)
            return;
        struct diagnostic *d = report(&c->diagnostics, XP0201, start, "this policy has no name and version");
        report_help(&c->diagnostics, d, "begin it with `policy \"name\" version 1`");
        return;
    }
    size_t length = strlen(policy->name->text);
    if (!length)
        report(&c->diagnostics, XP0203, policy->name->span, "the policy's name is empty");
    if (length > BLOB_MAX_TEXT)
        report(&c->diagnostics, XP0204, policy->name->span,
               "the policy's name has %zu bytes; at most %u are allowed", length, BLOB_MAX_TEXT);
    for (const struct ast_policy *other = policy->next; other; other = other->next) {
        struct diagnostic *d = report(&c->diagnostics, XP0202, other->span, "a second `policy` statement");
        report_note(&c->diagnostics, d, policy->span, "the first is here");
    }
}

static int compare_profiles(const void *left, const void *right)
{
    const struct profile *a = left;
    const struct profile *b = right;
    return strcmp(a->name, b->name);
}

/* Profiles of one name are left out of the model, but for the first. */
static void collect_profiles(struct model *model)
{
    struct compilation *c = model->compilation;
    struct names seen = {.arena = &c->arena};
    model->profiles = arena_array(&c->arena, c->ast.profile_count, sizeof(*model->profiles));
    for (struct ast_profile *source = c->ast.profiles; source; source = source->next) {
        const struct ast_profile *first = names_add(&seen, source->name->text, source);
        if (first) {
            struct diagnostic *d = report(&c->diagnostics, XP0205, source->name->span,
                                          "a second profile `%s`", source->name->text);
            report_note(&c->diagnostics, d, first->name->span, "the first is here");
            continue;
        }
        check_name(model, source->name);
        struct profile *profile = &model->profiles[model->profile_count++];
        profile->source = source;
        profile->name = source->name->text;
        profile->declared.effect = BLOB_DECLARED;
        profile->declared.place = source->name->span;
    }
    if (model->profile_count)
        qsort(model->profiles, model->profile_count, sizeof(*model->profiles), compare_profiles);
}

void check(struct model *model, struct compilation *compilation)
{
    *model = (struct model){.compilation = compilation};
    struct names profiles = {.arena = &compilation->arena};
    check_policy(model);
    collect_profiles(model);
    for (size_t i = 0; i < model->profile_count; i++)
        names_add(&profiles, model->profiles[i].name, &model->profiles[i]);
    for (size_t i = 0; i < model->profile_count; i++)
        check_rules(model, &model->profiles[i]);
    check_inheritance(model, &profiles);
    check_domains(model, &profiles);
}
