/* SPDX-License-Identifier: GPL-2.0-only */
/* Every section whose entries decide names their rules. */
#include "policyc/read/coverage.h"

#include "policyc/read/view.h"

static void add(struct coverage *coverage, uint32_t rule)
{
    coverage->countable[rule / 64] |= UINT64_C(1) << rule % 64;
}

/* Only what has a name can be asked for. */
static void add_spans(struct coverage *coverage, const struct blob_profile *profile)
{
    struct view_span span;
    for (uint32_t i = 0; i < profile->spans; i++)
        if (view_span(coverage->policy, profile, i, &span))
            add(coverage, span.rule);
}

struct coverage coverage_start(struct arena *arena, const struct msm_policy *policy)
{
    size_t words = view_count(policy, BLOB_RULES) / 64 + 1;
    struct coverage coverage = {.policy = policy,
                                .countable = arena_array(arena, words, sizeof(uint64_t)),
                                .touched = arena_array(arena, words, sizeof(uint64_t))};
    for (uint32_t i = 0; i < view_count(policy, BLOB_PROFILES); i++)
        add_spans(&coverage, &policy->profiles[i]);
    for (uint32_t i = 0; i < view_count(policy, BLOB_TARGETS); i++)
        add(&coverage, policy->targets[i].rule);
    for (uint32_t i = 0; i < view_count(policy, BLOB_RATES); i++)
        add(&coverage, policy->rates[i].rule);
    for (uint32_t i = 0; i < view_count(policy, BLOB_ACTIONS); i++)
        add(&coverage, policy->actions[i].rule);
    for (uint32_t i = 0; i < view_count(policy, BLOB_SETS); i++)
        add(&coverage, policy->sets[i].rule);
    for (uint32_t i = 0; i < view_count(policy, BLOB_CONNECTIONS); i++)
        add(&coverage, policy->connections[i].rule);
    for (uint32_t i = 0; i < view_count(policy, BLOB_NETWORKS); i++)
        add(&coverage, policy->networks[i].rule);
    return coverage;
}

bool coverage_lacks(const struct coverage *coverage, uint32_t rule)
{
    return (coverage->countable[rule / 64] & ~coverage->touched[rule / 64]) >> rule % 64 & 1;
}

struct coverage_sum coverage_sum(const struct coverage *coverage, uint32_t first, uint32_t end)
{
    struct coverage_sum sum = {0};
    for (uint32_t rule = first; rule < end; rule++) {
        bool counts = view_has(coverage->countable, rule);
        sum.rules += counts;
        sum.touched += counts && view_has(coverage->touched, rule);
    }
    return sum;
}

unsigned int coverage_percent(struct coverage_sum sum)
{
    return sum.rules ? (unsigned int)(UINT64_C(100) * sum.touched / sum.rules) : 100;
}

uint32_t coverage_file_end(const struct coverage *coverage, uint32_t first)
{
    const struct blob_rule *rules = coverage->policy->rules;
    uint32_t end = first + 1;
    while (end < view_count(coverage->policy, BLOB_RULES) && rules[end].file == rules[first].file)
        end++;
    return end;
}
