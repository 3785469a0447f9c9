/* SPDX-License-Identifier: GPL-2.0-only */
/* Open addressing with FNV-1a, at most half full. */
#include "lang/names.h"

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

static void make_room(struct names *names)
{
    if (names->count * 2 < names->room)
        return;
    struct names old = *names;
    names->room = old.room ? old.room * 2 : FIRST_ROOM;
    names->entries = arena_array(names->arena, names->room, sizeof(*names->entries));
    for (size_t i = 0; i < old.room; i++)
        if (old.entries[i].name)
            *find_entry(names, old.entries[i].name) = old.entries[i];
}

void *names_add(struct names *names, const char *name, void *value)
{
    make_room(names);
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
