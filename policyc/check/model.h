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

/* What one item of a rule's list says: the unit that a blob knows as a rule. */
struct rule {
    enum blob_effect effect;
    struct span place; /* the item's */
    struct operations operations;
    uint32_t number; /* in the blob, once it is emitted */
    bool is_used;    /* it decides something, or declares */
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

/* Effects that rules have; BLOB_DECLARED is a profile's own line. */
#define EFFECTS ((unsigned int)BLOB_DECLARED)

struct profile {
    const struct ast_profile *source;
    const char *name;
    struct profile **parents; /* in the order in which they are written; all known */
    size_t parent_count;
    struct rule *rules; /* in source order */
    size_t rule_count;
    struct rule declared; /* its own line, which denies what no rule names */

    /* What lower.c finds: */
    struct runs by_effect[BLOB_DECLARED]; /* the first rule of each effect, its own before inherited ones */
    struct runs decided;                  /* the rule that decides; covers every operation */
    struct operations allowed;
    struct operations quiet;
};

struct domain {
    const struct ast_domain *source;
    const char *name;
    struct profile *profile;            /* NULL only after an error */
    struct rule declared;               /* its own line */
    const struct ast_name *uuid_source; /* NULL: it has no UUID */
    uint8_t uuid[16];
};

struct model {
    struct compilation *compilation;
    const struct ast_policy *policy;
    struct profile *profiles; /* sorted by name, bytewise */
    size_t profile_count;
    struct profile **order; /* the same, parents before their children */
    struct domain *domains; /* sorted by name, bytewise */
    size_t domain_count;
    struct domain **by_uuid; /* those that have one, sorted by it */
    size_t uuid_count;
    struct domain *control;        /* Domain-0 */
    struct domain *default_domain; /* or NULL */
};

#endif
