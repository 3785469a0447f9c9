/* SPDX-License-Identifier: GPL-2.0-only */
/* Proving profiles: that their bitmaps, entry masks and spans say the same of every operation. */
#include "bits.h"
#include "proof.h"

_Static_assert(MSM_OPERATIONS <= BLOB_WORDS * 64, "a profile has a bit for every operation");
_Static_assert(MSM_HYPERCALLS <= 64, "the entry mask has a bit for every hypercall");

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
        uint32_t first = hypercall->first, count = count_operations(hypercall);

        if (count && bits_any(allowed, first, first + count))
            entry |= UINT64_C(1) << n;
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

static char first_letter(const struct proof *proof, const struct blob_profile *profile)
{
    return proof->policy.strings[profile->name];
}

/* Whether a rule of this effect can be what decides all operations of the range. */
static bool agrees(const struct proof *proof, const struct blob_profile *profile, uint32_t effect,
                   uint32_t first, uint32_t end)
{
    switch (effect) {
    case BLOB_BOOT:
        return first_letter(proof, profile) == BLOB_BOOT_PROFILE && bits_all(profile->allowed, first, end);
    case BLOB_ALLOW:
        return bits_all(profile->allowed, first, end);
    case BLOB_DENY_QUIETLY:
        return bits_all(profile->quiet, first, end);
    case BLOB_DENY:
    case BLOB_DECLARED:
        return !bits_any(profile->allowed, first, end) && !bits_any(profile->quiet, first, end);
    default:
        return false;
    }
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
    if (!agrees(proof, profile, proof->policy.rules[span->rule].effect, span->first, end))
        return proof_refuse(proof, MSM_CONTRADICTION, BLOB_SPANS, &span->rule);
    return true;
}

static bool prove_spans(struct proof *proof, const struct blob_profile *profile)
{
    uint32_t count = profile->spans;
    const struct blob_span *spans;

    if (!proof_slice(proof, BLOB_SPANS, &profile->first_span, &profile->spans))
        return false;
    if (count == 0)
        return proof_refuse(proof, MSM_VALUE, BLOB_PROFILES, &profile->spans);
    spans = proof->policy.spans + profile->first_span;
    if (!prove_starts(proof, spans, count))
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!prove_span(proof, profile, &spans[i], i + 1 < count ? spans[i + 1].first : MSM_OPERATIONS))
            return false;
    return true;
}

/* A name that begins with a mark is a domain's, with the mark before it. */
static bool prove_name(struct proof *proof, const struct blob_profile *profile)
{
    char first;

    if (!proof_text(proof, BLOB_PROFILES, &profile->name, BLOB_MAX_NAME + 1))
        return false;
    first = first_letter(proof, profile);
    if (first != BLOB_OWN && first != BLOB_BOOT_PROFILE &&
        !proof_text(proof, BLOB_PROFILES, &profile->name, BLOB_MAX_NAME))
        return false;
    if (profile > proof->policy.profiles && !proof_rises(proof, profile[-1].name, profile->name))
        return proof_refuse(proof, MSM_ORDER, BLOB_PROFILES, &profile->name);
    return true;
}

static bool prove_profile(struct proof *proof, const struct blob_profile *profile)
{
    if (!prove_name(proof, profile) || !proof_rule(proof, BLOB_PROFILES, &profile->rule, BLOB_DECLARED))
        return false;
    if (profile->guest >= BLOB_GUESTS)
        return proof_refuse(proof, MSM_VALUE, BLOB_PROFILES, &profile->guest);
    if (profile->binds >= BLOB_BINDINGS)
        return proof_refuse(proof, MSM_VALUE, BLOB_PROFILES, &profile->binds);
    return prove_bitmaps(proof, profile) && prove_spans(proof, profile) && proof_targets(proof, profile) &&
           proof_rates(proof, profile) && proof_actions(proof, profile);
}

bool proof_profiles(struct proof *proof)
{
    static const uint8_t kinds[] = {BLOB_SPANS, BLOB_TARGETS, BLOB_RATES, BLOB_ACTIONS};

    for (uint32_t i = 0; i < proof_count(proof, BLOB_PROFILES); i++)
        if (!prove_profile(proof, &proof->policy.profiles[i]))
            return false;
    for (uint32_t i = 0; i < sizeof(kinds); i++) {
        const struct blob_section *section = &proof->policy.header->section[kinds[i]];

        if (proof->owned[kinds[i]] != section->count)
            return proof_refuse(proof, MSM_VALUE, kinds[i], &section->count);
    }
    return true;
}
