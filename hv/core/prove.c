/* SPDX-License-Identifier: GPL-2.0-only */
/* Proving the sections that the others rest on, one function a section, and what all proofs use. */
#include <string.h>
#include "proof.h"

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

/* A string is named by its first byte. */
bool proof_text(struct proof *proof, uint32_t section, const uint32_t *name, uint32_t most)
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

bool proof_rises(const struct proof *proof, uint32_t left, uint32_t right)
{
    const uint8_t *first = (const uint8_t *)proof->policy.strings + left;
    const uint8_t *second = (const uint8_t *)proof->policy.strings + right;

    for (; *first && *first == *second; first++)
        second++;
    return *first < *second;
}

bool proof_rule(struct proof *proof, uint32_t section, const uint32_t *rule, enum blob_effect effect)
{
    if (*rule >= proof_count(proof, BLOB_RULES))
        return proof_refuse(proof, MSM_INDEX, section, rule);
    if (proof->policy.rules[*rule].effect != effect)
        return proof_refuse(proof, MSM_VALUE, section, rule);
    return true;
}

bool proof_domain(struct proof *proof, uint32_t section, const uint32_t *domain)
{
    return *domain < proof_count(proof, BLOB_DOMAINS) || proof_refuse(proof, MSM_INDEX, section, domain);
}

bool proof_slice(struct proof *proof, enum blob_section_kind kind, const uint32_t *first,
                 const uint32_t *count)
{
    if (*first != proof->owned[kind])
        return proof_refuse(proof, MSM_VALUE, BLOB_PROFILES, first);
    if (*count > proof_count(proof, kind) - *first)
        return proof_refuse(proof, MSM_INDEX, BLOB_PROFILES, count);
    proof->owned[kind] += *count;
    return true;
}

/*
 * Runs may share members, so that many entries can point to many: BLOB_MAX_MEMBERS bounds the work. That
 * each member is a domain was proven before.
 */
bool proof_run(struct proof *proof, uint32_t section, const uint32_t *first, const uint32_t *count)
{
    uint32_t all = proof_count(proof, BLOB_MEMBERS);
    const uint32_t *members;

    if (*first > all)
        return proof_refuse(proof, MSM_INDEX, section, first);
    if (*count > all - *first)
        return proof_refuse(proof, MSM_INDEX, section, count);
    if (*count > BLOB_MAX_MEMBERS - proof->pointed_to)
        return proof_refuse(proof, MSM_TOO_LARGE, section, count);
    proof->pointed_to += *count;
    members = proof->policy.members + *first;
    for (uint32_t i = 1; i < *count; i++)
        if (members[i - 1] >= members[i])
            return proof_refuse(proof, MSM_ORDER, BLOB_MEMBERS, &members[i]);
    return true;
}

static bool prove_files(struct proof *proof)
{
    for (uint32_t i = 0; i < proof_count(proof, BLOB_FILES); i++) {
        const struct blob_file *file = &proof->policy.files[i];

        if (!proof_text(proof, BLOB_FILES, &file->name, BLOB_MAX_TEXT))
            return false;
        if (i && !proof_rises(proof, file[-1].name, file->name))
            return proof_refuse(proof, MSM_ORDER, BLOB_FILES, &file->name);
    }
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
    if (rule->effect >= BLOB_EFFECTS)
        return proof_refuse(proof, MSM_VALUE, BLOB_RULES, &rule->effect);
    return true;
}

static bool comes_before(const struct blob_rule *left, const struct blob_rule *right)
{
    if (left->file != right->file)
        return left->file < right->file;
    if (left->line != right->line)
        return left->line < right->line;
    if (left->column != right->column)
        return left->column < right->column;
    return left->effect < right->effect;
}

static bool prove_rules(struct proof *proof)
{
    for (uint32_t i = 0; i < proof_count(proof, BLOB_RULES); i++) {
        const struct blob_rule *rule = &proof->policy.rules[i];

        if (!prove_rule(proof, rule))
            return false;
        if (i && !comes_before(rule - 1, rule))
            return proof_refuse(proof, MSM_ORDER, BLOB_RULES, &rule->line);
    }
    return true;
}

static bool prove_members(struct proof *proof)
{
    for (uint32_t i = 0; i < proof_count(proof, BLOB_MEMBERS); i++)
        if (!proof_domain(proof, BLOB_MEMBERS, &proof->policy.members[i]))
            return false;
    return true;
}

/* Whether the control domain is the one named `Domain-0`, and no fleet that this name begins like. */
static bool prove_control(struct proof *proof)
{
    static const char name[] = "Domain-0";
    const uint32_t *control = &proof->policy.policy->control_domain;

    if (!proof_domain(proof, BLOB_POLICY, control))
        return false;
    if (msm_find_domain(&proof->policy, name, sizeof(name) - 1) != *control ||
        proof->policy.domains[*control].flags & BLOB_FLEET)
        return proof_refuse(proof, MSM_VALUE, BLOB_POLICY, control);
    return true;
}

static bool prove_policy(struct proof *proof)
{
    const struct blob_policy *policy = proof->policy.policy;

    if (!proof_text(proof, BLOB_POLICY, &policy->name, BLOB_MAX_TEXT) || !prove_control(proof))
        return false;
    if (policy->default_domain != BLOB_NONE && !proof_domain(proof, BLOB_POLICY, &policy->default_domain))
        return false;
    /* A domain without a label must not get the rights of the one that controls the host. */
    if (policy->default_domain == policy->control_domain)
        return proof_refuse(proof, MSM_VALUE, BLOB_POLICY, &policy->default_domain);
    if (policy->flags & ~(uint32_t)BLOB_SEALED)
        return proof_refuse(proof, MSM_VALUE, BLOB_POLICY, &policy->flags);
    if (policy->reserved)
        return proof_refuse(proof, MSM_PADDING, BLOB_POLICY, &policy->reserved);
    return true;
}

bool proof_contents(struct proof *proof)
{
    return prove_strings(proof) && prove_files(proof) && prove_rules(proof) && prove_members(proof) &&
           proof_profiles(proof) && proof_limits(proof) && proof_domains(proof) && proof_uuids(proof) &&
           prove_policy(proof) && proof_sets(proof) && proof_connections(proof) && proof_networks(proof) &&
           proof_services(proof) && proof_devices(proof);
}
