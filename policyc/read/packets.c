/* SPDX-License-Identifier: GPL-2.0-only */
/* Entries between two ends are neighbours, and sorted by protocol and first port. */
#include "policyc/read/packets.h"

#include "policyc/read/view.h"

/* The first entry that doesn't come before these ends. */
static uint32_t find_first(const struct msm_policy *policy, uint32_t from, uint32_t to)
{
    uint64_t wanted = (uint64_t)from << 32 | to;
    uint32_t low = 0, high = view_count(policy, BLOB_NETWORKS);
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct blob_network *entry = &policy->networks[middle];
        if (((uint64_t)entry->from << 32 | entry->to) < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Counts the entry's ports in: `*next` is the first port that no entry so far lets pass. */
static enum passage add_entry(const struct blob_network *entry, const struct packets *packets, uint32_t *next)
{
    if (!entry->protocol)
        return PASS_ALL;
    if (!packets->protocol)
        return PASS_SOME;
    if (entry->protocol != packets->protocol)
        return PASS_NONE;
    if (packets->port)
        return packets->port >= entry->first_port && packets->port <= entry->last_port ? PASS_ALL : PASS_NONE;
    if (entry->first_port <= *next && entry->last_port >= *next)
        *next = (uint32_t)entry->last_port + 1;
    return *next > UINT16_MAX ? PASS_ALL : PASS_SOME;
}

enum passage packets_pass(const struct msm_policy *policy, const struct packets *packets, uint32_t *rule)
{
    enum passage most = PASS_NONE;
    uint32_t next = 1; /* no packet asks port 0 */
    *rule = BLOB_NONE;
    for (uint32_t i = find_first(policy, packets->from, packets->to);
         i < view_count(policy, BLOB_NETWORKS) && most != PASS_ALL; i++) {
        const struct blob_network *entry = &policy->networks[i];
        if (entry->from != packets->from || entry->to != packets->to)
            break;
        enum passage passage = add_entry(entry, packets, &next);
        if (passage == PASS_NONE)
            continue;
        if (*rule == BLOB_NONE || passage == PASS_ALL)
            *rule = entry->rule;
        most = passage;
    }
    return most;
}
