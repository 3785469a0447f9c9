/* SPDX-License-Identifier: GPL-2.0-only */
/* Who may load the next policy, and who may create the domains. */
#include "policyc/check/lower.h"
#include "policyc/check/profiles.h"

/* --- The next policy --- */

/* The rule by which the profile may load a policy, or NULL. */
static const struct rule *find_loading(const struct profile *profile)
{
    static const unsigned int ways[] = {MSM_OP_xsm_op_replace, MSM_OP_xsm_op_load};
    for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
        if (operations_has(&profile->allowed, ways[i]))
            return lower_find(profile, ways[i]);
    return NULL;
}

/* Who may only until the seal, by what; or NULL. */
static const struct rule *find_boot_loading(const struct model *model, const struct domain **loader)
{
    for (size_t i = 0; i < model->domain_count; i++) {
        *loader = &model->domains[i];
        const struct rule *rule = (*loader)->boot ? find_loading((*loader)->boot) : NULL;
        if (rule)
            return rule;
    }
    return NULL;
}

static void report_lockout(struct model *model)
{
    const struct domain *control = model->control;
    const struct domain *loader;
    const struct rule *loading = find_boot_loading(model, &loader);
    const struct rule *denial = lower_find(control->profile, MSM_OP_xsm_op_replace);
    struct diagnostic *d = report(findings(model), XP0209, control->source->name->span,
                                  loading ? "after the seal no domain may load the next policy"
                                          : "under this policy no domain may load the next one");
    if (loading)
        report_note(findings(model), d, loading->place, "`%s` may until then", loader->name);
    else if (denial->effect == BLOB_DECLARED)
        report_note(findings(model), d, denial->place, "`%s` does not allow `xsm_op.replace`",
                    control->profile->source->text);
    else
        report_note(findings(model), d, denial->place, "`xsm_op.replace` is denied here");
    report_help(
        findings(model), d,
        "allow `xsm_op { replace }` to the domain from which the host is administered, or say `sealed` "
        "behind the policy's version");
}

static void check_lockout(struct model *model)
{
    for (size_t i = 0; i < model->domain_count; i++) {
        const struct domain *domain = &model->domains[i];
        const struct rule *loading = find_loading(domain->profile);
        if (!loading)
            continue;
        if (!model->policy->sealed)
            return;
        struct diagnostic *d =
            report(findings(model), XP0263, model->policy->span,
                   "this policy is `sealed`, but `%s` may load the next one", domain->name);
        report_note(findings(model), d, loading->place, "it is allowed here");
        return;
    }
    if (!model->policy->sealed)
        report_lockout(model);
}

/* --- Domains --- */

/* Marks whom the profile's holder may create. True if that is every domain. */
static bool mark_creatable(const struct profile *profile, bool *creatable)
{
    const struct rule *rule = lower_find(profile, MSM_OP_domctl_createdomain);
    if (rule->effect != BLOB_ALLOW && rule->effect != BLOB_BOOT)
        return false;
    if (!rule->on)
        return true;
    for (size_t i = 0; i < profile->limited_rule_count; i++) {
        const struct rule *limited = profile->limited_rules[i];
        if (!operations_has(limited->operations, MSM_OP_domctl_createdomain))
            continue;
        for (size_t j = 0; j < limited->on->members.count; j++)
            creatable[limited->on->members.list[j]] = true;
    }
    return false;
}

static void report_not_creatable(struct model *model, const struct domain *domain, size_t others)
{
    struct diagnostic *d =
        report(findings(model), XP0264, domain->source->name->span,
               others ? "nobody may create domain `%s`, nor %zu more" : "nobody may create domain `%s`",
               domain->name, others);
    report_help(findings(model), d, "allow `domctl { createdomain } on %s` to the domain that builds it",
                domain->name);
}

/* All that nobody may create are one finding. */
static void check_creation(struct model *model)
{
    bool *creatable = arena_array(&model->compilation->arena, model->domain_count, sizeof(*creatable));
    for (size_t i = 0; i < model->profile_count; i++)
        if (model->profiles[i]->is_held && mark_creatable(model->profiles[i], creatable))
            return;
    creatable[model->control - model->domains] = true; /* Xen does */
    const struct domain *first = NULL;
    size_t count = 0;
    for (size_t i = 0; i < model->domain_count; i++) {
        if (creatable[i])
            continue;
        first = first ? first : &model->domains[i];
        count++;
    }
    if (first)
        report_not_creatable(model, first, count - 1);
}

void check_administration(struct model *model)
{
    check_lockout(model);
    check_creation(model);
}
