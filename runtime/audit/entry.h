/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One record of the audit database: what the hypervisor's log said, or what xenond found out itself.
 *
 * The records are a chain: each one's hash covers the one before it.
 */
#ifndef XENON_AUDIT_ENTRY_H
#define XENON_AUDIT_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "op.h"

/* Kinds besides those of enum xenon_record_kind. */
enum entry_kind {
    ENTRY_BOOT = 256, /* the host's log began anew; .other is the kernel's boot id, .operand the number that
                       * the last boot's log would have gone on with */
    ENTRY_LOST,       /* .count numbers up to .sequence were overwritten unread; .since: the last one kept */
    ENTRY_FOUND,      /* a domain runs of whose start nothing is kept */
    ENTRY_GONE,       /* a domain runs no longer, of whose end nothing is kept */
    ENTRY_LINKED,     /* from here on .label serves .other, the domain .peer; .detail is its version */
    ENTRY_UNLINKED,   /* it no longer does; .operand is the id of the ENTRY_LINKED */
    ENTRY_POLICY,     /* what took force: .other is its name, .operand its version, .detail its digest */
    ENTRY_UNREAD,     /* generation .generation was replaced before its dependencies could be read */
    ENTRY_COMPONENT,  /* what a service domain was started as: .other is the version, .detail its image */
    ENTRY_RESTARTED,  /* a service domain started again; it was the domain .peer before */
    ENTRY_CHECKPOINT, /* .count records up to the id .operand were removed, the last one's hash is .detail */
    ENTRY_KINDS_END,
};

/* The first kind that tells of the lives of domains and their dependencies. */
#define ENTRY_LIVES XENON_CREATED

/* The columns, in their order in the database and under the hash. */
#define ENTRY_NUMBERS(X)                                                                                     \
    X(id)       /* place in the chain, from 1 */                                                             \
    X(boot)     /* of the host, from 1 */                                                                    \
    X(sequence) /* the hypervisor's; -1: xenond's own record */                                              \
    X(kind)     /* enum xenon_record_kind or enum entry_kind */                                              \
    X(time)     /* ns since 1970, by the clock of the system that xenond runs on */                          \
    X(since)    /* the same, of the first call that it stands for */                                         \
    X(time_ns)  /* ns since the host booted */                                                               \
    X(count)    /* of calls that it stands for */                                                            \
    X(domid)    /* -1: none */                                                                               \
    X(vcpu)                                                                                                  \
    X(peer) /* the other domain; -1: none */                                                                 \
    X(hypercall)                                                                                             \
    X(operand)    /* as struct xenon_record's, XENON_NO_SUBCOMMAND as -1 */                                  \
    X(generation) /* of the policy */                                                                        \
    X(effect)     /* enum blob_effect */                                                                     \
    X(action)     /* enum blob_action */                                                                     \
    X(line)                                                                                                  \
    X(place) /* column in the line */

#define ENTRY_TEXTS(X)                                                                                       \
    X(label)                                                                                                 \
    X(other)                                                                                                 \
    X(detail)                                                                                                \
    X(file)

#define ENTRY_TEXT 256u /* room for a text, with its NUL */
#define ENTRY_HASH 32u

struct entry {
#define ENTRY_FIELD(name) int64_t name;
    ENTRY_NUMBERS(ENTRY_FIELD)
#undef ENTRY_FIELD
#define ENTRY_FIELD(name) char name[ENTRY_TEXT];
    ENTRY_TEXTS(ENTRY_FIELD)
#undef ENTRY_FIELD
    uint8_t hash[ENTRY_HASH];
};

#define ENTRY_ONE(name) +1
enum { ENTRY_NUMBER_COUNT = 0 ENTRY_NUMBERS(ENTRY_ONE), ENTRY_TEXT_COUNT = 0 ENTRY_TEXTS(ENTRY_ONE) };
#undef ENTRY_ONE
enum { ENTRY_COLUMNS = ENTRY_NUMBER_COUNT + ENTRY_TEXT_COUNT + 1 };

/* The columns for SQL: "id, boot, …, hash". */
extern const char entry_columns[];

/* A column by its place: a number for the first ENTRY_NUMBER_COUNT, then a text. */
int64_t *entry_number(struct entry *entry, unsigned int column);
char *entry_text(struct entry *entry, unsigned int column);

/*
 * The record as an entry of the boot; `wall` is what the host's time 0 was, ns since 1970. Its place in the
 * chain isn't set. What isn't UTF-8 in a label, or could make a terminal show something else, becomes \xNN.
 */
void entry_from_record(struct entry *entry, const struct xenon_record *record, int64_t boot, int64_t wall);

/* An entry of xenond's own, which stands in for none of the hypervisor's. */
void entry_own(struct entry *entry, enum entry_kind kind, const struct entry *cause);

/* Copies a text into one of an entry's, made harmless as above and cut where it is too long. */
void entry_set_text(char text[ENTRY_TEXT], const char *from, size_t size);

/* `count` bytes in hexadecimal, cut where they are too many. */
void entry_set_hex(char text[ENTRY_TEXT], const uint8_t *bytes, size_t count);

/* The hash that the entry must have after one with the hash `before`. */
void entry_chain(const struct entry *entry, const uint8_t before[ENTRY_HASH], uint8_t hash[ENTRY_HASH]);

#endif
