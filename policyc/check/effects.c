/* SPDX-License-Identifier: GPL-2.0-only */
/* What shows only when decisions are known: rules that change nothing, and nobody left to load a policy. */
#include <string.h>
#include "lang/hypercalls.h"
#include "policyc/check/check.h"
#include "policyc/check/lower.h"

static struct diagnostics *findings(struct model *model)
{
    return &model->compilation->diagnostics;
}

static const char *effect_word(enum blob_effect effect)
{
    return effect == BLOB_ALLOW ? "allow" : effect == BLOB_DENY ? "deny" : "deny quietly";
}

/* Nothing wins over a deny; another rule has an effect if it decides something, or one of its kind does. */
static bool is_without_effect(const struct profile *profile, const struct rule *rule)
{
    if (rule->effect == BLOB_DENY)
        return false;
    return !operations_meet(&rule->operations,
                            rule->effect == BLOB_ALLOW ? &profile->allowed : &profile->quiet);
}

static void report_without_effect(struct model *model, const struct profile *profile, const struct rule *rule)
{
    const struct rule *stronger = lower_find(profile, operations_next(&rule->operations, 0));
    struct diagnostic *d =
        report(findings(model), XP0226, rule->place,
               "this `%s` has no effect: all that it names is denied elsewhere", effect_word(rule->effect));
    report_note(findings(model), d, stronger->place, "`%s` wins here", effect_word(stronger->effect));
}

/* How many of the profile's own rules of one effect name each operation. */
struct coverage {
    unsigned int count[EFFECTS][MSM_OPERATIONS];
};

static void count_coverage(struct coverage *coverage, const struct rule *rule, bool add)
{
    const struct operations *set = &rule->operations;
    for (unsigned int at = operations_next(set, 0); at < MSM_OPERATIONS; at = operations_next(set, at + 1))
        coverage->count[rule->effect][at] += add ? 1u : -1u;
}

static bool is_repetition(const struct coverage *coverage, const struct rule *rule)
{
    const struct operations *set = &rule->operations;
    for (unsigned int at = operations_next(set, 0); at < MSM_OPERATIONS; at = operations_next(set, at + 1))
        if (coverage->count[rule->effect][at] < 2)
            return false;
    return true;
}

static void report_repetition(struct model *model, const struct profile *profile, const struct rule *rule)
{
    unsigned int operation = operations_next(&rule->operations, 0);
    const struct rule *other = profile->rules;
    while (other == rule || other->effect != rule->effect || !operations_has(&other->operations, operation))
        other++;
    struct diagnostic *d = report(findings(model), XP0227, rule->place,
                                  "other rules of `%s` say all that this one says", profile->name);
    report_note(findings(model), d, other->place, "said here already");
}

/* Backwards, so that of two equal rules the later one is the repetition. */
static void check_profile(struct model *model, struct coverage *coverage, const struct profile *profile)
{
    memset(coverage, 0, sizeof(*coverage));
    for (size_t i = 0; i < profile->rule_count; i++)
        count_coverage(coverage, &profile->rules[i], true);
    for (size_t i = profile->rule_count; i > 0; i--) {
        const struct rule *rule = &profile->rules[i - 1];
        if (is_without_effect(profile, rule)) {
            report_without_effect(model, profile, rule);
        } else if (is_repetition(coverage, rule)) {
            report_repetition(model, profile, rule);
            count_coverage(coverage, rule, false);
        }
    }
}

static unsigned int operation_of(const char *hypercall, const char *subcommand)
{
    return find_subcommand(find_hypercall(hypercall, strlen(hypercall)), subcommand, strlen(subcommand))
        ->operation;
}

static void check_lockout(struct model *model)
{
    unsigned int replace = operation_of("xsm_op", "replace");
    unsigned int load = operation_of("xsm_op", "load");
    for (size_t i = 0; i < model->domain_count; i++) {
        const struct operations *allowed = &model->domains[i].profile->allowed;
        if (operations_has(allowed, replace) || operations_has(allowed, load))
            return;
    }
    const struct domain *control = model->control;
    const struct rule *denial = lower_find(control->profile, replace);
    struct diagnostic *d = report(findings(model), XP0209, control->source->name->span,
                                  "under this policy no domain may load the next one");
    report_note(findings(model), d, denial->place,
                denial->effect == BLOB_DECLARED ? "profile `%s` does not allow `xsm_op.replace`"
                                                : "profile `%s` denies `xsm_op.replace` here",
                control->profile->name);
    report_help(findings(model), d,
                "allow `xsm_op { replace }` to the domain from which the host is administered");
}

void check_effects(struct model *model)
{
    struct coverage *coverage = arena_alloc(&model->compilation->arena, sizeof(*coverage));
    for (size_t i = 0; i < model->profile_count; i++)
        check_profile(model, coverage, &model->profiles[i]);
    check_lockout(model);
}
