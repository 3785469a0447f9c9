/* SPDX-License-Identifier: GPL-2.0-only */
/* The checks in their order, and what belongs to none of them: the policy's header, and lengths of names. */
#include "policyc/check/check.h"

#include <string.h>
#include "policyc/check/profiles.h"

void check_name(struct model *model, const struct ast_name *name)
{
    size_t length = strlen(name->text);
    if (length <= BLOB_MAX_NAME)
        return;
    struct diagnostic *d =
        report(findings(model), XP0204, name->span, "this name has %zu characters; at most %u are allowed",
               length, BLOB_MAX_NAME);
    report_help(findings(model), d, "shorten it, to `%.*s` for example", (int)BLOB_MAX_NAME, name->text);
}

static void check_policy(struct model *model)
{
    struct compilation *c = model->compilation;
    const struct ast_policy *policy = c->ast.policies;
    model->policy = policy;
    if (!policy) {
        struct span start = {0};
        if (lost_may_have(&c->ast.lost, "policy"))
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

void check(struct model *model, struct compilation *compilation)
{
    *model = (struct model){.compilation = compilation};
    struct names profiles = {.arena = &compilation->arena};
    check_policy(model);
    check_profiles(model, &profiles);
    check_domains(model, &profiles);
    check_own_profiles(model);
    check_boot_profiles(model);
    sort_profiles(model);
    for (size_t i = 0; i < model->profile_count; i++)
        check_rules(model, model->profiles[i]);
    check_inheritance(model, &profiles);
    check_relations(model);
}

void check_lowered(struct model *model)
{
    check_effects(model);
    check_rates_apply(model);
    check_domain_responses(model);
    check_baselines(model);
    check_administration(model);
    check_nevers(model);
}
