/* SPDX-License-Identifier: GPL-2.0-only */
/* Entries by domain, and from there by label. */
#include "policyc/read/diff_edges.h"

#include <stdlib.h>
#include "policyc/read/view.h"

/* The place of a domain's edges; those of what is outside come behind all. */
static uint32_t node(const struct msm_policy *policy, uint32_t domain)
{
    return domain == BLOB_OUTSIDE ? view_count(policy, BLOB_DOMAINS) : domain;
}

static void add_edge(struct edges *edges, uint32_t *next, uint32_t at, uint32_t to, uint32_t entry)
{
    edges->list[next[at]++] = (struct edge){.to = to, .entry = entry};
}

static void collect(struct bonds *bonds, unsigned int side, enum blob_section_kind kind, edge_ends *ends,
                    bool both)
{
    const struct msm_policy *policy = bonds->c->policy[side];
    struct edges *edges = &bonds->edges[side];
    uint32_t entries = view_count(policy, kind), nodes = view_count(policy, BLOB_DOMAINS) + 1, from, to;
    edges->first = arena_array(bonds->c->arena, nodes + 1, sizeof(*edges->first));
    for (uint32_t i = 0; i < entries; i++) {
        ends(policy, i, &from, &to);
        edges->first[node(policy, from) + 1]++;
        if (both && from != to)
            edges->first[node(policy, to) + 1]++;
    }
    for (uint32_t i = 0; i < nodes; i++)
        edges->first[i + 1] += edges->first[i];
    edges->list = arena_array(bonds->c->arena, edges->first[nodes], sizeof(*edges->list));
    size_t bytes = (nodes + 1) * sizeof(*edges->first);
    uint32_t *next = arena_grow(bonds->c->arena, edges->first, bytes, bytes);
    for (uint32_t i = 0; i < entries; i++) {
        ends(policy, i, &from, &to);
        add_edge(edges, next, node(policy, from), to, i);
        if (both && from != to)
            add_edge(edges, next, node(policy, to), from, i);
    }
}

void diff_bonds_start(struct bonds *bonds, struct comparison *c, enum blob_section_kind kind, edge_ends *ends,
                      bool both)
{
    *bonds = (struct bonds){.c = c};
    for (unsigned int side = 0; side < SIDES; side++)
        collect(bonds, side, kind, ends, both);
}

static void add_bond(struct bonds *bonds, const struct bond *bond)
{
    if (bonds->count == bonds->room) {
        size_t room = bonds->room ? bonds->room * 2 : 64;
        bonds->list =
            arena_grow(bonds->c->arena, bonds->list, bonds->room * sizeof(*bond), room * sizeof(*bond));
        bonds->room = room;
    }
    bonds->list[bonds->count++] = *bond;
}

static void add_side(struct bonds *bonds, unsigned int side, uint32_t domain)
{
    const struct edges *edges = &bonds->edges[side];
    const struct labels_of *of = &bonds->c->of[side];
    uint32_t at = node(bonds->c->policy[side], domain);
    for (uint32_t i = edges->first[at]; i < edges->first[at + 1]; i++) {
        struct bond bond = {
            .label = (uint32_t)bonds->c->label_count, .side = side, .entry = edges->list[i].entry};
        uint32_t to = edges->list[i].to;
        if (to == BLOB_OUTSIDE)
            add_bond(bonds, &bond);
        for (uint32_t j = to == BLOB_OUTSIDE ? 0 : of->first[to]; to != BLOB_OUTSIDE && j < of->first[to + 1];
             j++) {
            bond.label = of->list[j];
            add_bond(bonds, &bond);
        }
    }
}

static int compare_bonds(const void *left, const void *right)
{
    const struct bond *a = left, *b = right;
    if (a->label != b->label)
        return a->label < b->label ? -1 : 1;
    if (a->side != b->side)
        return a->side < b->side ? -1 : 1;
    return a->entry < b->entry ? -1 : a->entry > b->entry;
}

void diff_bonds_find(struct bonds *bonds, uint32_t label)
{
    bonds->count = 0;
    for (unsigned int side = 0; side < SIDES; side++) {
        uint32_t domain =
            label == bonds->c->label_count ? BLOB_OUTSIDE : bonds->c->labels[label].domain[side];
        if (domain != BLOB_NONE || label == bonds->c->label_count)
            add_side(bonds, side, domain);
    }
    if (bonds->count)
        qsort(bonds->list, bonds->count, sizeof(*bonds->list), compare_bonds);
}

size_t diff_bonds_run(const struct bonds *bonds, size_t first)
{
    size_t length = 1;
    while (first + length < bonds->count && bonds->list[first + length].label == bonds->list[first].label)
        length++;
    return length;
}

void diff_bonds_say(struct bonds *bonds, const struct diff_change *change, uint32_t other)
{
    if (bonds->saying_count == bonds->saying_room) {
        size_t room = bonds->saying_room ? bonds->saying_room * 2 : 64, size = sizeof(*bonds->sayings);
        bonds->sayings = arena_grow(bonds->c->arena, bonds->sayings, bonds->saying_room * size, room * size);
        bonds->saying_room = room;
    }
    bonds->sayings[bonds->saying_count++] = (struct saying){.change = *change, .other = other};
}

static int compare_sayings(const void *left, const void *right, void *context)
{
    const struct saying *a = left, *b = right;
    int order = diff_compare_contents(&a->change, &b->change, context);
    return order ? order : a->other < b->other ? -1 : a->other > b->other;
}

static const char *name_of(const struct comparison *c, uint32_t label)
{
    return label == c->label_count ? "outside" : c->labels[label].name;
}

void diff_bonds_end(struct bonds *bonds, uint32_t label)
{
    struct comparison *c = bonds->c;
    if (bonds->saying_count)
        qsort_r(bonds->sayings, bonds->saying_count, sizeof(*bonds->sayings), compare_sayings, c);
    for (size_t i = 0, next; i < bonds->saying_count; i = next) {
        struct diff_change change = bonds->sayings[i].change;
        struct diff_names objects = {.list = c->scratch};
        for (next = i; next < bonds->saying_count; next++) {
            if (diff_compare_contents(&change, &bonds->sayings[next].change, c) != 0)
                break;
            objects.list[objects.count++] = name_of(c, bonds->sayings[next].other);
        }
        change.subjects = diff_name(c, name_of(c, label));
        change.objects = diff_names(c, &objects);
        diff_add(c, &change);
    }
    bonds->saying_count = 0;
}
