/* SPDX-License-Identifier: GPL-2.0-only */
/* Separation: which domain may reach which, and how. */
#include "msm.h"

/* The two domains' entry, or NULL: the policy doesn't connect them. */
static const struct blob_connection *find_connection(const struct msm_policy *policy, uint32_t from,
                                                     uint32_t to)
{
    uint64_t key = from < to ? (uint64_t)from << 32 | to : (uint64_t)to << 32 | from;
    uint32_t low = 0, high = policy->header->section[BLOB_CONNECTIONS].count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct blob_connection *entry = &policy->connections[middle];
        uint64_t found = (uint64_t)entry->low << 32 | entry->high;

        if (found == key)
            return entry;
        if (found < key)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static unsigned int means_of(const struct blob_connection *connection, uint32_t from)
{
    if (!connection)
        return 0;
    return from == connection->low ? connection->forward : connection->backward;
}

unsigned int msm_means(const struct msm_policy *policy, uint32_t from, uint32_t to)
{
    return means_of(find_connection(policy, from, to), from);
}

bool msm_may_reach(const struct msm_policy *policy, uint32_t from, uint32_t to, unsigned int means,
                   bool sealed, uint32_t *rule)
{
    const struct blob_connection *connection = find_connection(policy, from, to);
    unsigned int missing = means & ~means_of(connection, from);

    *rule = connection ? connection->rule : policy->domains[from].rule;
    return !missing || msm_manages(policy, msm_profile(policy, from, sealed), to) ||
           (!(missing & BLOB_FOREIGN) && msm_manages(policy, msm_profile(policy, to, sealed), from));
}

unsigned int msm_all_means(const struct msm_policy *policy, uint32_t from, uint32_t to, bool sealed)
{
    const unsigned int all = BLOB_GRANT | BLOB_EVENT | BLOB_ARGO | BLOB_FOREIGN;

    if (msm_manages(policy, msm_profile(policy, from, sealed), to))
        return all;
    return msm_means(policy, from, to) |
           (msm_manages(policy, msm_profile(policy, to, sealed), from) ? all & ~(unsigned int)BLOB_FOREIGN
                                                                       : 0);
}
