/* SPDX-License-Identifier: GPL-2.0-only */
/* Opening a blob: its header, digest and layout. What is inside the sections is proven in prove.c. */
#include <string.h>
#include "blake2b.h"
#include "proof.h"

#define ALIGNMENT 8u

static const uint32_t entry_size[BLOB_SECTIONS] = {
    [BLOB_POLICY] = sizeof(struct blob_policy),
    [BLOB_STRINGS] = 1,
    [BLOB_FILES] = sizeof(struct blob_file),
    [BLOB_RULES] = sizeof(struct blob_rule),
    [BLOB_PROFILES] = sizeof(struct blob_profile),
    [BLOB_SPANS] = sizeof(struct blob_span),
    [BLOB_TARGETS] = sizeof(struct blob_target),
    [BLOB_RATES] = sizeof(struct blob_rate),
    [BLOB_ACTIONS] = sizeof(struct blob_action_at),
    [BLOB_DOMAINS] = sizeof(struct blob_domain),
    [BLOB_UUIDS] = sizeof(struct blob_uuid),
    [BLOB_LIMITS] = sizeof(struct blob_limits),
    [BLOB_MEMBERS] = sizeof(uint32_t),
    [BLOB_SETS] = sizeof(struct blob_set),
    [BLOB_CONNECTIONS] = sizeof(struct blob_connection),
    [BLOB_NETWORKS] = sizeof(struct blob_network),
    [BLOB_SERVICES] = sizeof(struct blob_service),
    [BLOB_DEVICES] = sizeof(struct blob_device),
};

bool proof_refuse(struct proof *proof, enum msm_fault fault, uint32_t section, const void *at)
{
    proof->where.fault = fault;
    proof->where.section = section;
    proof->where.offset = (uint32_t)((const uint8_t *)at - proof->blob);
    return false;
}

static bool refuse_header(struct proof *proof, enum msm_fault fault, size_t offset)
{
    return proof_refuse(proof, fault, BLOB_NONE, proof->blob + offset);
}

/* Nothing of the header may be read before this. */
static bool prove_bounds(struct proof *proof, size_t size)
{
    if (!size)
        return refuse_header(proof, MSM_NO_POLICY, 0);
    if (size > BLOB_MAX_SIZE)
        return refuse_header(proof, MSM_TOO_LARGE, BLOB_MAX_SIZE);
    if (size < sizeof(struct blob_header))
        return refuse_header(proof, MSM_TRUNCATED, size);
    return true;
}

static bool prove_kind(struct proof *proof)
{
    const struct blob_header *header = proof->policy.header;

    if (header->magic != BLOB_MAGIC)
        return refuse_header(proof, MSM_NOT_A_POLICY, offsetof(struct blob_header, magic));
    if (header->target_size != sizeof(header->target))
        return refuse_header(proof, MSM_NOT_A_POLICY, offsetof(struct blob_header, target_size));
    if (memcmp(header->target, BLOB_TARGET, sizeof(header->target)))
        return refuse_header(proof, MSM_NOT_A_POLICY, offsetof(struct blob_header, target));
    if (header->format != BLOB_FORMAT)
        return refuse_header(proof, MSM_FORMAT, offsetof(struct blob_header, format));
    return true;
}

static bool prove_size(struct proof *proof, size_t size)
{
    uint32_t stated = proof->policy.header->size;

    if (stated > size)
        return refuse_header(proof, MSM_TRUNCATED, size);
    if (stated < size)
        return refuse_header(proof, MSM_TRAILING, stated);
    return true;
}

/* The field is in the first block, which the header is longer than. */
void msm_digest(const void *blob, size_t size, uint8_t digest[BLOB_DIGEST])
{
    uint8_t first[BLAKE2B_BLOCK];
    struct blake2b hash;

    _Static_assert(offsetof(struct blob_header, sections) <= sizeof(first), "in the first block");
    _Static_assert(sizeof(struct blob_header) > sizeof(first), "there is a rest");
    memcpy(first, blob, sizeof(first));
    memset(first + offsetof(struct blob_header, digest), 0, BLOB_DIGEST);
    blake2b_init(&hash);
    blake2b_add(&hash, first);
    blake2b_end(&hash, (const uint8_t *)blob + sizeof(first), size - sizeof(first), digest);
}

static bool prove_digest(struct proof *proof)
{
    const struct blob_header *header = proof->policy.header;
    uint8_t digest[BLOB_DIGEST];

    msm_digest(header, header->size, digest);
    if (memcmp(digest, header->digest, sizeof(digest)))
        return refuse_header(proof, MSM_DIGEST, offsetof(struct blob_header, digest));
    return true;
}

/* Operations are numbers: they mean nothing under another table than the compiler's. */
static bool prove_table(struct proof *proof)
{
    static const uint8_t fingerprint[] = MSM_TABLE_FINGERPRINT;
    const struct blob_header *header = proof->policy.header;

    _Static_assert(sizeof(fingerprint) == sizeof(header->table), "the blob holds the whole fingerprint");
    if (memcmp(header->table, fingerprint, sizeof(fingerprint)))
        return refuse_header(proof, MSM_OTHER_TABLE, offsetof(struct blob_header, table));
    if (header->operations != MSM_OPERATIONS)
        return refuse_header(proof, MSM_OTHER_TABLE, offsetof(struct blob_header, operations));
    return true;
}

static bool prove_padding(struct proof *proof, uint32_t kind, uint32_t from, uint32_t to)
{
    for (uint32_t at = from; at < to; at++)
        if (proof->blob[at])
            return proof_refuse(proof, MSM_PADDING, kind, proof->blob + at);
    return true;
}

/* One section, which must begin at the next boundary after `*end`; moves `*end` behind it. */
static bool prove_section(struct proof *proof, uint32_t kind, uint32_t *end)
{
    const struct blob_header *header = proof->policy.header;
    const struct blob_section *section = &header->section[kind];
    uint32_t offset = (*end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;

    if (section->kind != kind)
        return proof_refuse(proof, MSM_SECTION, kind, &section->kind);
    if (section->offset != offset || offset > header->size)
        return proof_refuse(proof, MSM_SECTION, kind, &section->offset);
    if (section->size > header->size - offset)
        return proof_refuse(proof, MSM_SECTION, kind, &section->size);
    if ((uint64_t)section->count * entry_size[kind] != section->size)
        return proof_refuse(proof, MSM_SECTION, kind, &section->count);
    if (!prove_padding(proof, kind, *end, offset))
        return false;
    *end = offset + section->size;
    return true;
}

static bool prove_layout(struct proof *proof)
{
    const struct blob_header *header = proof->policy.header;
    uint32_t end = sizeof(*header);

    if (header->sections != BLOB_SECTIONS)
        return refuse_header(proof, MSM_SECTION, offsetof(struct blob_header, sections));
    for (uint32_t kind = 0; kind < BLOB_SECTIONS; kind++)
        if (!prove_section(proof, kind, &end))
            return false;
    if (end != header->size)
        return refuse_header(proof, MSM_SECTION, offsetof(struct blob_header, size));
    if (header->section[BLOB_POLICY].count != 1)
        return proof_refuse(proof, MSM_SECTION, BLOB_POLICY, &header->section[BLOB_POLICY].count);
    if (header->section[BLOB_DOMAINS].count > BLOB_MAX_DOMAINS)
        return proof_refuse(proof, MSM_SECTION, BLOB_DOMAINS, &header->section[BLOB_DOMAINS].count);
    return true;
}

static const void *find_section(const struct proof *proof, enum blob_section_kind kind)
{
    return proof->blob + proof->policy.header->section[kind].offset;
}

static void point_into(struct proof *proof)
{
    struct msm_policy *policy = &proof->policy;

    policy->policy = find_section(proof, BLOB_POLICY);
    policy->strings = find_section(proof, BLOB_STRINGS);
    policy->files = find_section(proof, BLOB_FILES);
    policy->rules = find_section(proof, BLOB_RULES);
    policy->profiles = find_section(proof, BLOB_PROFILES);
    policy->spans = find_section(proof, BLOB_SPANS);
    policy->targets = find_section(proof, BLOB_TARGETS);
    policy->rates = find_section(proof, BLOB_RATES);
    policy->actions = find_section(proof, BLOB_ACTIONS);
    policy->domains = find_section(proof, BLOB_DOMAINS);
    policy->uuids = find_section(proof, BLOB_UUIDS);
    policy->limits = find_section(proof, BLOB_LIMITS);
    policy->members = find_section(proof, BLOB_MEMBERS);
    policy->sets = find_section(proof, BLOB_SETS);
    policy->connections = find_section(proof, BLOB_CONNECTIONS);
    policy->networks = find_section(proof, BLOB_NETWORKS);
    policy->services = find_section(proof, BLOB_SERVICES);
    policy->devices = find_section(proof, BLOB_DEVICES);
}

static bool prove(struct proof *proof, size_t size)
{
    if (!prove_bounds(proof, size) || !prove_kind(proof) || !prove_size(proof, size) ||
        !prove_digest(proof) || !prove_table(proof) || !prove_layout(proof))
        return false;
    point_into(proof);
    return proof_contents(proof);
}

enum msm_fault msm_open(struct msm_policy *policy, const void *blob, size_t size, struct msm_where *where)
{
    struct proof proof = {
        .blob = blob, .policy.header = blob, .where = {.fault = MSM_OK, .section = BLOB_NONE}};

    if (prove(&proof, size))
        *policy = proof.policy;
    *where = proof.where;
    return where->fault;
}
