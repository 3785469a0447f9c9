/* SPDX-License-Identifier: GPL-2.0-only */
/* Conflict sets: domains of different sets of one group never run at once. */
#include "msm.h"

static uint32_t count_sets(const struct msm_policy *policy)
{
    return policy->header->section[BLOB_SETS].count;
}

static bool is_in_set(const struct msm_policy *policy, uint32_t set, uint32_t domain)
{
    return msm_has_member(policy, policy->sets[set].first_member, policy->sets[set].members, domain);
}

/* Another set of the same group of which a domain runs, or BLOB_NONE. Sets of a group are neighbours. */
static uint32_t find_rival(const struct msm_policy *policy, const uint32_t *claims, uint32_t set)
{
    uint32_t group = policy->sets[set].group, at = set;

    while (at && policy->sets[at - 1].group == group)
        at--;
    for (; at < count_sets(policy) && policy->sets[at].group == group; at++)
        if (at != set && claims[at])
            return at;
    return BLOB_NONE;
}

bool msm_may_start(const struct msm_policy *policy, const uint32_t *claims, uint32_t domain, uint32_t *set)
{
    *set = BLOB_NONE;
    for (uint32_t i = 0; i < count_sets(policy) && *set == BLOB_NONE; i++)
        if (is_in_set(policy, i, domain))
            *set = find_rival(policy, claims, i);
    return *set == BLOB_NONE;
}

void msm_claim(const struct msm_policy *policy, uint32_t *claims, uint32_t domain)
{
    for (uint32_t i = 0; i < count_sets(policy); i++)
        if (is_in_set(policy, i, domain))
            claims[i]++;
}

void msm_release(const struct msm_policy *policy, uint32_t *claims, uint32_t domain)
{
    for (uint32_t i = 0; i < count_sets(policy); i++)
        if (is_in_set(policy, i, domain))
            claims[i]--;
}
