/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A policy whose names are looked up: what check.c makes of the tree, lower.c completes and emit.c writes.
 * Everything lives in the compilation's arena.
 */
#ifndef XENON_MODEL_H
#define XENON_MODEL_H

#include "lang/import.h"
#include "lang/names.h"
#include "operations.h"

/* A set of operations, in the order of a blob's bitmaps. */
struct operations {
    uint64_t word[BLOB_WORDS];
};

static inline bool operations_has(const struct operations *set, unsigned int operation)
{
    return set->word[operation / 64] >> operation % 64 & 1;
}

static inline void operations_add(struct operations *set, unsigned int operation)
{
    set->word[operation / 64] |= UINT64_C(1) << operation % 64;
}

/* The first operation of the set from `from` on; MSM_OPERATIONS if there is none. */
static inline unsigned int operations_next(const struct operations *set, unsigned int from)
{
    for (unsigned int at = from / 64, shift = from % 64; at < BLOB_WORDS; at++, shift = 0) {
        uint64_t left = set->word[at] >> shift;
        if (left)
            return at * 64 + shift + (unsigned int)__builtin_ctzll(left);
    }
    return MSM_OPERATIONS;
}

static inline bool operations_meet(const struct operations *a, const struct operations *b)
{
    uint64_t common = 0;
    for (unsigned int at = 0; at < BLOB_WORDS; at++)
        common |= a->word[at] & b->word[at];
    return common != 0;
}

/* Domains: indices into the model's, strictly rising. */
struct members {
    uint32_t *list;
    size_t count;
};

static inline bool members_has(const struct members *members, uint32_t domain)
{
    size_t low = 0;
    size_t high = members->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (members->list[middle] == domain)
            return true;
        if (members->list[middle] < domain)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* What stands behind `on`. */
struct limitation {
    struct ast_names source;
    struct members members;
    uint32_t first_member; /* in the blob */
    bool is_emitted;       /* .first_member is set */
};

/* What one item of a rule's list says: the unit that a blob knows as a rule, or what else has a place in it.
 */
struct rule {
    enum blob_effect effect;
    struct span place;                   /* the item's, the rule's or the statement's */
    const struct operations *operations; /* NULL: it is about none */
    struct limitation *on;               /* the domains that an allow is limited to; NULL: it isn't */
    uint32_t number;                     /* in the blob, once it is emitted */
    bool is_selected;                    /* of emit_rules.c */
};

/* Operations that a rule allows on some domains only. */
struct target {
    struct rule *rule;
    unsigned int first; /* operations [first, end) */
    unsigned int end;
};

struct rate {
    struct rule declared; /* BLOB_RATE; .operations are those it covers: a range */
    unsigned int first;   /* operations [first, end) */
    unsigned int end;
    uint32_t count;
    uint32_t burst;
    uint64_t period; /* ns */
    bool slow;
    bool applies; /* a profile that says or inherits it allows an operation that it covers */
};

/* In ns, rounded up. */
static inline uint64_t rate_interval(const struct rate *rate)
{
    return (rate->period - 1) / rate->count + 1;
}

struct rates {
    struct rate **list; /* in a blob's order */
    size_t count;
};

struct response {
    struct rule declared; /* BLOB_RESPONSE */
    enum blob_action action;
    uint32_t count;
    uint64_t window; /* ns; 0: none */
};

/* A profile's own `on violation`, or the one that it inherits. */
struct responses {
    struct response **list; /* in a blob's order */
    size_t count;
    enum blob_binding binds;
    struct span place; /* of the whole */
    bool is_said;
};

/* The rule that decides the operations from .first on, up to the next run's. */
struct run {
    unsigned int first;
    struct rule *rule; /* NULL: no rule of this kind */
};

struct runs {
    struct run *list;
    size_t count;
};

/* Effects that permissions have; BLOB_DECLARED is a profile's own line. BLOB_BOOT is an allow of lesser rank.
 */
#define EFFECTS ((unsigned int)BLOB_DECLARED)

enum profile_kind {
    PROFILE_NAMED,
    PROFILE_OWN,  /* made of the rules in a domain's block; named `.DOMAIN` */
    PROFILE_BOOT, /* the domain's profile with what boot { } adds; named `+DOMAIN` */
};

struct profile {
    enum profile_kind kind;
    const struct ast_name *source;   /* its name, or its domain's */
    const char *name;                /* as in the blob */
    const struct ast_names *extends; /* as written; NULL for those made for domains */
    struct profile **parents;        /* in the order in which they are written; all known */
    size_t parent_count;
    const struct ast_rule **said; /* all that its blocks say */
    size_t said_count;
    struct rule *rules; /* its permissions, in source order */
    size_t rule_count;
    struct rule declared; /* its own line, which denies what no rule names */
    struct rates own_rates;
    struct responses own_responses;
    enum blob_guest own_guest;           /* BLOB_ANY_GUEST: not said */
    const struct ast_name *guest_source; /* where it is said, here or in a parent; NULL: nowhere */
    bool is_held;                        /* a domain has it: only such are in the blob */
    bool is_used;                        /* held, or extended by one that is */

    /* What lower.c finds, of its own and inherited: */
    struct runs by_effect[BLOB_DECLARED]; /* the first rule of each effect, its own before inherited ones */
    struct runs on_some;                  /* the first allow with `on`; these aren't in .by_effect */
    struct runs decided;                  /* the rule that decides; covers every operation */
    struct operations allowed;
    struct operations quiet;
    struct operations limited;   /* covered by some rate */
    struct rule **limited_rules; /* .is_held: those with `on` that decide, its own before inherited ones */
    size_t limited_rule_count;
    struct target *targets; /* .is_held: by rule and operation; in a blob's order once it is emitted */
    size_t target_count;
    uint32_t stamp; /* of targets.c */
    struct rates rates;
    struct responses responses;
    enum blob_guest guest;
    uint32_t number; /* among model->profiles: in the blob, once it is emitted */
};

/* What a service domain has beside what all domains have. */
struct service {
    struct members clients;
    struct members delegates;
    struct rule serves; /* BLOB_CONNECT; the place of `serves` */
    uint64_t restart;   /* ns; 0: only on request */
};

struct domain {
    const struct ast_domain *source;
    const char *name;
    struct profile *profile;            /* NULL only after an error */
    struct profile *own;                /* the rules of its own block, or NULL; .profile then is the same */
    struct profile *boot;               /* until the seal, or NULL */
    struct rule declared;               /* its own line */
    const struct ast_name *uuid_source; /* NULL: it has no UUID */
    uint8_t uuid[16];
    const struct ast_name *tag;   /* or NULL */
    const struct ast_name *group; /* or NULL */
    bool trusted;
    bool fleet;                 /* its name ends with `*` */
    struct blob_limits *limits; /* NULL: it has none */
    struct service *service;    /* or NULL */
};

struct conflict_set {
    const struct ast_conflict *source;
    struct rule declared; /* BLOB_CONFLICT */
    const char *group;    /* "": the group without a name */
    const char *name;
    uint32_t group_number; /* the same for the sets of one group */
    struct members members;
};

/* That a domain is in a conflict set. */
struct claim {
    uint32_t set;
    const struct ast_name *named; /* what brings it in */
};

struct connection {
    struct rule *rule; /* BLOB_CONNECT: the first in source order that connects these two */
    uint32_t low, high;
    uint16_t forward, backward;
};

struct network {
    struct rule *rule;         /* BLOB_NETWORK */
    struct blob_network entry; /* without its rule */
};

struct device {
    struct rule declared; /* BLOB_SERVICE */
    uint32_t device;      /* as in a blob */
    uint32_t domain;
};

struct model {
    struct compilation *compilation;
    const struct ast_policy *policy;
    struct profile **profiles; /* sorted by name, bytewise; named ones and those made for domains */
    size_t profile_count;
    struct profile **order; /* the same, parents before their children */
    struct profile **held;  /* those that domains have, by name: they are in the blob */
    size_t held_count;
    struct domain *domains; /* sorted by name, bytewise */
    size_t domain_count;
    struct domain **by_uuid; /* those that have one, sorted by it */
    size_t uuid_count;
    struct domain *control;        /* Domain-0 */
    struct domain *default_domain; /* or NULL */
    struct names who;              /* what names domains: struct who */
    struct names groups;           /* that are declared: struct ast_name */
    uint32_t *numbers;             /* 0, 1, 2, ... up to .domain_count: members may point into it */
    uint64_t listed;               /* members of all lists with several names */
    struct conflict_set *sets;     /* in a blob's order, as are the rest */
    size_t set_count;
    uint32_t *first_claim; /* by domain, and one more: where its conflict sets begin in .claims */
    struct claim *claims;  /* rising by set for each domain */
    struct connection *connections;
    size_t connection_count;
    struct network *networks;
    size_t network_count;
    struct device *devices;
    size_t device_count;
    struct diff_waived *waived; /* what policyc --diff may let pass, as policyc/read/diff.h says it */
    size_t waived_count;
    struct scenario *tests; /* as policyc/read/scenario.h says them, in source order */
    size_t test_count;
    struct span *places; /* of each rule of the blob, by its number, once it is emitted */
    size_t place_count;
};

/* A name in the namespace that domains, sets and tags share. */
enum who_kind { WHO_DOMAIN, WHO_SET, WHO_TAG };

struct who {
    enum who_kind kind;
    const struct ast_name *declared;
    const struct ast_set *set; /* WHO_SET */
    struct members members;    /* all domains that it stands for */
    size_t depth;              /* WHO_SET: among those being looked up, from 1; 0: it wasn't yet */
    bool is_done;              /* WHO_SET: it has been looked up */
    bool is_known;             /* .members is complete: not so after an error */
    bool is_named;             /* it was looked up: something says it */
};

#endif
