/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Makes blobs for tests without the compiler, so that a test of the core can't inherit its mistakes.
 *
 * A test takes the example's parts, changes what it likes, and assembles them. Assembling computes the layout
 * and the digest and nothing else: contradicting parts give a blob that contradicts itself.
 */
#ifndef XENON_BUILD_BLOB_H
#define XENON_BUILD_BLOB_H

#include "msm.h"

#define PARTS_STRINGS (128u << 10) /* bytes */
#define PARTS_DOMAINS 5000u

struct parts {
    uint32_t count[BLOB_SECTIONS]; /* entries in use; for BLOB_STRINGS, bytes */
    struct blob_policy policy[2];
    char strings[PARTS_STRINGS];
    struct blob_file files[4];
    struct blob_rule rules[32];
    struct blob_profile profiles[8];
    struct blob_span spans[4096];
    struct blob_target targets[BLOB_MAX_TARGETS + 8];
    struct blob_rate rates[BLOB_MAX_RATES + 8];
    struct blob_action_at actions[BLOB_MAX_ACTIONS + 8];
    struct blob_domain domains[PARTS_DOMAINS];
    struct blob_uuid uuids[PARTS_DOMAINS];
    struct blob_limits limits[4];
    uint32_t members[2 * PARTS_DOMAINS];
    struct blob_set sets[8];
    struct blob_connection connections[8];
    struct blob_network networks[8];
    struct blob_service services[8];
    struct blob_device devices[8];
};

/* The example's entries, by their index. */
enum {
    RULE_GUEST,
    RULE_ALLOW,
    RULE_DENY,
    RULE_QUIET,
    RULE_TARGET,
    RULE_RATE,
    RULE_RATE_SEND,
    RULE_LOG,
    RULE_CRASH,
    RULE_HOST,
    RULE_BOOT,
    RULE_DOMAIN,
    RULE_CONFLICT,
    RULE_CONNECT,
    RULE_CONNECT_FLEET,
    RULE_NETWORK,
    RULE_DEVICE,
};
enum { PROFILE_BOOT, PROFILE_DB, PROFILE_GUEST, PROFILE_HOST };
enum { RATE_ALL, RATE_CHANNELS, RATE_SEND };
enum { DOMAIN_0, DOMAIN_ANY, DOMAIN_DB, DOMAIN_FLEET, DOMAIN_WEB };
enum { SET_BLUE, SET_RED, SET_ZONE_A, SET_ZONE_B };

/* Xen's numbers and the operations that the example speaks of. */
enum { MEMORY_OP = 12, MMU_UPDATE = 1, EVENT_CHANNEL_OP = 32, DOMCTL = 36, XSM_OP = 27, GRANT_TABLE_OP = 20 };
enum { SEND = 4, ALLOC_UNBOUND = 6, UNMASK = 9, RESET = 10, EXCHANGE = 11 };

/*
 * The example has some of everything. A host that may do all, but create only the other domains, and is
 * allowed reset until the seal. A guest that may do event_channel_op.send, .unmask and mmu_update, and
 * .alloc_unbound on `db`; to which event_channel_op.reset is denied by a rule of its own and
 * memory_op.exchange quietly; with three rates and two actions. The service `db`, with a profile of its own
 * that allows nothing; `web`; the fleet `net-*`; and `any`, the default.
 */
void parts_example(struct parts *parts);

/* Adds an entry to its section and returns its index. */
uint32_t parts_add(struct parts *parts, enum blob_section_kind kind, const void *entry);

/* Adds a string and returns its offset. */
uint32_t parts_string(struct parts *parts, const char *text);

/* Where a section's entries are in the parts, and the bytes of one. */
void *parts_entries(struct parts *parts, enum blob_section_kind kind);
uint32_t parts_entry_size(enum blob_section_kind kind);

/* Makes entry masks, spans and limited operations anew from the profiles' bitmaps and rates. `denied` is
 * decided by RULE_DENY where it is denied and not quiet, and by RULE_BOOT where the boot profile allows it.
 */
void parts_derive(struct parts *parts, unsigned int denied);

/* A sealed blob of exactly *size bytes, to be freed by the caller. Never returns NULL: without memory it
 * aborts. */
uint8_t *parts_assemble(const struct parts *parts, uint32_t *size);

/* Makes the digest match the content again. Does nothing to what is too short for a header. */
void blob_reseal(uint8_t *blob, size_t size);

#endif
