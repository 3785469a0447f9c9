/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What binds two labels: entries of a blob that name two domains, seen from each label in turn. Nothing is
 * kept of all pairs of labels: only of those that one label has.
 */
#ifndef XENON_DIFF_EDGES_H
#define XENON_DIFF_EDGES_H

#include "policyc/read/diff_parts.h"

/* An entry seen from one of its domains. */
struct edge {
    uint32_t to;    /* a domain, or BLOB_OUTSIDE */
    uint32_t entry; /* its index */
};

/* For each domain its edges: list[first[d]] up to list[first[d + 1]]; what is outside comes last. */
struct edges {
    uint32_t *first;
    struct edge *list;
    uint32_t count; /* of both */
};

/* An entry between the label that is looked at and another. */
struct bond {
    uint32_t label; /* the other; .label_count: outside */
    uint32_t side;
    uint32_t entry;
};

/* What was said of the label and another. */
struct saying {
    struct diff_change change;
    uint32_t other;
};

struct bonds {
    struct comparison *c;
    struct edges edges[SIDES];
    struct bond *list;
    size_t count;
    size_t room;
    struct saying *sayings;
    size_t saying_count;
    size_t saying_room;
};

/* Says which domains an entry names. */
typedef void edge_ends(const struct msm_policy *policy, uint32_t entry, uint32_t *from, uint32_t *to);

/* Collects the edges of both policies' sections. `both`: an entry is seen from both of its domains. */
void diff_bonds_start(struct bonds *bonds, struct comparison *c, enum blob_section_kind kind, edge_ends *ends,
                      bool both);

/*
 * Finds the bonds of a label, or of what is outside if it is .label_count, by the other label, side and
 * entry.
 */
void diff_bonds_find(struct bonds *bonds, uint32_t label);

/* Says something of the label that is looked at and another, which becomes the change's object. */
void diff_bonds_say(struct bonds *bonds, const struct diff_change *change, uint32_t other);

/* Adds what was said of the label: what is the same of several others is one change. */
void diff_bonds_end(struct bonds *bonds, uint32_t label);

/* How many bonds from `first` on are with the same label. */
size_t diff_bonds_run(const struct bonds *bonds, size_t first);

#endif
