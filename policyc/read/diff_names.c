/* SPDX-License-Identifier: GPL-2.0-only */
/* Lists of labels' names, each kept once: open addressing, at most half full. */
#include <string.h>
#include "policyc/read/diff_parts.h"
#include "policyc/read/view.h"

#define FIRST_ROOM 64u

/* Names are the labels' own: equal names are equal pointers. */
static size_t hash(const struct diff_names *names)
{
    uint64_t value = 0xcbf29ce484222325;
    for (size_t i = 0; i < names->count; i++)
        value = (value ^ (uintptr_t)names->list[i] ^ value >> 29) * 0x9e3779b97f4a7c15;
    return (size_t)(value ^ value >> 32);
}

static bool is_same(const struct diff_names *a, const struct diff_names *b)
{
    return a->count == b->count && memcmp(a->list, b->list, a->count * sizeof(*a->list)) == 0;
}

/* Where the list is, or would be. */
static struct diff_names *find(const struct comparison *c, const struct diff_names *names)
{
    size_t at = hash(names) & (c->list_room - 1);
    while (c->lists[at].list && !is_same(&c->lists[at], names))
        at = (at + 1) & (c->list_room - 1);
    return &c->lists[at];
}

static void make_room(struct comparison *c)
{
    const struct diff_names *old = c->lists;
    size_t room = c->list_room;
    if (c->list_count * 2 < room)
        return;
    c->list_room = room ? room * 2 : FIRST_ROOM;
    c->lists = arena_array(c->arena, c->list_room, sizeof(*c->lists));
    for (size_t i = 0; i < room; i++)
        if (old[i].list)
            *find(c, &old[i]) = old[i];
}

struct diff_names diff_names(struct comparison *c, const struct diff_names *names)
{
    size_t bytes = names->count * sizeof(*names->list);
    if (!names->count)
        return (struct diff_names){0};
    make_room(c);
    struct diff_names *known = find(c, names);
    if (!known->list) {
        *known = (struct diff_names){.list = arena_grow(c->arena, names->list, bytes, bytes),
                                     .count = names->count};
        c->list_count++;
    }
    return *known;
}

struct diff_names diff_name(struct comparison *c, const char *name)
{
    struct diff_names names = {.list = &name, .count = 1};
    return diff_names(c, &names);
}

struct diff_names diff_names_in(struct comparison *c, const uint64_t *labels)
{
    struct diff_names names = {.list = c->scratch};
    for (uint32_t i = 0; i < c->label_count; i++)
        if (view_has(labels, i))
            names.list[names.count++] = c->labels[i].name;
    return diff_names(c, &names);
}

/* Labels are sorted by name, but for the last if that is none. */
uint32_t diff_find_label(const struct comparison *c, const char *name)
{
    uint32_t low = 0, high = (uint32_t)c->label_count;
    if (name == c->labels[high - 1].name)
        return high - 1;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (strcmp(c->labels[middle].name, name) <= 0 && c->labels[middle].name[0] != '(')
            low = middle;
        else
            high = middle;
    }
    return low;
}
