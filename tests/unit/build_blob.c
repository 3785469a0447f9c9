/* SPDX-License-Identifier: GPL-2.0-only */
/* The example blob of the core's tests, part by part. See build_blob.h. */
#include <stdlib.h>
#include <string.h>
#include "tests/unit/build_blob.h"

#define SECOND UINT64_C(1000000000)

/* Where a section's entries are in the parts, the size of one, and for how many there is room. */
struct place {
    size_t offset;
    uint32_t entry, room;
};

#define PLACE(field)                                                                                         \
    {                                                                                                        \
        offsetof(struct parts, field), sizeof(((struct parts *)NULL)->field[0]),                             \
            sizeof(((struct parts *)NULL)->field) / sizeof(((struct parts *)NULL)->field[0])                 \
    }

static const struct place places[BLOB_SECTIONS] = {
    [BLOB_POLICY] = PLACE(policy),
    [BLOB_STRINGS] = PLACE(strings),
    [BLOB_FILES] = PLACE(files),
    [BLOB_RULES] = PLACE(rules),
    [BLOB_PROFILES] = PLACE(profiles),
    [BLOB_SPANS] = PLACE(spans),
    [BLOB_TARGETS] = PLACE(targets),
    [BLOB_RATES] = PLACE(rates),
    [BLOB_ACTIONS] = PLACE(actions),
    [BLOB_DOMAINS] = PLACE(domains),
    [BLOB_UUIDS] = PLACE(uuids),
    [BLOB_LIMITS] = PLACE(limits),
    [BLOB_MEMBERS] = PLACE(members),
    [BLOB_SETS] = PLACE(sets),
    [BLOB_CONNECTIONS] = PLACE(connections),
    [BLOB_NETWORKS] = PLACE(networks),
    [BLOB_SERVICES] = PLACE(services),
    [BLOB_DEVICES] = PLACE(devices),
};

static void set_bit(uint64_t *bitmap, unsigned int operation)
{
    bitmap[operation / 64] |= UINT64_C(1) << operation % 64;
}

static bool has_bit(const uint64_t *bitmap, unsigned int operation)
{
    return bitmap[operation / 64] >> operation % 64 & 1;
}

void *parts_entries(struct parts *parts, enum blob_section_kind kind)
{
    return (uint8_t *)parts + places[kind].offset;
}

uint32_t parts_entry_size(enum blob_section_kind kind)
{
    return places[kind].entry;
}

uint32_t parts_add(struct parts *parts, enum blob_section_kind kind, const void *entry)
{
    const struct place *place = &places[kind];
    uint32_t at = parts->count[kind]++;

    if (at >= place->room)
        abort();
    memcpy((uint8_t *)parts_entries(parts, kind) + (size_t)at * place->entry, entry, place->entry);
    return at;
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

static void add_rules(struct parts *parts)
{
    static const struct blob_rule rules[] = {
        [RULE_GUEST] = {3, 1, 0, BLOB_DECLARED},
        [RULE_ALLOW] = {4, 5, 0, BLOB_ALLOW},
        [RULE_DENY] = {5, 5, 0, BLOB_DENY},
        [RULE_QUIET] = {6, 5, 0, BLOB_DENY_QUIETLY},
        [RULE_TARGET] = {7, 5, 0, BLOB_ALLOW},
        [RULE_RATE] = {8, 5, 0, BLOB_RATE},
        [RULE_RATE_SEND] = {8, 30, 0, BLOB_RATE},
        [RULE_LOG] = {9, 5, 0, BLOB_RESPONSE},
        [RULE_CRASH] = {9, 30, 0, BLOB_RESPONSE},
        [RULE_HOST] = {12, 1, 0, BLOB_DECLARED},
        [RULE_BOOT] = {14, 8, 0, BLOB_BOOT},
        [RULE_DOMAIN] = {1, 1, 1, BLOB_DECLARED},
        [RULE_CONFLICT] = {2, 1, 1, BLOB_CONFLICT},
        [RULE_CONNECT] = {3, 1, 1, BLOB_CONNECT},
        [RULE_CONNECT_FLEET] = {4, 1, 1, BLOB_CONNECT},
        [RULE_NETWORK] = {5, 1, 1, BLOB_NETWORK},
        [RULE_DEVICE] = {5, 1, 1, BLOB_SERVICE},
    };

    for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
        parts_add(parts, BLOB_RULES, &rules[i]);
}

static struct blob_profile *add_profile(struct parts *parts, const char *name, uint32_t rule)
{
    struct blob_profile profile = {.name = parts_string(parts, name),
                                   .rule = rule,
                                   .first_target = parts->count[BLOB_TARGETS],
                                   .first_rate = parts->count[BLOB_RATES],
                                   .first_action = parts->count[BLOB_ACTIONS]};

    return &parts->profiles[parts_add(parts, BLOB_PROFILES, &profile)];
}

/* Members are entries of a run that has all domains but the first: run n begins with domain n + 1. */
static void add_target(struct parts *parts, struct blob_profile *profile, uint32_t operation,
                       uint32_t first_member, uint32_t members)
{
    struct blob_target target = {.first = operation,
                                 .end = operation + 1,
                                 .first_member = first_member,
                                 .members = members,
                                 .rule = RULE_TARGET};

    parts_add(parts, BLOB_TARGETS, &target);
    profile->targets++;
}

static void add_rates(struct parts *parts, struct blob_profile *profile)
{
    const struct msm_hypercall *call = &msm_hypercalls[EVENT_CHANNEL_OP];
    uint32_t send = msm_operation(EVENT_CHANNEL_OP, SEND);
    const struct blob_rate rates[] = {
        [RATE_ALL] = {SECOND, 333333334, 3, 5, 0, MSM_OPERATIONS, RULE_RATE, 0},
        [RATE_CHANNELS] = {SECOND, 250000000, 4, 3, call->first, 0u + call->first + call->near_count,
                           RULE_RATE, BLOB_SLOW},
        [RATE_SEND] = {60 * SECOND, 30 * SECOND, 2, 1, send, send + 1, RULE_RATE_SEND, 0},
    };

    for (size_t i = 0; i < sizeof(rates) / sizeof(*rates); i++, profile->rates++)
        parts_add(parts, BLOB_RATES, &rates[i]);
}

static void add_actions(struct parts *parts, struct blob_profile *profile)
{
    static const struct blob_action_at actions[] = {
        {.window = 0, .action = BLOB_LOG, .count = 2, .rule = RULE_LOG},
        {.window = 16 * SECOND, .action = BLOB_CRASH, .count = 3, .rule = RULE_CRASH},
    };

    for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++, profile->actions++)
        parts_add(parts, BLOB_ACTIONS, &actions[i]);
}

static void add_guest(struct parts *parts)
{
    struct blob_profile *guest = add_profile(parts, "guest", RULE_GUEST);

    guest->guest = BLOB_PVH;
    guest->binds = BLOB_AT_START;
    set_bit(guest->allowed, msm_operation(EVENT_CHANNEL_OP, SEND));
    set_bit(guest->allowed, msm_operation(EVENT_CHANNEL_OP, ALLOC_UNBOUND));
    set_bit(guest->allowed, msm_operation(EVENT_CHANNEL_OP, UNMASK));
    set_bit(guest->allowed, msm_operation(MMU_UPDATE, 0));
    set_bit(guest->quiet, msm_operation(MEMORY_OP, EXCHANGE));
    add_target(parts, guest, msm_operation(EVENT_CHANNEL_OP, ALLOC_UNBOUND), DOMAIN_DB - 1, 1);
    add_rates(parts, guest);
    add_actions(parts, guest);
}

/* Sorted by name: a plus and a dot come before letters. */
static void add_profiles(struct parts *parts)
{
    struct blob_profile *host;

    host = add_profile(parts, "+Domain-0", RULE_DOMAIN);
    memcpy(host->allowed, msm_known, sizeof(host->allowed));
    add_profile(parts, ".db", RULE_DOMAIN);
    add_guest(parts);
    host = add_profile(parts, "host", RULE_HOST);
    memcpy(host->allowed, msm_known, sizeof(host->allowed));
    add_target(parts, host, msm_operation(DOMCTL, 1), 0, 4);
}

static struct blob_domain *add_domain(struct parts *parts, const char *name, uint32_t profile)
{
    struct blob_domain domain = {.name = parts_string(parts, name),
                                 .profile = profile,
                                 .boot_profile = BLOB_NONE,
                                 .rule = RULE_DOMAIN,
                                 .limits = BLOB_NONE};

    return &parts->domains[parts_add(parts, BLOB_DOMAINS, &domain)];
}

static void add_uuid(struct parts *parts, uint8_t first_byte, uint32_t domain)
{
    parts_add(parts, BLOB_UUIDS, &(struct blob_uuid){.uuid = {first_byte}, .domain = domain});
}

static void add_limits(struct parts *parts, struct blob_domain *domain, uint64_t memory, uint64_t vcpus)
{
    struct blob_limits limits = {memory,         vcpus, BLOB_UNLIMITED, BLOB_UNLIMITED, BLOB_UNLIMITED,
                                 BLOB_UNLIMITED, 150,   {0x0f, 0, 0, 0}};

    domain->limits = parts_add(parts, BLOB_LIMITS, &limits);
}

static void add_domains(struct parts *parts)
{
    struct blob_domain *domain = add_domain(parts, "Domain-0", PROFILE_HOST);

    domain->boot_profile = PROFILE_BOOT;
    domain->flags = BLOB_TRUSTED;
    add_domain(parts, "any", PROFILE_GUEST);
    domain = add_domain(parts, "db", PROFILE_DB);
    domain->tag = parts_string(parts, "secret");
    domain->group = parts_string(parts, "ministry");
    add_limits(parts, domain, 1 << 20, BLOB_UNLIMITED);
    add_domain(parts, "net-*", PROFILE_GUEST)->flags = BLOB_FLEET;
    add_limits(parts, add_domain(parts, "web", PROFILE_GUEST), BLOB_UNLIMITED, 2);
    add_uuid(parts, 0x11, DOMAIN_WEB);
    add_uuid(parts, 0x22, DOMAIN_ANY);
    for (uint32_t i = DOMAIN_ANY; i <= DOMAIN_WEB; i++)
        parts_add(parts, BLOB_MEMBERS, &i);
}

static void add_set(struct parts *parts, uint32_t group, const char *name, uint32_t first, uint32_t members)
{
    struct blob_set set = {.group = group,
                           .name = parts_string(parts, name),
                           .first_member = first,
                           .members = members,
                           .rule = RULE_CONFLICT};

    parts_add(parts, BLOB_SETS, &set);
}

static void add_relations(struct parts *parts)
{
    static const struct blob_connection connections[] = {
        {DOMAIN_0, DOMAIN_ANY, RULE_CONNECT, BLOB_ARGO, 0},
        {DOMAIN_DB, DOMAIN_WEB, RULE_CONNECT, BLOB_GRANT | BLOB_EVENT, BLOB_EVENT},
        {DOMAIN_FLEET, DOMAIN_FLEET, RULE_CONNECT_FLEET, BLOB_EVENT, BLOB_EVENT},
    };
    static const struct blob_network networks[] = {
        {DOMAIN_ANY, BLOB_OUTSIDE, 6, 80, 443, 0, RULE_NETWORK},
        {DOMAIN_WEB, DOMAIN_DB, 0, 0, 65535, 0, RULE_NETWORK},
        {BLOB_OUTSIDE, DOMAIN_WEB, 1, 0, 65535, 0, RULE_NETWORK},
    };
    static const struct blob_device devices[] = {{0x00000300, DOMAIN_DB, RULE_DEVICE},
                                                 {0x00010008, DOMAIN_DB, RULE_DEVICE}};
    struct blob_service service = {.domain = DOMAIN_DB,
                                   .rule = RULE_DOMAIN,
                                   .first_client = DOMAIN_FLEET - 1,
                                   .clients = 2,
                                   .first_delegate = 0,
                                   .delegates = 1,
                                   .restart = 3600 * SECOND};
    uint32_t zone = parts_string(parts, "zone");

    add_set(parts, 0, "blue", DOMAIN_FLEET - 1, 2);
    add_set(parts, 0, "red", DOMAIN_DB - 1, 1);
    add_set(parts, zone, "a", DOMAIN_DB - 1, 2);
    add_set(parts, zone, "b", DOMAIN_WEB - 1, 1);
    for (size_t i = 0; i < sizeof(connections) / sizeof(*connections); i++)
        parts_add(parts, BLOB_CONNECTIONS, &connections[i]);
    for (size_t i = 0; i < sizeof(networks) / sizeof(*networks); i++)
        parts_add(parts, BLOB_NETWORKS, &networks[i]);
    parts_add(parts, BLOB_SERVICES, &service);
    for (size_t i = 0; i < sizeof(devices) / sizeof(*devices); i++)
        parts_add(parts, BLOB_DEVICES, &devices[i]);
}

void parts_example(struct parts *parts)
{
    memset(parts, 0, sizeof(*parts));
    parts_string(parts, "");
    parts->count[BLOB_POLICY] = 1;
    parts->policy[0] = (struct blob_policy){.name = parts_string(parts, "example"),
                                            .version = 7,
                                            .control_domain = DOMAIN_0,
                                            .default_domain = DOMAIN_ANY,
                                            .flags = BLOB_SEALED};
    parts_add(parts, BLOB_FILES, &(struct blob_file){.name = parts_string(parts, "example.xpol")});
    parts_add(parts, BLOB_FILES, &(struct blob_file){.name = parts_string(parts, "host.xpol")});
    add_rules(parts);
    add_profiles(parts);
    add_domains(parts);
    add_relations(parts);
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

static uint32_t choose_rule(const struct parts *parts, const struct blob_profile *profile,
                            unsigned int operation, unsigned int denied)
{
    if (has_bit(profile->allowed, operation))
        return profile == &parts->profiles[PROFILE_BOOT] && operation == denied ? RULE_BOOT : RULE_ALLOW;
    if (has_bit(profile->quiet, operation))
        return RULE_QUIET;
    return operation == denied ? RULE_DENY : profile->rule;
}

static void derive_spans(struct parts *parts, struct blob_profile *profile, unsigned int denied)
{
    uint32_t *count = &parts->count[BLOB_SPANS];

    profile->first_span = *count;
    for (unsigned int operation = 0; operation < MSM_OPERATIONS; operation++) {
        struct blob_span span = {operation, choose_rule(parts, profile, operation, denied)};

        if (operation == 0 || parts->spans[*count - 1].rule != span.rule)
            parts_add(parts, BLOB_SPANS, &span);
    }
    profile->spans = *count - profile->first_span;
}

static void derive_limited(struct parts *parts, struct blob_profile *profile)
{
    memset(profile->limited, 0, sizeof(profile->limited));
    for (uint32_t i = profile->first_rate; i < profile->first_rate + profile->rates; i++)
        for (uint32_t operation = parts->rates[i].first; operation < parts->rates[i].end; operation++)
            set_bit(profile->limited, operation);
}

void parts_derive(struct parts *parts, unsigned int denied)
{
    parts->count[BLOB_SPANS] = 0;
    for (uint32_t i = 0; i < parts->count[BLOB_PROFILES]; i++) {
        parts->profiles[i].entry = derive_entry(&parts->profiles[i]);
        derive_spans(parts, &parts->profiles[i], denied);
        derive_limited(parts, &parts->profiles[i]);
    }
}

static void lay_out(const struct parts *parts, struct blob_header *header)
{
    uint32_t end = sizeof(*header);

    for (uint32_t kind = 0; kind < BLOB_SECTIONS; kind++) {
        struct blob_section *section = &header->section[kind];

        *section = (struct blob_section){.kind = kind,
                                         .offset = (end + 7) & ~7u,
                                         .size = parts->count[kind] * places[kind].entry,
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
    uint8_t *blob;

    lay_out(parts, &header);
    blob = calloc(1, header.size);
    if (!blob)
        abort();
    memcpy(blob, &header, sizeof(header));
    for (uint32_t kind = 0; kind < BLOB_SECTIONS; kind++)
        memcpy(blob + header.section[kind].offset, (const uint8_t *)parts + places[kind].offset,
               header.section[kind].size);
    blob_reseal(blob, header.size);
    *size = header.size;
    return blob;
}

void blob_reseal(uint8_t *blob, size_t size)
{
    if (size >= sizeof(struct blob_header))
        msm_digest(blob, size, blob + offsetof(struct blob_header, digest));
}
