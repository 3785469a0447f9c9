/* SPDX-License-Identifier: GPL-2.0-only */
/* Open addressing with FNV-1a, at most three quarters full. */
#include "lang/names.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define FIRST_ROOM 16u

static size_t hash(const char *name)
{
    uint64_t value = 0xcbf29ce484222325;
    for (; *name; name++)
        value = (value ^ (unsigned char)*name) * 0x100000001b3;
    return (size_t)(value ^ value >> 32);
}

/* The name's place, or the free one where it would be. */
static struct names_entry *find_entry(const struct names *names, const char *name)
{
    size_t at = hash(name) & (names->room - 1);
    while (names->entries[at].name && strcmp(names->entries[at].name, name) != 0)
        at = (at + 1) & (names->room - 1);
    return &names->entries[at];
}

static bool has_room(const struct names *names, size_t count)
{
    return count < names->room / 4 * 3;
}

void names_reserve(struct names *names, size_t count)
{
    if (has_room(names, count))
        return;
    struct names old = *names;
    if (!names->room)
        names->room = FIRST_ROOM;
    while (!has_room(names, count))
        names->room *= 2;
    names->entries = arena_array(names->arena, names->room, sizeof(*names->entries));
    for (size_t i = 0; i < old.room; i++)
        if (old.entries[i].name)
            *find_entry(names, old.entries[i].name) = old.entries[i];
}

void *names_add(struct names *names, const char *name, void *value)
{
    names_reserve(names, names->count + 1);
    struct names_entry *entry = find_entry(names, name);
    if (entry->name)
        return entry->value;
    *entry = (struct names_entry){.name = name, .value = value};
    names->count++;
    return NULL;
}

void *names_find(const struct names *names, const char *name)
{
    return names->room ? find_entry(names, name)->value : NULL;
}
