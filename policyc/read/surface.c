/* SPDX-License-Identifier: GPL-2.0-only */
/* The attack surface that a policy leaves. */
#include "policyc/read/surface_parts.h"

#include "lang/hypercalls.h"
#include "policyc/read/view.h"

struct surface_size surface_size(const uint64_t set[BLOB_WORDS])
{
    struct surface_size size = {0};
    const struct hypercall *before = NULL;
    for (unsigned int operation = 0; operation < MSM_OPERATIONS; operation++) {
        const struct subcommand *subcommand;
        const struct hypercall *hypercall = operation_hypercall(operation, &subcommand);
        if (!hypercall || !view_has(set, operation))
            continue;
        size.operations++;
        size.hypercalls += hypercall != before;
        before = hypercall;
    }
    return size;
}

void surface_withheld(const struct blob_profile *profile, uint64_t set[BLOB_WORDS])
{
    for (unsigned int i = 0; i < BLOB_WORDS; i++)
        set[i] = msm_known[i] & ~profile->allowed[i];
}

void surface_limited(const struct msm_policy *policy, const struct blob_profile *profile,
                     uint64_t set[BLOB_WORDS])
{
    for (unsigned int i = 0; i < BLOB_WORDS; i++)
        set[i] = 0;
    for (uint32_t i = 0; i < profile->targets; i++) {
        const struct blob_target *target = &policy->targets[profile->first_target + i];
        view_add_range(set, target->first, target->end);
    }
}

/* One run of operations that suffices, if all are allowed. */
static bool has_all(const struct blob_profile *profile, const uint16_t *run)
{
    for (; *run; run++)
        if (msm_decide(profile, *run) != MSM_ALLOWED)
            return false;
    return true;
}

enum surface_reach surface_reach(const struct blob_profile *profile, const struct advisory *advisory)
{
    if (profile->guest != BLOB_ANY_GUEST && !(advisory->guests >> profile->guest & 1))
        return REACH_OTHER_GUESTS;
    for (const uint16_t *run = advisory->needs; *run; run++) {
        if (has_all(profile, run))
            return REACH_ALLOWED;
        while (*run)
            run++;
    }
    return REACH_WITHHELD;
}

void surface_count(const struct blob_profile *profile, unsigned int counts[REACHES])
{
    for (unsigned int i = 0; i < REACHES; i++)
        counts[i] = 0;
    for (size_t i = 0; i < advisory_count; i++)
        counts[surface_reach(profile, &advisories[i])]++;
}

bool surface_holds(const struct msm_policy *policy, uint32_t domain, uint32_t profile)
{
    return policy->domains[domain].profile == profile || policy->domains[domain].boot_profile == profile;
}

unsigned int surface_means(const struct blob_connection *connection, uint32_t domain, uint32_t *other)
{
    *other = connection->low == domain ? connection->high : connection->low;
    if (connection->low == domain)
        return connection->forward;
    return connection->high == domain ? connection->backward : 0;
}
