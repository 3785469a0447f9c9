/* SPDX-License-Identifier: GPL-2.0-only */
/* Proving what is inside a blob's sections, one function a section; profiles are in profile.c. */
#include <string.h>
#include "proof.h"

/* How many domains are looked for at a time among the UUIDs' owners: bounds the stack. */
#define OWNERS 2048u

/* A control character: it could forge lines of a log or drive a terminal. */
static bool is_control(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

/* Bytes of the well-formed UTF-8 character at `text`, or 0. The section's last byte, NUL, ends one that is
 * cut. */
static uint32_t measure(const uint8_t *text)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t lead = text[0], length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4, code;

    if (lead < 0x80)
        return lead && is_control(lead) ? 0 : 1;
    if (lead < 0xc0 || lead >= 0xf8)
        return 0;
    code = lead & 0x7fu >> length;
    for (uint32_t i = 1; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (text[i] & 0x3f);
    }
    if (code < least[length] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) || is_control(code))
        return 0;
    return length;
}

static bool prove_strings(struct proof *proof)
{
    const uint8_t *text = (const uint8_t *)proof->policy.strings;
    uint32_t size = proof_count(proof, BLOB_STRINGS), length;

    if (!size || text[0])
        return proof_refuse(proof, MSM_STRING, BLOB_STRINGS, text);
    if (text[size - 1])
        return proof_refuse(proof, MSM_STRING, BLOB_STRINGS, text + size - 1);
    for (uint32_t at = 0; at < size; at += length) {
        length = measure(text + at);
        if (!length)
            return proof_refuse(proof, MSM_STRING, BLOB_STRINGS, text + at);
    }
    return true;
}

/* A string that isn't empty nor longer than `most` bytes, named by its first byte. */
static bool prove_text(struct proof *proof, uint32_t section, const uint32_t *name, uint32_t most)
{
    const char *strings = proof->policy.strings;
    uint32_t size = proof_count(proof, BLOB_STRINGS), left;

    if (*name == 0 || *name >= size || strings[*name - 1] || !strings[*name])
        return proof_refuse(proof, MSM_STRING, section, name);
    left = size - *name;
    if (!memchr(strings + *name, 0, left < most + 1 ? left : most + 1))
        return proof_refuse(proof, MSM_STRING, section, name);
    return true;
}

bool proof_name(struct proof *proof, uint32_t section, const uint32_t *name)
{
    return prove_text(proof, section, name, BLOB_MAX_NAME);
}

bool proof_rises(const struct proof *proof, uint32_t left, uint32_t right)
{
    const char *first = proof->policy.strings + left, *second = proof->policy.strings + right;
    size_t first_length = strlen(first), second_length = strlen(second);

    /* A NUL is less than any byte of a longer name: comparing it too puts a name before its extensions. */
    return memcmp(first, second, (first_length < second_length ? first_length : second_length) + 1) < 0;
}

static bool prove_files(struct proof *proof)
{
    for (uint32_t i = 0; i < proof_count(proof, BLOB_FILES); i++)
        if (!prove_text(proof, BLOB_FILES, &proof->policy.files[i].name, BLOB_MAX_TEXT))
            return false;
    return true;
}

static bool prove_rule(struct proof *proof, const struct blob_rule *rule)
{
    if (rule->line == 0)
        return proof_refuse(proof, MSM_VALUE, BLOB_RULES, &rule->line);
    if (rule->column == 0)
        return proof_refuse(proof, MSM_VALUE, BLOB_RULES, &rule->column);
    if (rule->file >= proof_count(proof, BLOB_FILES))
        return proof_refuse(proof, MSM_INDEX, BLOB_RULES, &rule->file);
    if (rule->effect > BLOB_DECLARED)
        return proof_refuse(proof, MSM_VALUE, BLOB_RULES, &rule->effect);
    return true;
}

static bool prove_rules(struct proof *proof)
{
    for (uint32_t i = 0; i < proof_count(proof, BLOB_RULES); i++)
        if (!prove_rule(proof, &proof->policy.rules[i]))
            return false;
    return true;
}

bool proof_declaration(struct proof *proof, uint32_t section, const uint32_t *rule)
{
    if (*rule >= proof_count(proof, BLOB_RULES))
        return proof_refuse(proof, MSM_INDEX, section, rule);
    if (proof->policy.rules[*rule].effect != BLOB_DECLARED)
        return proof_refuse(proof, MSM_VALUE, section, rule);
    return true;
}

static bool prove_domain(struct proof *proof, const struct blob_domain *domain)
{
    if (!proof_name(proof, BLOB_DOMAINS, &domain->name))
        return false;
    if (domain > proof->policy.domains && !proof_rises(proof, domain[-1].name, domain->name))
        return proof_refuse(proof, MSM_ORDER, BLOB_DOMAINS, &domain->name);
    if (domain->profile >= proof_count(proof, BLOB_PROFILES))
        return proof_refuse(proof, MSM_INDEX, BLOB_DOMAINS, &domain->profile);
    if (!proof_declaration(proof, BLOB_DOMAINS, &domain->rule))
        return false;
    if (domain->reserved)
        return proof_refuse(proof, MSM_PADDING, BLOB_DOMAINS, &domain->reserved);
    return true;
}

static bool prove_domains(struct proof *proof)
{
    for (uint32_t i = 0; i < proof_count(proof, BLOB_DOMAINS); i++)
        if (!prove_domain(proof, &proof->policy.domains[i]))
            return false;
    return true;
}

/* Whether no domain from `first` on, OWNERS of them, has two UUIDs. */
static bool prove_owners(struct proof *proof, uint32_t first)
{
    uint64_t seen[OWNERS / 64] = {0};

    for (uint32_t i = 0; i < proof_count(proof, BLOB_UUIDS); i++) {
        const uint32_t *domain = &proof->policy.uuids[i].domain;
        uint32_t owner = *domain - first;
        uint64_t bit = UINT64_C(1) << owner % 64;

        if (owner >= OWNERS)
            continue;
        if (seen[owner / 64] & bit)
            return proof_refuse(proof, MSM_VALUE, BLOB_UUIDS, domain);
        seen[owner / 64] |= bit;
    }
    return true;
}

static bool prove_uuids(struct proof *proof)
{
    static const uint8_t none[16]; /* Xen's word for a domain without a UUID: the first must come after it */
    const uint8_t *before = none;
    uint32_t domains = proof_count(proof, BLOB_DOMAINS);

    for (uint32_t i = 0; i < proof_count(proof, BLOB_UUIDS); i++) {
        const struct blob_uuid *uuid = &proof->policy.uuids[i];

        if (memcmp(before, uuid->uuid, sizeof(uuid->uuid)) >= 0)
            return proof_refuse(proof, MSM_ORDER, BLOB_UUIDS, uuid->uuid);
        if (uuid->domain >= domains)
            return proof_refuse(proof, MSM_INDEX, BLOB_UUIDS, &uuid->domain);
        before = uuid->uuid;
    }
    /* BLOB_MAX_SIZE leaves room for some 100 of these passes at most. */
    for (uint32_t first = 0; first < domains; first += OWNERS)
        if (!prove_owners(proof, first))
            return false;
    return true;
}

static bool prove_policy(struct proof *proof)
{
    static const char control[] = "Domain-0";
    const struct blob_policy *policy = proof->policy.policy;
    uint32_t domains = proof_count(proof, BLOB_DOMAINS);

    if (!prove_text(proof, BLOB_POLICY, &policy->name, BLOB_MAX_TEXT))
        return false;
    if (policy->control_domain >= domains)
        return proof_refuse(proof, MSM_INDEX, BLOB_POLICY, &policy->control_domain);
    if (msm_find_domain(&proof->policy, control, sizeof(control) - 1) != policy->control_domain)
        return proof_refuse(proof, MSM_VALUE, BLOB_POLICY, &policy->control_domain);
    if (policy->default_domain == BLOB_NONE)
        return true;
    if (policy->default_domain >= domains)
        return proof_refuse(proof, MSM_INDEX, BLOB_POLICY, &policy->default_domain);
    /* A domain without a label must not get the rights of the one that controls the host. */
    if (policy->default_domain == policy->control_domain)
        return proof_refuse(proof, MSM_VALUE, BLOB_POLICY, &policy->default_domain);
    return true;
}

bool proof_contents(struct proof *proof)
{
    return prove_strings(proof) && prove_files(proof) && prove_rules(proof) && proof_profiles(proof) &&
           prove_domains(proof) && prove_uuids(proof) && prove_policy(proof);
}
