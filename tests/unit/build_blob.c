/* SPDX-License-Identifier: GPL-2.0-only */
/* The example blob of the core's tests, part by part. See build_blob.h. */
#include <stdlib.h>
#include <string.h>
#include "tests/unit/build_blob.h"
#include "sha256.h"

static void set_bit(uint64_t *bitmap, unsigned int operation)
{
    bitmap[operation / 64] |= UINT64_C(1) << operation % 64;
}

static bool has_bit(const uint64_t *bitmap, unsigned int operation)
{
    return bitmap[operation / 64] >> operation % 64 & 1;
}

uint32_t parts_string(struct parts *parts, const char *text)
{
    uint32_t at = parts->count[BLOB_STRINGS];
    size_t size = strlen(text) + 1;

    if (size > PARTS_STRINGS - at)
        abort();
    memcpy(parts->strings + at, text, size);
    parts->count[BLOB_STRINGS] += (uint32_t)size;
    return at;
}

static void add_rule(struct parts *parts, uint32_t line, enum blob_effect effect)
{
    parts->rules[parts->count[BLOB_RULES]++] =
        (struct blob_rule){.line = line, .column = 1, .file = 0, .effect = effect};
}

static struct blob_profile *add_profile(struct parts *parts, const char *name, uint32_t rule)
{
    struct blob_profile *profile = &parts->profiles[parts->count[BLOB_PROFILES]++];

    *profile = (struct blob_profile){.name = parts_string(parts, name), .rule = rule};
    return profile;
}

static void add_domain(struct parts *parts, const char *name, uint32_t profile)
{
    parts->domains[parts->count[BLOB_DOMAINS]++] =
        (struct blob_domain){.name = parts_string(parts, name), .profile = profile, .rule = RULE_DOMAIN};
}

static void add_uuid(struct parts *parts, uint8_t first_byte, uint32_t domain)
{
    parts->uuids[parts->count[BLOB_UUIDS]++] = (struct blob_uuid){.uuid = {first_byte}, .domain = domain};
}

static void add_profiles(struct parts *parts)
{
    struct blob_profile *guest = add_profile(parts, "guest", RULE_GUEST);
    struct blob_profile *host = add_profile(parts, "host", RULE_HOST);

    set_bit(guest->allowed, msm_operation(EVENT_CHANNEL_OP, SEND));
    set_bit(guest->allowed, msm_operation(EVENT_CHANNEL_OP, UNMASK));
    set_bit(guest->allowed, msm_operation(MMU_UPDATE, 0));
    set_bit(guest->quiet, msm_operation(MEMORY_OP, EXCHANGE));
    memcpy(host->allowed, msm_known, sizeof(host->allowed));
}

void parts_example(struct parts *parts)
{
    memset(parts, 0, sizeof(*parts));
    parts->count[BLOB_POLICY] = 1;
    parts_string(parts, "");
    parts->policy[0] = (struct blob_policy){.name = parts_string(parts, "example"),
                                            .version = 7,
                                            .control_domain = DOMAIN_0,
                                            .default_domain = DOMAIN_ANY};
    parts->files[parts->count[BLOB_FILES]++].name = parts_string(parts, "example.xpol");
    add_rule(parts, 3, BLOB_DECLARED);
    add_rule(parts, 9, BLOB_DECLARED);
    add_rule(parts, 4, BLOB_ALLOW);
    add_rule(parts, 5, BLOB_DENY);
    add_rule(parts, 6, BLOB_DENY_QUIETLY);
    add_rule(parts, 12, BLOB_DECLARED);
    add_profiles(parts);
    add_domain(parts, "Domain-0", PROFILE_HOST);
    add_domain(parts, "any", PROFILE_GUEST);
    add_domain(parts, "web", PROFILE_GUEST);
    add_uuid(parts, 0x11, DOMAIN_WEB);
    add_uuid(parts, 0x22, DOMAIN_ANY);
    parts_derive(parts, msm_operation(EVENT_CHANNEL_OP, RESET));
}

/* Found by asking about every subcommand, not as the core computes it. */
static uint64_t derive_entry(const struct blob_profile *profile)
{
    uint64_t entry = 0;

    for (unsigned int n = 0; n < MSM_HYPERCALLS; n++)
        for (uint64_t subcommand = 0; subcommand < 4096; subcommand++)
            if (has_bit(profile->allowed, msm_operation(n, subcommand)))
                entry |= UINT64_C(1) << n;
    return entry;
}

static uint32_t choose_rule(const struct blob_profile *profile, unsigned int operation, unsigned int denied)
{
    if (has_bit(profile->allowed, operation))
        return RULE_ALLOW;
    if (has_bit(profile->quiet, operation))
        return RULE_QUIET;
    return operation == denied ? RULE_DENY : profile->rule;
}

static void derive_spans(struct parts *parts, struct blob_profile *profile, unsigned int denied)
{
    uint32_t *count = &parts->count[BLOB_SPANS];

    profile->first_span = *count;
    for (unsigned int operation = 0; operation < MSM_OPERATIONS; operation++) {
        uint32_t rule = choose_rule(profile, operation, denied);

        if (operation && parts->spans[*count - 1].rule == rule)
            continue;
        if (*count == PARTS_SPANS)
            abort();
        parts->spans[(*count)++] = (struct blob_span){.first = operation, .rule = rule};
    }
    profile->spans = *count - profile->first_span;
}

void parts_derive(struct parts *parts, unsigned int denied)
{
    parts->count[BLOB_SPANS] = 0;
    for (uint32_t i = 0; i < parts->count[BLOB_PROFILES]; i++) {
        parts->profiles[i].entry = derive_entry(&parts->profiles[i]);
        derive_spans(parts, &parts->profiles[i], denied);
    }
}

/* Where a section's entries are in the parts, and the size of one. */
static const void *find_part(const struct parts *parts, uint32_t kind, uint32_t *entry)
{
    const void *data[] = {parts->policy,   parts->strings, parts->files,   parts->rules,
                          parts->profiles, parts->spans,   parts->domains, parts->uuids};
    static const uint32_t sizes[] = {sizeof(*parts->policy),  sizeof(*parts->strings),  sizeof(*parts->files),
                                     sizeof(*parts->rules),   sizeof(*parts->profiles), sizeof(*parts->spans),
                                     sizeof(*parts->domains), sizeof(*parts->uuids)};

    *entry = sizes[kind];
    return data[kind];
}

static void lay_out(const struct parts *parts, struct blob_header *header)
{
    uint32_t end = sizeof(*header), entry;

    for (uint32_t kind = 0; kind < BLOB_SECTIONS; kind++) {
        struct blob_section *section = &header->section[kind];

        find_part(parts, kind, &entry);
        *section = (struct blob_section){.kind = kind,
                                         .offset = (end + 7) & ~7u,
                                         .size = parts->count[kind] * entry,
                                         .count = parts->count[kind]};
        end = section->offset + section->size;
    }
    header->size = end;
}

uint8_t *parts_assemble(const struct parts *parts, uint32_t *size)
{
    struct blob_header header = {.magic = BLOB_MAGIC,
                                 .target_size = 8,
                                 .target = "XenonMSM",
                                 .format = BLOB_FORMAT,
                                 .table = MSM_TABLE_FINGERPRINT,
                                 .sections = BLOB_SECTIONS,
                                 .operations = MSM_OPERATIONS};
    uint32_t entry;
    uint8_t *blob;

    lay_out(parts, &header);
    blob = calloc(1, header.size);
    if (!blob)
        abort();
    memcpy(blob, &header, sizeof(header));
    for (uint32_t kind = 0; kind < BLOB_SECTIONS; kind++)
        memcpy(blob + header.section[kind].offset, find_part(parts, kind, &entry), header.section[kind].size);
    blob_reseal(blob, header.size);
    *size = header.size;
    return blob;
}

void blob_reseal(uint8_t *blob, size_t size)
{
    struct sha256 sha;

    if (size < sizeof(struct blob_header))
        return;
    memset(blob + offsetof(struct blob_header, digest), 0, BLOB_DIGEST);
    sha256_init(&sha);
    sha256_add(&sha, blob, size);
    sha256_end(&sha, blob + offsetof(struct blob_header, digest));
}
