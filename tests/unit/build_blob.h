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

#define PARTS_STRINGS  (128u << 10) /* bytes */
#define PARTS_RULES    16u
#define PARTS_PROFILES 8u
#define PARTS_SPANS    4096u
#define PARTS_DOMAINS  5000u

struct parts {
    uint32_t count[BLOB_SECTIONS]; /* entries in use; for BLOB_STRINGS, bytes */
    struct blob_policy policy[2];
    char strings[PARTS_STRINGS];
    struct blob_file files[8];
    struct blob_rule rules[PARTS_RULES];
    struct blob_profile profiles[PARTS_PROFILES];
    struct blob_span spans[PARTS_SPANS];
    struct blob_domain domains[PARTS_DOMAINS];
    struct blob_uuid uuids[PARTS_DOMAINS];
};

/* The example's rules, profiles and domains, by their index. */
enum { RULE_GUEST, RULE_HOST, RULE_ALLOW, RULE_DENY, RULE_QUIET, RULE_DOMAIN };
enum { PROFILE_GUEST, PROFILE_HOST };
enum { DOMAIN_0, DOMAIN_ANY, DOMAIN_WEB };

/* Xen's numbers and the operations that the example speaks of. */
enum { MEMORY_OP = 12, MMU_UPDATE = 1, EVENT_CHANNEL_OP = 32, DOMCTL = 36, XSM_OP = 27, GRANT_TABLE_OP = 20 };
enum { SEND = 4, UNMASK = 9, RESET = 10, EXCHANGE = 11 };

/*
 * The example: a host that may do all, a guest that may do event_channel_op.send, .unmask and mmu_update, to
 * which event_channel_op.reset is denied by a rule of its own and memory_op.exchange quietly, and three
 * domains.
 */
void parts_example(struct parts *parts);

/* Adds a string and returns its offset. */
uint32_t parts_string(struct parts *parts, const char *text);

/* Makes entry masks and spans anew from the profiles' bitmaps; `denied` is decided by RULE_DENY, not by
 * default. */
void parts_derive(struct parts *parts, unsigned int denied);

/* A sealed blob of exactly *size bytes, to be freed by the caller. Never returns NULL: without memory it
 * aborts. */
uint8_t *parts_assemble(const struct parts *parts, uint32_t *size);

/* Makes the digest match the content again. Does nothing to what is too short for a header. */
void blob_reseal(uint8_t *blob, size_t size);

#endif
