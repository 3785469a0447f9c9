/* SPDX-License-Identifier: GPL-2.0-only */
/* Spreads every rule over its operations, profile by profile, then keeps runs of equal decisions. */
#include "policyc/check/lower.h"

#include <string.h>
#include "policyc/check/profiles.h"

/* One profile's first rules, operation by operation. */
struct scratch {
    struct rule *by_effect[EFFECTS][MSM_OPERATIONS]; /* without those that are limited */
    struct rule *boot[MSM_OPERATIONS];
    struct rule *on_some[MSM_OPERATIONS];
    struct rule *decided[MSM_OPERATIONS];
};

static void spread(struct rule **first, struct rule *rule)
{
    const struct operations *set = rule->operations;
    for (unsigned int at = operations_next(set, 0); at < MSM_OPERATIONS; at = operations_next(set, at + 1))
        if (!first[at])
            first[at] = rule;
}

static void spread_own(struct scratch *scratch, struct profile *profile)
{
    for (size_t i = 0; i < profile->rule_count; i++) {
        struct rule *rule = &profile->rules[i];
        if (rule->effect == BLOB_BOOT)
            spread(scratch->boot, rule);
        else
            spread(rule->on ? scratch->on_some : scratch->by_effect[rule->effect], rule);
    }
}

static void spread_runs(struct rule **first, const struct runs *runs)
{
    for (size_t i = 0; i < runs->count; i++) {
        unsigned int end = i + 1 < runs->count ? runs->list[i + 1].first : MSM_OPERATIONS;
        for (unsigned int operation = runs->list[i].first; operation < end; operation++)
            if (!first[operation])
                first[operation] = runs->list[i].rule;
    }
}

static void spread_inherited(struct scratch *scratch, const struct profile *profile)
{
    for (size_t i = 0; i < profile->parent_count; i++) {
        for (unsigned int effect = 0; effect < EFFECTS; effect++)
            spread_runs(scratch->by_effect[effect], &profile->parents[i]->by_effect[effect]);
        spread_runs(scratch->on_some, &profile->parents[i]->on_some);
    }
}

static struct rule *decide(const struct scratch *scratch, struct profile *profile, unsigned int operation)
{
    struct rule *const strongest[] = {
        scratch->by_effect[BLOB_DENY][operation], scratch->by_effect[BLOB_DENY_QUIETLY][operation],
        scratch->by_effect[BLOB_ALLOW][operation], scratch->boot[operation], scratch->on_some[operation]};
    for (size_t i = 0; i < sizeof(strongest) / sizeof(*strongest); i++)
        if (strongest[i])
            return strongest[i];
    return &profile->declared;
}

static struct runs compress(struct arena *arena, struct rule *const *rules)
{
    struct run found[MSM_OPERATIONS];
    size_t count = 0;
    for (unsigned int operation = 0; operation < MSM_OPERATIONS; operation++)
        if (!operation || rules[operation] != rules[operation - 1])
            found[count++] = (struct run){.first = operation, .rule = rules[operation]};
    size_t size = count * sizeof(*found);
    return (struct runs){.list = arena_grow(arena, found, size, size), .count = count};
}

static void decide_all(struct arena *arena, struct scratch *scratch, struct profile *profile)
{
    for (unsigned int operation = 0; operation < MSM_OPERATIONS; operation++) {
        struct rule *rule = decide(scratch, profile, operation);
        scratch->decided[operation] = rule;
        if (rule->effect == BLOB_ALLOW || rule->effect == BLOB_BOOT)
            operations_add(&profile->allowed, operation);
        else if (rule->effect == BLOB_DENY_QUIETLY)
            operations_add(&profile->quiet, operation);
    }
    profile->decided = compress(arena, scratch->decided);
}

/* Whether the profile has a rule of this effect, or inherits one. */
static bool has_effect(const struct profile *profile, enum blob_effect effect)
{
    for (size_t i = 0; i < profile->rule_count; i++)
        if (profile->rules[i].effect == effect && !profile->rules[i].on)
            return true;
    for (size_t i = 0; i < profile->parent_count; i++)
        if (profile->parents[i]->by_effect[effect].count)
            return true;
    return false;
}

/* The same for rules with `on`. */
static bool has_limited(const struct profile *profile)
{
    for (size_t i = 0; i < profile->rule_count; i++)
        if (profile->rules[i].on)
            return true;
    for (size_t i = 0; i < profile->parent_count; i++)
        if (profile->parents[i]->on_some.count)
            return true;
    return false;
}

static void lower_permissions(struct arena *arena, struct scratch *scratch, struct profile *profile)
{
    memset(scratch, 0, sizeof(*scratch));
    spread_own(scratch, profile);
    spread_inherited(scratch, profile);
    for (unsigned int effect = 0; effect < EFFECTS; effect++)
        if (has_effect(profile, effect))
            profile->by_effect[effect] = compress(arena, scratch->by_effect[effect]);
    if (has_limited(profile))
        profile->on_some = compress(arena, scratch->on_some);
    decide_all(arena, scratch, profile);
}

/* Those that domains have, and all that these extend. */
static void mark_used(struct model *model)
{
    for (size_t i = 0; i < model->domain_count; i++) {
        const struct domain *domain = &model->domains[i];
        domain->profile->is_held = true;
        if (domain->boot)
            domain->boot->is_held = true;
    }
    model->held = arena_array(&model->compilation->arena, model->profile_count, sizeof(*model->held));
    for (size_t i = 0; i < model->profile_count; i++)
        if (model->profiles[i]->is_held)
            model->held[model->held_count++] = model->profiles[i];
    for (size_t i = model->profile_count; i > 0; i--) {
        struct profile *profile = model->order[i - 1];
        profile->is_used |= profile->is_held;
        for (size_t j = 0; j < profile->parent_count && profile->is_used; j++)
            profile->parents[j]->is_used = true;
    }
}

void lower(struct model *model)
{
    struct arena *arena = &model->compilation->arena;
    struct scratch *scratch = arena_alloc(arena, sizeof(*scratch));
    mark_used(model);
    for (size_t i = 0; i < model->profile_count; i++) {
        struct profile *profile = model->order[i];
        lower_permissions(arena, scratch, profile);
        lower_rates(model, profile);
        lower_responses(model, profile);
        lower_guest(model, profile);
    }
    lower_targets(model);
}

const struct rule *lower_find(const struct profile *profile, unsigned int operation)
{
    const struct run *list = profile->decided.list;
    size_t low = 0;
    size_t high = profile->decided.count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (list[middle].first <= operation)
            low = middle;
        else
            high = middle;
    }
    return list[low].rule;
}
