/* SPDX-License-Identifier: GPL-2.0-only */
/* Open addressing, at most half full. */
#include "policyc/read/diff_sets.h"

#include <string.h>

#define FIRST_ROOM 16u

static uint32_t add(struct diff_sets *sets, const uint64_t *labels)
{
    if (sets->count == sets->room) {
        size_t room = sets->room ? sets->room * 2 : FIRST_ROOM;
        sets->list = arena_grow(sets->c->arena, sets->list, sets->room * sizeof(*sets->list),
                                room * sizeof(*sets->list));
        sets->room = room;
    }
    size_t bytes = diff_words(sets->c) * sizeof(*labels);
    sets->list[sets->count].labels = labels ? arena_grow(sets->c->arena, labels, bytes, bytes) : NULL;
    return (uint32_t)sets->count++;
}

static size_t hash(const struct diff_sets *sets, const uint64_t *labels)
{
    uint64_t value = 0xcbf29ce484222325;
    for (size_t i = 0; i < diff_words(sets->c); i++)
        value = (value ^ labels[i] ^ value >> 29) * 0x9e3779b97f4a7c15;
    return (size_t)(value ^ value >> 32);
}

/* Where the set's number is, or would be. */
static uint32_t *find(const struct diff_sets *sets, const uint64_t *labels)
{
    size_t at = hash(sets, labels) & (sets->table_room - 1);
    for (; sets->table[at] != SET_NONE; at = (at + 1) & (sets->table_room - 1))
        if (memcmp(sets->list[sets->table[at]].labels, labels, diff_words(sets->c) * sizeof(*labels)) == 0)
            break;
    return &sets->table[at];
}

static void make_room(struct diff_sets *sets)
{
    if (sets->count * 2 < sets->table_room)
        return;
    sets->table_room = sets->table_room ? sets->table_room * 2 : FIRST_ROOM;
    sets->table = arena_array(sets->c->arena, sets->table_room, sizeof(*sets->table));
    for (uint32_t i = SET_ALL + 1; i < sets->count; i++)
        *find(sets, sets->list[i].labels) = i;
}

void diff_sets_start(struct diff_sets *sets, struct comparison *c)
{
    *sets = (struct diff_sets){.c = c};
    add(sets, arena_array(c->arena, diff_words(c), sizeof(uint64_t)));
    add(sets, NULL);
}

uint32_t diff_sets_number(struct diff_sets *sets, const uint64_t *labels)
{
    uint64_t any = 0;
    for (size_t i = 0; i < diff_words(sets->c); i++)
        any |= labels[i];
    if (!any)
        return SET_NONE;
    make_room(sets);
    uint32_t *number = find(sets, labels);
    if (*number == SET_NONE)
        *number = add(sets, labels);
    return *number;
}

struct diff_names diff_sets_names(struct diff_sets *sets, uint32_t number)
{
    struct diff_set *set = &sets->list[number];
    if (!set->names.list)
        set->names = diff_names_in(sets->c, set->labels);
    return set->names;
}
