/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Networks: which packets may go from one label, or from outside, to another. What an entry lets pass is a
 * range on one axis, on which the ports of TCP come first, then those of UDP, then ICMP, then all other
 * protocols.
 */
#include <stdio.h>
#include <stdlib.h>
#include "policyc/read/diff_edges.h"
#include "policyc/read/view.h"

#define PORTS  65536u
#define TCP    0u
#define UDP    PORTS
#define ICMP   (2 * PORTS)
#define OTHERS (ICMP + 1)
#define END    (OTHERS + 1)

/* Points [first, end) of the axis. */
struct range {
    uint32_t first;
    uint32_t end;
    uint32_t rule;
};

/* In memory that is used again. */
struct ranges {
    struct arena *arena;
    struct range *list;
    size_t count;
    size_t room;
};

struct networks {
    struct comparison *c;
    struct bonds bonds;
    struct ranges sides[SIDES]; /* of the pair that is looked at */
    struct ranges gained, lost, covered, left;
};

static void network_ends(const struct msm_policy *policy, uint32_t entry, uint32_t *from, uint32_t *to)
{
    *from = policy->networks[entry].from;
    *to = policy->networks[entry].to;
}

/* --- Ranges --- */

static void add_range(struct ranges *ranges, uint32_t first, uint32_t end, uint32_t rule)
{
    if (first >= end)
        return;
    if (ranges->count == ranges->room) {
        size_t room = ranges->room ? ranges->room * 2 : 16;
        ranges->list = arena_grow(ranges->arena, ranges->list, ranges->room * sizeof(*ranges->list),
                                  room * sizeof(*ranges->list));
        ranges->room = room;
    }
    ranges->list[ranges->count++] = (struct range){.first = first, .end = end, .rule = rule};
}

static struct range range_of(unsigned int protocol, uint32_t first_port, uint32_t last_port)
{
    switch (protocol) {
    case 0:
        return (struct range){.first = 0, .end = END};
    case 1:
        return (struct range){.first = ICMP, .end = ICMP + 1};
    case 6:
        return (struct range){.first = TCP + first_port, .end = TCP + last_port + 1};
    default:
        return (struct range){.first = UDP + first_port, .end = UDP + last_port + 1};
    }
}

static int compare_ranges(const void *left, const void *right)
{
    const struct range *a = left, *b = right;
    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    return a->end > b->end ? -1 : a->end < b->end;
}

/* Sorts the ranges, and takes from each what one before it has. */
static void separate(struct ranges *ranges)
{
    uint32_t reached = 0;
    size_t count = ranges->count;
    if (count)
        qsort(ranges->list, count, sizeof(*ranges->list), compare_ranges);
    ranges->count = 0;
    for (size_t i = 0; i < count; i++) {
        struct range range = ranges->list[i];
        range.first = range.first > reached ? range.first : reached;
        reached = range.end > reached ? range.end : reached;
        if (range.first < range.end)
            ranges->list[ranges->count++] = range;
    }
}

/* What is in `from` and in `less`, and what is only in `from`: both are separate. */
static void cut(const struct ranges *from, const struct ranges *less, struct ranges *common,
                struct ranges *rest)
{
    size_t at = 0;
    common->count = rest->count = 0;
    for (size_t i = 0; i < from->count; i++) {
        struct range range = from->list[i];
        while (at < less->count && less->list[at].end <= range.first)
            at++;
        for (size_t j = at; j < less->count && less->list[j].first < range.end; j++) {
            const struct range *taken = &less->list[j];
            uint32_t first = taken->first > range.first ? taken->first : range.first;
            uint32_t end = taken->end < range.end ? taken->end : range.end;
            add_range(rest, range.first, first, range.rule);
            add_range(common, first, end, range.rule);
            range.first = end;
        }
        add_range(rest, range.first, range.end, range.rule);
    }
}

/* --- Words --- */

/* The part of the range, and of its neighbours behind it, that is about the ports from `base` on. */
static struct range take_ports(const struct ranges *ranges, size_t *at, uint32_t base)
{
    struct range range = ranges->list[(*at)++];
    while (*at < ranges->count && ranges->list[*at].first == range.end && range.end > base)
        range.end = ranges->list[(*at)++].end;
    range.first = range.first > base ? range.first : base;
    range.end = range.end < base + PORTS ? range.end : base + PORTS;
    return range;
}

/* The ports of a protocol that begin at `base`, behind its name. Returns the first one's rule, or BLOB_NONE.
 */
static uint32_t find_ports(struct networks *n, const struct ranges *ranges, const char *protocol,
                           uint32_t base, const char **text)
{
    uint32_t rule = BLOB_NONE;
    *text = protocol;
    for (size_t at = 0; at < ranges->count;) {
        struct range range = take_ports(ranges, &at, base);
        if (range.first >= range.end)
            continue;
        const char *comma = rule == BLOB_NONE ? "" : ",";
        rule = rule == BLOB_NONE ? range.rule : rule;
        uint32_t first = range.first - base, last = range.end - base - 1;
        if (first == last)
            *text = arena_print(n->c->arena, "%s%s %u", *text, comma, first);
        else if (last - first < PORTS - 1)
            *text = arena_print(n->c->arena, "%s%s %u-%u", *text, comma, first, last);
    }
    return rule;
}

/* The rule of the range that has the point, or BLOB_NONE. */
static uint32_t find_point(const struct ranges *ranges, uint32_t point)
{
    for (size_t i = 0; i < ranges->count; i++)
        if (ranges->list[i].first <= point && point < ranges->list[i].end)
            return ranges->list[i].rule;
    return BLOB_NONE;
}

/* Whether all points are in the ranges. */
static bool is_whole(const struct ranges *ranges)
{
    uint32_t reached = 0;
    for (size_t i = 0; i < ranges->count && ranges->list[i].first == reached; i++)
        reached = ranges->list[i].end;
    return reached == END;
}

/* --- Changes --- */

/* From whom to whom; .label_count: outside. */
struct couple {
    uint32_t from;
    uint32_t to;
    enum diff_way way;
    const struct diff_waived *waived;
};

static void add_packets(struct networks *n, const struct couple *couple, const char *what, uint32_t rule)
{
    if (rule == BLOB_NONE)
        return;
    struct diff_change change = {.kind = DIFF_NETWORK,
                                 .way = couple->way,
                                 .relation = DIFF_FORTH,
                                 .what = diff_text(n->c, what),
                                 .rule_before = couple->way == DIFF_NARROWER ? rule : BLOB_NONE,
                                 .rule_after = couple->way == DIFF_WIDER ? rule : BLOB_NONE,
                                 .waived = couple->waived};
    diff_bonds_say(&n->bonds, &change, couple->to);
}

static void add_ranges(struct networks *n, const struct couple *couple, const struct ranges *ranges)
{
    const char *text;
    if (is_whole(ranges)) {
        add_packets(n, couple, "any", ranges->list[0].rule);
        return;
    }
    uint32_t rule = find_ports(n, ranges, "tcp", TCP, &text);
    add_packets(n, couple, text, rule);
    rule = find_ports(n, ranges, "udp", UDP, &text);
    add_packets(n, couple, text, rule);
    add_packets(n, couple, "icmp", find_point(ranges, ICMP));
    add_packets(n, couple, "other protocols", find_point(ranges, OTHERS));
}

static uint32_t domain_after(const struct comparison *c, uint32_t label)
{
    return label == c->label_count ? BLOB_OUTSIDE : c->labels[label].domain[AFTER];
}

/* Takes from what is gained what the waiver covers. */
static void add_covered(struct networks *n, const struct couple *couple, struct diff_waived *waived)
{
    struct ranges allowed = {.arena = n->c->arena};
    if (waived->kind != DIFF_WAIVE_NETWORK ||
        !diff_waives_pair(waived, domain_after(n->c, couple->from), domain_after(n->c, couple->to)))
        return;
    for (size_t i = 0; i < waived->port_count; i++) {
        struct range range = range_of(waived->protocol, waived->ports[i].first, waived->ports[i].last);
        add_range(&allowed, range.first, range.end, BLOB_NONE);
    }
    separate(&allowed);
    cut(&n->gained, &allowed, &n->covered, &n->left);
    struct couple let = *couple;
    let.waived = waived;
    add_ranges(n, &let, &n->covered);
    waived->used |= n->covered.count != 0;
    struct ranges swapped = n->gained;
    n->gained = n->left;
    n->left = swapped;
}

static void compare_packets(struct networks *n, struct couple *couple)
{
    struct comparison *c = n->c;
    separate(&n->sides[BEFORE]);
    separate(&n->sides[AFTER]);
    cut(&n->sides[BEFORE], &n->sides[AFTER], &n->covered, &n->lost);
    cut(&n->sides[AFTER], &n->sides[BEFORE], &n->covered, &n->gained);
    couple->way = DIFF_WIDER;
    for (size_t i = 0; i < c->waived_count; i++)
        add_covered(n, couple, &c->waived[i]);
    add_ranges(n, couple, &n->gained);
    couple->way = DIFF_NARROWER;
    bool known = (couple->from == c->label_count || domain_after(c, couple->from) != BLOB_NONE) &&
                 (couple->to == c->label_count || domain_after(c, couple->to) != BLOB_NONE);
    if (known)
        add_ranges(n, couple, &n->lost);
}

static void add_entry(struct networks *n, const struct bond *bond)
{
    const struct blob_network *entry = &n->c->policy[bond->side]->networks[bond->entry];
    struct range range = range_of(entry->protocol, entry->first_port, entry->last_port);
    add_range(&n->sides[bond->side], range.first, range.end, entry->rule);
}

void diff_networks(struct comparison *c)
{
    struct ranges empty = {.arena = c->arena};
    struct networks n = {
        .c = c, .sides = {empty, empty}, .gained = empty, .lost = empty, .covered = empty, .left = empty};
    diff_bonds_start(&n.bonds, c, BLOB_NETWORKS, network_ends, false);
    for (uint32_t label = 0; label <= c->label_count; label++) {
        diff_bonds_find(&n.bonds, label);
        for (size_t i = 0, length; i < n.bonds.count; i += length) {
            struct couple couple = {.from = label, .to = n.bonds.list[i].label};
            length = diff_bonds_run(&n.bonds, i);
            n.sides[BEFORE].count = n.sides[AFTER].count = 0;
            for (size_t j = i; j < i + length; j++)
                add_entry(&n, &n.bonds.list[j]);
            compare_packets(&n, &couple);
        }
        diff_bonds_end(&n.bonds, label);
    }
}
