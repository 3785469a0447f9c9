/* SPDX-License-Identifier: GPL-2.0-only */
/* Proving domains, their UUIDs and limits. */
#include <string.h>
#include "proof.h"

/* A fleet's name, and no other, ends with its mark; no name has one inside. */
static bool prove_name(struct proof *proof, const struct blob_domain *domain)
{
    bool is_fleet = domain->flags & BLOB_FLEET;
    const char *name, *mark;

    if (!proof_text(proof, BLOB_DOMAINS, &domain->name, BLOB_MAX_NAME))
        return false;
    name = mark = proof->policy.strings + domain->name;
    while (*mark && *mark != BLOB_FLEET_MARK)
        mark++;
    if (*mark && (mark == name || mark[1]))
        return proof_refuse(proof, MSM_STRING, BLOB_DOMAINS, &domain->name);
    if (is_fleet != !!*mark)
        return proof_refuse(proof, MSM_VALUE, BLOB_DOMAINS, &domain->flags);
    if (domain > proof->policy.domains && !proof_rises(proof, domain[-1].name, domain->name))
        return proof_refuse(proof, MSM_ORDER, BLOB_DOMAINS, &domain->name);
    return true;
}

/* Whether the string is the domain's name with the mark before it. */
static bool is_marked(const char *text, char mark, const char *name)
{
    size_t length = strlen(name);

    return strlen(text) == length + 1 && text[0] == mark && !memcmp(text + 1, name, length);
}

/* Whether `*profile` is a profile that the domain may have: a mark says for whom and for when it is. */
static bool prove_profile(struct proof *proof, const struct blob_domain *domain, const uint32_t *profile)
{
    const char *strings = proof->policy.strings, *text;
    bool is_boot = profile == &domain->boot_profile, fits;

    if (*profile >= proof_count(proof, BLOB_PROFILES))
        return proof_refuse(proof, MSM_INDEX, BLOB_DOMAINS, profile);
    text = strings + proof->policy.profiles[*profile].name;
    if (is_boot)
        fits = is_marked(text, BLOB_BOOT_PROFILE, strings + domain->name);
    else if (text[0] == BLOB_OWN)
        fits = is_marked(text, BLOB_OWN, strings + domain->name);
    else
        fits = text[0] != BLOB_BOOT_PROFILE;
    return fits || proof_refuse(proof, MSM_VALUE, BLOB_DOMAINS, profile);
}

static bool prove_kinship(struct proof *proof, const struct blob_domain *domain)
{
    if (domain->tag && !proof_text(proof, BLOB_DOMAINS, &domain->tag, BLOB_MAX_NAME))
        return false;
    return !domain->group || proof_text(proof, BLOB_DOMAINS, &domain->group, BLOB_MAX_NAME);
}

/* Limits come in the order in which domains first use them; `*used` are known so far. */
static bool prove_limits_of(struct proof *proof, const struct blob_domain *domain, uint32_t *used)
{
    if (domain->limits == BLOB_NONE)
        return true;
    if (domain->limits >= proof_count(proof, BLOB_LIMITS))
        return proof_refuse(proof, MSM_INDEX, BLOB_DOMAINS, &domain->limits);
    if (domain->limits > *used)
        return proof_refuse(proof, MSM_ORDER, BLOB_DOMAINS, &domain->limits);
    *used += domain->limits == *used;
    return true;
}

static bool prove_domain(struct proof *proof, const struct blob_domain *domain, uint32_t *limits)
{
    if (domain->flags & ~(uint32_t)(BLOB_TRUSTED | BLOB_FLEET))
        return proof_refuse(proof, MSM_VALUE, BLOB_DOMAINS, &domain->flags);
    return prove_name(proof, domain) && prove_profile(proof, domain, &domain->profile) &&
           (domain->boot_profile == BLOB_NONE || prove_profile(proof, domain, &domain->boot_profile)) &&
           proof_rule(proof, BLOB_DOMAINS, &domain->rule, BLOB_DECLARED) && prove_kinship(proof, domain) &&
           prove_limits_of(proof, domain, limits);
}

bool proof_domains(struct proof *proof)
{
    const struct blob_section *limits = &proof->policy.header->section[BLOB_LIMITS];
    uint32_t used = 0;

    for (uint32_t i = 0; i < proof_count(proof, BLOB_DOMAINS); i++)
        if (!prove_domain(proof, &proof->policy.domains[i], &used))
            return false;
    return used == limits->count || proof_refuse(proof, MSM_VALUE, BLOB_LIMITS, &limits->count);
}

/* Whether no domain of the window from `first` on has two UUIDs. */
static bool prove_owners(struct proof *proof, uint32_t first)
{
    struct proof_seen seen = {{0}};

    for (uint32_t i = 0; i < proof_count(proof, BLOB_UUIDS); i++) {
        const uint32_t *domain = &proof->policy.uuids[i].domain;

        if (!proof_note(&seen, first, *domain))
            return proof_refuse(proof, MSM_VALUE, BLOB_UUIDS, domain);
    }
    return true;
}

bool proof_uuids(struct proof *proof)
{
    static const uint8_t none[16]; /* Xen's word for a domain without a UUID: the first must come after it */
    const uint8_t *before = none;

    for (uint32_t i = 0; i < proof_count(proof, BLOB_UUIDS); i++) {
        const struct blob_uuid *uuid = &proof->policy.uuids[i];

        if (memcmp(before, uuid->uuid, sizeof(uuid->uuid)) >= 0)
            return proof_refuse(proof, MSM_ORDER, BLOB_UUIDS, uuid->uuid);
        if (!proof_domain(proof, BLOB_UUIDS, &uuid->domain))
            return false;
        before = uuid->uuid;
    }
    for (uint32_t first = 0; first < proof_count(proof, BLOB_DOMAINS); first += PROOF_WINDOW)
        if (!prove_owners(proof, first))
            return false;
    return true;
}

/* Whether the limit is from `least` to `most`, or isn't set. */
static bool prove_limit(struct proof *proof, const uint64_t *limit, uint64_t least, uint64_t most)
{
    if (*limit == BLOB_UNLIMITED || (*limit >= least && *limit <= most))
        return true;
    return proof_refuse(proof, MSM_VALUE, BLOB_LIMITS, limit);
}

/* What a value may be is what Xen's own field for it can hold. */
bool proof_limits(struct proof *proof)
{
    for (uint32_t i = 0; i < proof_count(proof, BLOB_LIMITS); i++) {
        const struct blob_limits *limits = &proof->policy.limits[i];

        if (!prove_limit(proof, &limits->memory, 1, BLOB_UNLIMITED >> 10) ||
            !prove_limit(proof, &limits->vcpus, 1, UINT32_MAX) ||
            !prove_limit(proof, &limits->event_channels, 0, UINT32_MAX) ||
            !prove_limit(proof, &limits->grant_frames, 0, UINT32_MAX) ||
            !prove_limit(proof, &limits->maptrack_frames, 0, UINT32_MAX) ||
            !prove_limit(proof, &limits->cpu_weight, 1, UINT16_MAX) ||
            !prove_limit(proof, &limits->cpu_cap, 1, UINT16_MAX))
            return false;
    }
    return true;
}
