/* SPDX-License-Identifier: GPL-2.0-only */
/* Every name in a policy: what it names, where that is declared, and where it is used. */
#ifndef XENON_INDEX_H
#define XENON_INDEX_H

#include "policyc/server/analysis.h"

/* Namespaces. */
enum symbol_kind {
    SYMBOL_PROFILE,
    SYMBOL_WHO, /* domains, sets and tags share one */
    SYMBOL_GROUP,
    SYMBOL_CONFLICT,  /* conflict sets; the names of two groups are apart */
    SYMBOL_CONFLICTS, /* groups of conflict sets: `of shifts` */
    SYMBOL_TEMPLATE,
    SYMBOL_PARAMETER, /* of one template */
    SYMBOL_HYPERCALL,
    SYMBOL_SUBCOMMAND, /* of one hypercall */
};

struct symbol {
    struct symbol *next; /* in the order in which they are met */
    enum symbol_kind kind;
    const char *name;                     /* without the `$` of a parameter */
    const char *word;                     /* what it is, in the language's word: domain, set, tag, profile */
    const struct symbol *owner;           /* of a parameter, subcommand or conflict set; or NULL */
    const struct occurrence *declaration; /* NULL: it has none, as has what the language brings along */
    struct occurrence *first, **end;      /* with its declaration */
};

/* A place where a name is written, in a source that is a file. */
struct occurrence {
    struct occurrence *next; /* of the same symbol */
    struct symbol *symbol;
    struct span span; /* of the name, without the `$` of a parameter */
    bool is_declared; /* here */
};

struct index {
    struct arena *arena;
    struct analysis *analysis;
    struct symbol *first, **end;
    struct names by_key;
    struct names uses;          /* of templates, by their places */
    struct occurrence **places; /* by file and byte */
    size_t count;
};

/* The index of an analysis, which owns it; it is made when it is first asked for. */
const struct index *index_of(struct analysis *analysis);

/* The name at a byte of a file, or ending there; or NULL. */
const struct occurrence *index_at(const struct index *index, uint32_t file, uint32_t byte);

/* Whether something else has its name from the same place: an argument of a template that stands for both. */
bool index_is_shared(const struct index *index, const struct symbol *symbol, struct span place);

/* The symbol of that name, or NULL. */
struct symbol *index_find(const struct index *index, enum symbol_kind kind, const struct symbol *owner,
                          const char *name);

/* Whether the name, of domains, stands for all that begin as it does: `web-*`. */
bool index_is_pattern(const char *name);

/* Whether a pattern stands for the name. */
bool index_matches(const char *pattern, const char *name);

/* For index_walk.c, which goes through the tree. `word` is NULL for a use. */
struct symbol *index_add(struct index *index, enum symbol_kind kind, const struct symbol *owner,
                         const char *name, struct span span, const char *word);
void index_walk(struct index *index);

#endif
