/* SPDX-License-Identifier: GPL-2.0-only */
/* Deciding by a proven policy. Every index used here was proven by msm_open(), so none is checked again. */
#include <string.h>
#include "msm.h"

_Static_assert((MSM_HYPERCALLS & (MSM_HYPERCALLS - 1)) == 0, "a mask bounds the hypercall's number");

static const struct blob_profile *find_profile(const struct msm_policy *policy, uint32_t domain)
{
    return &policy->profiles[policy->domains[domain].profile];
}

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

bool msm_may_enter(const struct msm_policy *policy, uint32_t domain, unsigned int hypercall)
{
    return find_profile(policy, domain)->entry >> hypercall & 1;
}

enum msm_verdict msm_decide(const struct msm_policy *policy, uint32_t domain, unsigned int operation)
{
    const struct blob_profile *profile = find_profile(policy, domain);
    uint64_t bit = UINT64_C(1) << operation % 64;

    if (profile->allowed[operation / 64] & bit)
        return MSM_ALLOWED;
    return profile->quiet[operation / 64] & bit ? MSM_DENIED_QUIETLY : MSM_DENIED;
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

uint32_t msm_rule(const struct msm_policy *policy, uint32_t domain, unsigned int operation)
{
    return find_span(policy, find_profile(policy, domain), operation)->rule;
}

/* Bits of a word of operations, from `first` on and before `end`, both counted from the word's first. */
static uint64_t word_of(unsigned int word, unsigned int first, unsigned int end)
{
    uint64_t from = first > word * 64 ? ~UINT64_C(0) << (first - word * 64) : ~UINT64_C(0);
    uint64_t before = end < word * 64 + 64 ? (UINT64_C(1) << (end - word * 64)) - 1 : ~UINT64_C(0);

    return from & before;
}

/* Whether every known operation from `first` on and before `end` has its bit in `bits`. */
static bool all_in(const uint64_t *bits, unsigned int first, unsigned int end)
{
    for (unsigned int word = first / 64; word <= (end - 1) / 64; word++)
        if (msm_known[word] & word_of(word, first, end) & ~bits[word])
            return false;
    return true;
}

/* The one rule that decides all known operations from `first` on and before `end`, or else the profile's. */
static uint32_t common_rule(const struct msm_policy *policy, const struct blob_profile *profile,
                            unsigned int first, unsigned int end)
{
    static const uint64_t none[BLOB_WORDS];
    const struct blob_span *span = find_span(policy, profile, first);
    const struct blob_span *last = find_span(policy, profile, end - 1);
    uint32_t rule = BLOB_NONE;

    for (; span <= last; span++) {
        unsigned int from = span->first > first ? span->first : first;

        if (all_in(none, from, span < last ? span[1].first : end))
            continue; /* no known operation is in it */
        if (rule != BLOB_NONE && rule != span->rule)
            return profile->rule;
        rule = span->rule;
    }
    return rule == BLOB_NONE ? profile->rule : rule;
}

enum msm_verdict msm_refuse_entry(const struct msm_policy *policy, uint32_t domain, unsigned int hypercall,
                                  uint32_t *rule)
{
    const struct msm_hypercall *call = &msm_hypercalls[hypercall & (MSM_HYPERCALLS - 1)];
    const struct blob_profile *profile = find_profile(policy, domain);
    unsigned int size = call->near_count + call->far_count;
    unsigned int end = call->first + (size ? size : 1);

    *rule = common_rule(policy, profile, call->first, end);
    return all_in(profile->quiet, call->first, end) ? MSM_DENIED_QUIETLY : MSM_DENIED;
}

const char *msm_label(const struct msm_policy *policy, uint32_t domain)
{
    return policy->strings + policy->domains[domain].name;
}

/* Below, at or above zero as the label comes before, is, or comes after the domain's. */
static int compare_label(const char *label, size_t length, const char *name)
{
    size_t name_length = strlen(name), common = length < name_length ? length : name_length;
    int order = memcmp(label, name, common);

    return order ? order : (length > name_length) - (length < name_length);
}

uint32_t msm_find_domain(const struct msm_policy *policy, const char *label, size_t length)
{
    uint32_t low = 0, high = policy->header->section[BLOB_DOMAINS].count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = compare_label(label, length, msm_label(policy, middle));

        if (order == 0)
            return middle;
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return BLOB_NONE;
}

uint32_t msm_find_uuid(const struct msm_policy *policy, const uint8_t uuid[16])
{
    uint32_t low = 0, high = policy->header->section[BLOB_UUIDS].count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = memcmp(uuid, policy->uuids[middle].uuid, sizeof(policy->uuids[middle].uuid));

        if (order == 0)
            return policy->uuids[middle].domain;
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return BLOB_NONE;
}
