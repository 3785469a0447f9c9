/* SPDX-License-Identifier: GPL-2.0-only */
/* Deciding by a proven policy. Every index used here was proven by msm_open(), so none is checked again. */
#include "bits.h"
#include "msm.h"

_Static_assert((MSM_HYPERCALLS & (MSM_HYPERCALLS - 1)) == 0, "a mask bounds the hypercall's number");

/*
 * All ones if `value` is below `bound`, else 0, without a branch that could be mispredicted: the difference
 * is negative, so its top bit is set, unless `value` is below; a value over INT64_MAX has the bit itself.
 */
static uint64_t below(uint64_t value, uint32_t bound)
{
    return ((value | ((uint64_t)bound - 1 - value)) >> 63) - 1;
}

/* What the guest chose passes through masks before it becomes an operation, whichever way a branch was
 * guessed. */
unsigned int msm_operation(unsigned int hypercall, uint64_t subcommand)
{
    const struct msm_hypercall *call = &msm_hypercalls[hypercall & (MSM_HYPERCALLS - 1)];
    uint64_t value = subcommand & call->mask, found, operation;

    if (call->place == MSM_NOWHERE)
        return call->first;
    if (value == call->continuation)
        value = call->continues;
    found = below(value, call->near_count);
    operation = (call->first + value) & found;
    if (call->far_count) {
        value -= call->far_number;
        found = below(value, call->far_count);
        operation |= (call->first + call->near_count + value) & found;
    }
    return (unsigned int)operation;
}

const struct blob_profile *msm_profile(const struct msm_policy *policy, uint32_t domain, bool sealed)
{
    const struct blob_domain *entry = &policy->domains[domain];
    bool has_booted = sealed || entry->boot_profile == BLOB_NONE;

    return &policy->profiles[has_booted ? entry->profile : entry->boot_profile];
}

/* The profile's span that decides the operation. */
static const struct blob_span *find_span(const struct msm_policy *policy, const struct blob_profile *profile,
                                         unsigned int operation)
{
    const struct blob_span *spans = policy->spans + profile->first_span;
    uint32_t low = 0, high = profile->spans;

    /* The span sought is in [low, high): the first begins with operation 0. */
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        if (spans[middle].first <= operation)
            low = middle;
        else
            high = middle;
    }
    return &spans[low];
}

uint32_t msm_rule(const struct msm_policy *policy, const struct blob_profile *profile, unsigned int operation)
{
    return find_span(policy, profile, operation)->rule;
}

/* Whether every known operation of the range has its bit in `bits`. */
static bool all_known(const uint64_t *bits, unsigned int first, unsigned int end)
{
    for (unsigned int word = first / 64; word <= (end - 1) / 64; word++)
        if (msm_known[word] & bits_of(word, first, end) & ~bits[word])
            return false;
    return true;
}

/* The one rule that decides all known operations from `first` on and before `end`, or else the profile's. */
static uint32_t common_rule(const struct msm_policy *policy, const struct blob_profile *profile,
                            unsigned int first, unsigned int end)
{
    const struct blob_span *span = find_span(policy, profile, first);
    const struct blob_span *last = find_span(policy, profile, end - 1);
    uint32_t rule = BLOB_NONE;

    for (; span <= last; span++) {
        unsigned int from = span->first > first ? span->first : first;

        if (!bits_any(msm_known, from, span < last ? span[1].first : end))
            continue;
        if (rule != BLOB_NONE && rule != span->rule)
            return profile->rule;
        rule = span->rule;
    }
    return rule == BLOB_NONE ? profile->rule : rule;
}

enum msm_verdict msm_refuse_entry(const struct msm_policy *policy, const struct blob_profile *profile,
                                  unsigned int hypercall, uint32_t *rule)
{
    const struct msm_hypercall *call = &msm_hypercalls[hypercall & (MSM_HYPERCALLS - 1)];
    unsigned int size = call->near_count + call->far_count;
    unsigned int end = call->first + (size ? size : 1);

    *rule = common_rule(policy, profile, call->first, end);
    return all_known(profile->quiet, call->first, end) ? MSM_DENIED_QUIETLY : MSM_DENIED;
}

/*
 * The target that allows the operation on the domain `object`, or NULL; *is_limited says whether any target
 * is about the operation. The targets are in rising order of .first: one that begins behind the operation
 * ends the search.
 */
static const struct blob_target *find_target(const struct msm_policy *policy,
                                             const struct blob_profile *profile, unsigned int operation,
                                             uint32_t object, bool *is_limited)
{
    const struct blob_target *target = policy->targets + profile->first_target;
    const struct blob_target *end = target + profile->targets;

    *is_limited = false;
    for (; target < end && target->first <= operation; target++) {
        if (operation >= target->end)
            continue;
        *is_limited = true;
        if (msm_has_member(policy, target->first_member, target->members, object))
            return target;
    }
    return NULL;
}

enum msm_verdict msm_decide_on(const struct msm_policy *policy, const struct blob_profile *profile,
                               unsigned int operation, uint32_t object, uint32_t *rule)
{
    enum msm_verdict verdict = msm_decide(profile, operation);
    const struct blob_target *target;
    bool is_limited;

    if (verdict == MSM_ALLOWED) {
        target = find_target(policy, profile, operation, object, &is_limited);
        if (is_limited) {
            *rule = target ? target->rule : profile->rule;
            return target ? MSM_ALLOWED : MSM_DENIED;
        }
    }
    *rule = msm_rule(policy, profile, operation);
    return verdict;
}

bool msm_delegates(const struct msm_policy *policy, const struct blob_profile *profile,
                   unsigned int operation, uint32_t object)
{
    bool is_limited;

    return msm_decide(profile, operation) == MSM_ALLOWED &&
           find_target(policy, profile, operation, object, &is_limited);
}

bool msm_may_delegate(const struct msm_policy *policy, uint32_t giver, uint32_t to)
{
    const struct blob_service *service = msm_service(policy, giver);

    return service && msm_has_member(policy, service->first_delegate, service->delegates, to);
}

bool msm_hands_on(const struct msm_policy *policy, uint32_t giver, uint32_t to, bool sealed,
                  unsigned int operation, uint32_t object)
{
    const struct blob_profile *profile;
    uint32_t rule;

    if (!msm_may_delegate(policy, giver, to))
        return false;
    profile = msm_profile(policy, giver, sealed);
    return msm_delegates(policy, profile, operation, object) ||
           (giver == policy->policy->control_domain &&
            msm_decide_on(policy, profile, operation, object, &rule) == MSM_ALLOWED);
}

bool msm_is_limited(const struct msm_policy *policy, const struct blob_profile *profile,
                    unsigned int operation)
{
    bool is_limited;

    find_target(policy, profile, operation, BLOB_NONE, &is_limited);
    return is_limited && msm_decide(profile, operation) == MSM_ALLOWED;
}

bool msm_manages(const struct msm_policy *policy, const struct blob_profile *profile, uint32_t object)
{
    bool is_limited;

    return msm_decide(profile, MSM_OP_domctl_createdomain) == MSM_ALLOWED &&
           (find_target(policy, profile, MSM_OP_domctl_createdomain, object, &is_limited) || !is_limited);
}
