/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What changes when one policy takes the place of another: exactly, from what the core decides. Profiles'
 * names, conflict sets' names, the policy's name and version and the places of rules mean nothing by
 * themselves.
 *
 * Domains are compared by the labels that a virtual machine can have: each name that one of the policies has,
 * each fleet, and no label at all. A label that one policy names and the other knows only as one of a fleet
 * is compared with that fleet.
 */
#ifndef XENON_DIFF_H
#define XENON_DIFF_H

#include <stdio.h>
#include "lang/arena.h"
#include "lang/source.h"
#include "msm.h"

/* In the order in which they are shown. */
enum diff_kind {
    DIFF_POLICY, /* sealed */
    DIFF_DEFAULT,
    DIFF_DOMAIN,
    DIFF_PERMISSION,
    DIFF_QUIET,
    DIFF_RATE,
    DIFF_RESPONSE,
    DIFF_GUEST,
    DIFF_LIMIT,
    DIFF_CONNECTION,
    DIFF_NETWORK,
    DIFF_CONFLICT,
    DIFF_SERVICE,
    DIFF_DEVICE,
    DIFF_TAG,
    DIFF_UUID,
    DIFF_KINDS,
};

enum diff_way {
    DIFF_WIDER,    /* the second policy lets more pass */
    DIFF_NARROWER, /* less */
    DIFF_OTHER,    /* neither */
};

/* When a permission differs. */
enum diff_phase { DIFF_ALWAYS, DIFF_UNTIL_SEAL, DIFF_AFTER_SEAL };

/* Between a change's subjects and its objects. */
enum diff_relation {
    DIFF_ALONE, /* there are no objects */
    DIFF_ON,
    DIFF_ON_ALL_BUT, /* on all domains but the objects */
    DIFF_FORTH,      /* -> */
    DIFF_BOTH,       /* <-> */
    DIFF_WITH,       /* conflicts */
    DIFF_TO,         /* serves, delegates to */
};

/* What one statement of a waiver lets pass. Domains are the second policy's, rising. */
enum diff_waived_kind { DIFF_WAIVE_ALLOW, DIFF_WAIVE_CONNECT, DIFF_WAIVE_NETWORK, DIFF_WAIVE_LIMITS };

struct diff_ports {
    uint16_t first;
    uint16_t last;
};

struct diff_waived {
    enum diff_waived_kind kind;
    const char *waiver;  /* its name */
    const char *place;   /* file:line:column of the statement */
    struct span span;    /* the same, for who made the waiver */
    const uint32_t *who; /* to whom, or the left side; BLOB_OUTSIDE is the last of all */
    size_t who_count;
    const uint32_t *others; /* the right side */
    size_t other_count;
    bool both; /* <-> */
    uint64_t operations[BLOB_WORDS];
    unsigned int means;
    unsigned int protocol; /* as in a blob */
    const struct diff_ports *ports;
    size_t port_count;
    bool used; /* it covers a change: set by diff_policies() */
};

/* The names of several domains, rising. */
struct diff_names {
    const char **list;
    size_t count;
};

struct diff_change {
    enum diff_kind kind;
    enum diff_way way;
    enum diff_phase phase;
    enum diff_relation relation;
    struct diff_names subjects; /* of whom it is said; none: of the policy */
    struct diff_names objects;
    const uint64_t *operations;       /* BLOB_WORDS, of permissions and quiet denials; or NULL */
    const char *what;                 /* operations, a rate's scope, a limit's name, ...; or NULL */
    const char *before;               /* what the first policy says of it, or NULL: nothing */
    const char *after;                /* the second */
    uint32_t rule_before;             /* in the first policy, or BLOB_NONE */
    uint32_t rule_after;              /* in the second */
    const struct diff_waived *waived; /* what lets it pass, or NULL */
};

struct diff {
    const struct msm_policy *before;
    const struct msm_policy *after;
    const struct diff_change *changes; /* by kind, subjects and objects; each says something of its own */
    size_t count;
    size_t wider;  /* changes that widen, waived or not */
    size_t waived; /* of these */
    size_t narrower;
};

/*
 * Compares two proven policies. What is returned lives as long as the arena and the policies. `waived` is
 * borrowed, and may be NULL if `waived_count` is 0.
 */
struct diff diff_policies(struct arena *arena, const struct msm_policy *before,
                          const struct msm_policy *after, struct diff_waived *waived, size_t waived_count);

/* A kind's name, as a heading and as a key: `permission`. */
const char *diff_kind_name(enum diff_kind kind);

/* Writes the first `most` changes for people, each on a line. */
void diff_print(FILE *file, const struct diff *diff, size_t most);

/* Writes all as one JSON object, as diff.schema.json says. */
void diff_print_json(FILE *file, const struct diff *diff, const struct diff_waived *waived,
                     size_t waived_count);

/* The same object within another. */
struct json;
void diff_json(struct json *json, const char *key, const struct diff *diff, const struct diff_waived *waived,
               size_t waived_count);

#endif
