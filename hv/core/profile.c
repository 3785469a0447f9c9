/* SPDX-License-Identifier: GPL-2.0-only */
/* Proving profiles: that their bitmaps, entry masks and spans say the same of every operation. */
#include "proof.h"

_Static_assert(MSM_OPERATIONS <= BLOB_WORDS * 64, "a profile has a bit for every operation");
_Static_assert(MSM_HYPERCALLS <= 64, "the entry mask has a bit for every hypercall");

static bool has(const uint64_t *bitmap, uint32_t operation)
{
    return bitmap[operation / 64] >> operation % 64 & 1;
}

/* How many operations the hypercall has, from .first on. */
static uint32_t count_operations(const struct msm_hypercall *hypercall)
{
    if (hypercall->first == 0)
        return 0;
    if (hypercall->place == MSM_NOWHERE)
        return 1;
    return (uint32_t)hypercall->near_count + hypercall->far_count;
}

uint64_t msm_entry(const uint64_t allowed[BLOB_WORDS])
{
    uint64_t entry = 0;

    for (uint32_t n = 0; n < MSM_HYPERCALLS; n++) {
        const struct msm_hypercall *hypercall = &msm_hypercalls[msm_hypercalls[n].hypercall];
        uint32_t first = hypercall->first, end = first + count_operations(hypercall);

        for (uint32_t operation = first; operation < end; operation++)
            entry |= (uint64_t)has(allowed, operation) << n;
    }
    return entry;
}

/* Operation 0, what the table doesn't know, isn't in msm_known: nothing can allow or quieten it. */
static bool prove_bitmaps(struct proof *proof, const struct blob_profile *profile)
{
    for (uint32_t i = 0; i < BLOB_WORDS; i++) {
        if (profile->allowed[i] & ~msm_known[i])
            return proof_refuse(proof, MSM_VALUE, BLOB_PROFILES, &profile->allowed[i]);
        if (profile->quiet[i] & ~msm_known[i])
            return proof_refuse(proof, MSM_VALUE, BLOB_PROFILES, &profile->quiet[i]);
        if (profile->quiet[i] & profile->allowed[i])
            return proof_refuse(proof, MSM_CONTRADICTION, BLOB_PROFILES, &profile->quiet[i]);
    }
    if (profile->entry != msm_entry(profile->allowed))
        return proof_refuse(proof, MSM_CONTRADICTION, BLOB_PROFILES, &profile->entry);
    return true;
}

/* Whether a rule of this effect can be what decides the operation. */
static bool agrees(const struct blob_profile *profile, uint32_t operation, uint32_t effect)
{
    if (has(profile->allowed, operation))
        return effect == BLOB_ALLOW;
    if (has(profile->quiet, operation))
        return effect == BLOB_DENY_QUIETLY;
    return effect == BLOB_DENY || effect == BLOB_DECLARED;
}

/* Whether the spans begin with operation 0, rise, and stay inside the table. */
static bool prove_starts(struct proof *proof, const struct blob_span *spans, uint32_t count)
{
    if (spans[0].first != 0)
        return proof_refuse(proof, MSM_VALUE, BLOB_SPANS, &spans[0].first);
    for (uint32_t i = 1; i < count; i++) {
        if (spans[i].first >= MSM_OPERATIONS)
            return proof_refuse(proof, MSM_INDEX, BLOB_SPANS, &spans[i].first);
        if (spans[i].first <= spans[i - 1].first)
            return proof_refuse(proof, MSM_ORDER, BLOB_SPANS, &spans[i].first);
    }
    return true;
}

/* Whether the span's rule does what the bitmaps say of its operations, which end before `end`. */
static bool prove_span(struct proof *proof, const struct blob_profile *profile, const struct blob_span *span,
                       uint32_t end)
{
    if (span->rule >= proof_count(proof, BLOB_RULES))
        return proof_refuse(proof, MSM_INDEX, BLOB_SPANS, &span->rule);
    for (uint32_t operation = span->first; operation < end; operation++)
        if (!agrees(profile, operation, proof->policy.rules[span->rule].effect))
            return proof_refuse(proof, MSM_CONTRADICTION, BLOB_SPANS, &span->rule);
    return true;
}

/* The profile owns the spans from `*owned` on; moves `*owned` behind them. */
static bool prove_spans(struct proof *proof, const struct blob_profile *profile, uint32_t *owned)
{
    const struct blob_span *spans = proof->policy.spans + *owned;
    uint32_t count = profile->spans;

    if (profile->first_span != *owned)
        return proof_refuse(proof, MSM_VALUE, BLOB_PROFILES, &profile->first_span);
    if (count > proof_count(proof, BLOB_SPANS) - *owned)
        return proof_refuse(proof, MSM_INDEX, BLOB_PROFILES, &profile->spans);
    if (count == 0)
        return proof_refuse(proof, MSM_VALUE, BLOB_PROFILES, &profile->spans);
    if (!prove_starts(proof, spans, count))
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!prove_span(proof, profile, &spans[i], i + 1 < count ? spans[i + 1].first : MSM_OPERATIONS))
            return false;
    *owned += count;
    return true;
}

static bool prove_profile(struct proof *proof, const struct blob_profile *profile, uint32_t *owned)
{
    if (!proof_name(proof, BLOB_PROFILES, &profile->name))
        return false;
    if (profile > proof->policy.profiles && !proof_rises(proof, profile[-1].name, profile->name))
        return proof_refuse(proof, MSM_ORDER, BLOB_PROFILES, &profile->name);
    return proof_declaration(proof, BLOB_PROFILES, &profile->rule) && prove_bitmaps(proof, profile) &&
           prove_spans(proof, profile, owned);
}

bool proof_profiles(struct proof *proof)
{
    uint32_t owned = 0;

    for (uint32_t i = 0; i < proof_count(proof, BLOB_PROFILES); i++)
        if (!prove_profile(proof, &proof->policy.profiles[i], &owned))
            return false;
    if (owned != proof_count(proof, BLOB_SPANS))
        return proof_refuse(proof, MSM_VALUE, BLOB_SPANS, &proof->policy.spans[owned]);
    return true;
}
