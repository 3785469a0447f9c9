/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Connections: by which means one label may reach another, each way. That those who build domains may reach
 * them shows as their permission to build.
 */
#include <stdlib.h>
#include <string.h>
#include "policyc/read/diff_edges.h"
#include "policyc/read/view.h"
#include "policyc/read/wording.h"

enum { FORTH, BACK, WAYS };

/* How two labels are bound in one policy. */
struct tie {
    unsigned int means[WAYS];
    uint32_t rule; /* or BLOB_NONE */
};

/* Means gained or lost, by one waiver. */
struct shift {
    enum diff_way way;
    unsigned int means[WAYS];
    const struct diff_waived *waived;
};

/* The label that is looked at, and another. */
struct couple {
    struct comparison *c;
    struct bonds *bonds;
    uint32_t labels[2];
    struct tie ties[SIDES];
};

static void connection_ends(const struct msm_policy *policy, uint32_t entry, uint32_t *from, uint32_t *to)
{
    *from = policy->connections[entry].low;
    *to = policy->connections[entry].high;
}

/* --- Changes --- */

static void add_way(const struct couple *couple, const struct shift *shift, enum diff_relation relation,
                    unsigned int means)
{
    char text[WORDING_SIZE];
    if (!means)
        return;
    struct diff_change change = {.kind = DIFF_CONNECTION,
                                 .way = shift->way,
                                 .relation = relation,
                                 .what = diff_text(couple->c, wording_all_means(means, text)),
                                 .rule_before = couple->ties[BEFORE].rule,
                                 .rule_after = couple->ties[AFTER].rule,
                                 .waived = shift->waived};
    diff_bonds_say(couple->bonds, &change, couple->labels[1]);
}

/* What goes back only is said when the other label is looked at. */
static void add_shift(const struct couple *couple, const struct shift *shift)
{
    unsigned int both = shift->means[FORTH] & shift->means[BACK];
    add_way(couple, shift, DIFF_BOTH, both);
    add_way(couple, shift, DIFF_FORTH, shift->means[FORTH] & ~both);
}

/* Takes what the waiver covers from what is left. */
static void add_covered(const struct couple *couple, struct shift *left, struct diff_waived *waived)
{
    const struct label *labels = couple->c->labels;
    const uint32_t ends[] = {labels[couple->labels[0]].domain[AFTER],
                             labels[couple->labels[1]].domain[AFTER]};
    struct shift covered = {.way = left->way, .waived = waived};
    for (unsigned int way = 0; way < WAYS; way++)
        if (diff_waives_pair(waived, ends[way == BACK], ends[way == FORTH])) {
            covered.means[way] = left->means[way] & waived->means;
            left->means[way] &= ~covered.means[way];
        }
    waived->used |= covered.means[FORTH] || covered.means[BACK];
    add_shift(couple, &covered);
}

static void compare_ties(const struct couple *couple)
{
    struct comparison *c = couple->c;
    const struct tie *before = &couple->ties[BEFORE], *after = &couple->ties[AFTER];
    struct shift gained = {.way = DIFF_WIDER}, lost = {.way = DIFF_NARROWER};
    for (unsigned int way = 0; way < WAYS; way++) {
        gained.means[way] = after->means[way] & ~before->means[way];
        lost.means[way] = before->means[way] & ~after->means[way];
    }
    for (size_t i = 0; i < c->waived_count; i++)
        if (c->waived[i].kind == DIFF_WAIVE_CONNECT)
            add_covered(couple, &gained, &c->waived[i]);
    add_shift(couple, &gained);
    bool known = c->labels[couple->labels[0]].domain[AFTER] != BLOB_NONE &&
                 c->labels[couple->labels[1]].domain[AFTER] != BLOB_NONE;
    if (known)
        add_shift(couple, &lost);
}

/* --- Pairs --- */

static void add_to_tie(const struct couple *couple, struct tie *tie, const struct bond *bond)
{
    const struct msm_policy *policy = couple->c->policy[bond->side];
    const struct blob_connection *entry = &policy->connections[bond->entry];
    bool swapped = couple->c->labels[couple->labels[0]].domain[bond->side] != entry->low;
    tie->means[FORTH] |= swapped ? entry->backward : entry->forward;
    tie->means[BACK] |= swapped ? entry->forward : entry->backward;
    tie->rule = entry->rule;
}

/* --- Nothing to say, which is often so --- */

static bool have_same_domains(const struct comparison *c)
{
    for (size_t i = 0; i < c->label_count; i++)
        if (c->labels[i].domain[BEFORE] != c->labels[i].domain[AFTER])
            return false;
    return true;
}

/* Whether the same domains have the same ways; they may stand elsewhere in the sources. */
static bool are_same(const struct comparison *c)
{
    const struct blob_connection *before = c->policy[BEFORE]->connections;
    const struct blob_connection *after = c->policy[AFTER]->connections;
    uint32_t count = view_count(c->policy[BEFORE], BLOB_CONNECTIONS);
    if (count != view_count(c->policy[AFTER], BLOB_CONNECTIONS) || !have_same_domains(c))
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (before[i].low != after[i].low || before[i].high != after[i].high ||
            before[i].forward != after[i].forward || before[i].backward != after[i].backward)
            return false;
    return true;
}

void diff_connections(struct comparison *c)
{
    struct bonds bonds;
    if (are_same(c))
        return;
    diff_bonds_start(&bonds, c, BLOB_CONNECTIONS, connection_ends, true);
    for (uint32_t label = 0; label < c->label_count; label++) {
        diff_bonds_find(&bonds, label);
        for (size_t i = 0, length; i < bonds.count; i += length) {
            struct couple couple = {.c = c,
                                    .bonds = &bonds,
                                    .labels = {label, bonds.list[i].label},
                                    .ties = {{.rule = BLOB_NONE}, {.rule = BLOB_NONE}}};
            length = diff_bonds_run(&bonds, i);
            for (size_t j = i; j < i + length; j++)
                add_to_tie(&couple, &couple.ties[bonds.list[j].side], &bonds.list[j]);
            compare_ties(&couple);
        }
        diff_bonds_end(&bonds, label);
    }
}
