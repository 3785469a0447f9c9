/* SPDX-License-Identifier: GPL-2.0-only */
/* What changes nothing: rules that others win over or repeat, and profiles that nobody has. */
#include <stdlib.h>
#include <string.h>
#include "policyc/check/lower.h"
#include "policyc/check/profiles.h"

static const char *effect_word(enum blob_effect effect)
{
    return effect == BLOB_DENY ? "deny" : effect == BLOB_DENY_QUIETLY ? "deny quietly" : "allow";
}

/* --- Rules that never decide --- */

/* Whether such a rule decides one of these operations, be it another of the same kind. */
static bool has_effect(const struct profile *profile, const struct rule *rule)
{
    const struct operations *set = rule->operations;
    for (unsigned int at = operations_next(set, 0); at < MSM_OPERATIONS; at = operations_next(set, at + 1)) {
        const struct rule *decides = lower_find(profile, at);
        if (decides->effect == rule->effect && !decides->on == !rule->on)
            return true;
    }
    return false;
}

/* Two allows that don't say the same: the wider one wins. */
static void report_wider(struct model *model, const struct rule *rule, const struct rule *wider)
{
    struct diagnostic *d;
    if (rule->on)
        d = report(findings(model), XP0265, rule->place,
                   "this `on` has no effect: what it limits is allowed on every domain");
    else
        d = report(findings(model), XP0265, rule->place,
                   "this has no effect: it is allowed after the seal too");
    report_note(findings(model), d, wider->place, "allowed here");
}

/* Nothing wins over a deny. */
static bool check_has_effect(struct model *model, const struct profile *profile, const struct rule *rule)
{
    if (rule->effect == BLOB_DENY || has_effect(profile, rule))
        return true;
    const struct rule *stronger = lower_find(profile, operations_next(rule->operations, 0));
    if (stronger->effect == BLOB_ALLOW || stronger->effect == BLOB_BOOT) {
        report_wider(model, rule, stronger);
        return false;
    }
    struct diagnostic *d =
        report(findings(model), XP0226, rule->place,
               "this `%s` has no effect: all that it names is denied elsewhere", effect_word(rule->effect));
    report_note(findings(model), d, stronger->place, "`%s` wins here", effect_word(stronger->effect));
    return false;
}

/* --- Rules that repeat others --- */

/* How many of the profile's own rules of one effect name each operation, of those without `on`. */
struct coverage {
    unsigned int count[BLOB_EFFECTS][MSM_OPERATIONS];
};

static void count_coverage(struct coverage *coverage, const struct rule *rule, bool add)
{
    const struct operations *set = rule->operations;
    for (unsigned int at = operations_next(set, 0); at < MSM_OPERATIONS; at = operations_next(set, at + 1))
        coverage->count[rule->effect][at] += add ? 1u : -1u;
}

static bool is_repetition(const struct coverage *coverage, const struct rule *rule)
{
    const struct operations *set = rule->operations;
    for (unsigned int at = operations_next(set, 0); at < MSM_OPERATIONS; at = operations_next(set, at + 1))
        if (coverage->count[rule->effect][at] < 2)
            return false;
    return true;
}

static void report_repetition(struct model *model, const struct profile *profile, const struct rule *rule)
{
    unsigned int operation = operations_next(rule->operations, 0);
    const struct rule *other = profile->rules;
    while (other == rule || other->effect != rule->effect || other->on ||
           !operations_has(other->operations, operation))
        other++;
    struct diagnostic *d = report(findings(model), XP0227, rule->place,
                                  "other rules of `%s` say all that this one says", profile->source->text);
    report_note(findings(model), d, other->place, "said here already");
}

/* Backwards, so that of two equal rules the later one is the repetition. */
static void check_plain_rules(struct model *model, struct coverage *coverage, const struct profile *profile)
{
    memset(coverage, 0, sizeof(*coverage));
    for (size_t i = 0; i < profile->rule_count; i++)
        if (!profile->rules[i].on)
            count_coverage(coverage, &profile->rules[i], true);
    for (size_t i = profile->rule_count; i > 0; i--) {
        const struct rule *rule = &profile->rules[i - 1];
        if (!rule->on && check_has_effect(model, profile, rule) && is_repetition(coverage, rule)) {
            report_repetition(model, profile, rule);
            count_coverage(coverage, rule, false);
        }
    }
}

static int compare_members(const struct members *a, const struct members *b)
{
    if (a->count != b->count)
        return a->count < b->count ? -1 : 1;
    return a->count ? memcmp(a->list, b->list, a->count * sizeof(*a->list)) : 0;
}

static int compare_meaning(const struct rule *a, const struct rule *b)
{
    int order = memcmp(a->operations, b->operations, sizeof(*a->operations));
    return order ? order : compare_members(&a->on->members, &b->on->members);
}

/* A profile's rules are in source order, and in one array. */
static int compare_limited(const void *left, const void *right)
{
    const struct rule *a = *(const struct rule *const *)left;
    const struct rule *b = *(const struct rule *const *)right;
    int order = compare_meaning(a, b);
    return order ? order : a < b ? -1 : a > b;
}

/* Of rules with `on` only those that say the very same are taken for repetitions. */
static void check_limited_rules(struct model *model, const struct profile *profile)
{
    size_t room = 0;
    for (size_t i = 0; i < profile->rule_count; i++)
        room += profile->rules[i].on != NULL;
    if (!room)
        return;
    const struct rule **list = arena_array(&model->compilation->arena, room, sizeof(*list));
    size_t count = 0;
    for (size_t i = 0; i < profile->rule_count; i++)
        if (profile->rules[i].on && check_has_effect(model, profile, &profile->rules[i]))
            list[count++] = &profile->rules[i];
    qsort(list, count, sizeof(*list), compare_limited);
    for (size_t i = 1; i < count; i++) {
        if (compare_meaning(list[i - 1], list[i]) != 0)
            continue;
        struct diagnostic *d =
            report(findings(model), XP0227, list[i]->place,
                   "another rule of `%s` says all that this one says", profile->source->text);
        report_note(findings(model), d, list[i - 1]->place, "said here already");
    }
}

/* --- Profiles that nobody has --- */

/* What is imported is there for others too. */
static void check_used(struct model *model, const struct profile *profile)
{
    if (profile->is_used || profile->source->span.file != 0)
        return;
    struct diagnostic *d = report(findings(model), XP0266, profile->source->span,
                                  "no domain has the profile `%s`", profile->name);
    report_help(findings(model), d, "remove it, or move it to a file that is imported");
}

void check_effects(struct model *model)
{
    struct coverage *coverage = arena_alloc(&model->compilation->arena, sizeof(*coverage));
    for (size_t i = 0; i < model->profile_count; i++) {
        const struct profile *profile = model->profiles[i];
        check_plain_rules(model, coverage, profile);
        check_limited_rules(model, profile);
        check_used(model, profile);
    }
}
