/* SPDX-License-Identifier: GPL-2.0-only */
/* A map from names to what they name. Both are borrowed; the map itself is the arena's. */
#ifndef XENON_NAMES_H
#define XENON_NAMES_H

#include "lang/arena.h"

struct names_entry {
    const char *name;
    void *value;
};

/* All zero but for .arena is an empty map. */
struct names {
    struct arena *arena;
    struct names_entry *entries;
    size_t room; /* a power of two, or 0 */
    size_t count;
};

/* Makes room for `count` names at once: a map that grows leaves what it had behind. */
void names_reserve(struct names *names, size_t count);

/* Adds a name, unless it is there. Returns what it named before, or NULL if it was added. */
void *names_add(struct names *names, const char *name, void *value);

/* What the name names, or NULL. */
void *names_find(const struct names *names, const char *name);

#endif
