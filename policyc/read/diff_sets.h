/* SPDX-License-Identifier: GPL-2.0-only */
/* Sets of labels by number: equal sets are one. */
#ifndef XENON_DIFF_SETS_H
#define XENON_DIFF_SETS_H

#include "policyc/read/diff_parts.h"

#define SET_NONE 0u /* the empty set */
#define SET_ALL  1u /* everybody, whoever that is */

struct diff_set {
    const uint64_t *labels;  /* bits; NULL for SET_ALL */
    struct diff_names names; /* once they were asked for */
};

struct diff_sets {
    struct comparison *c;
    struct diff_set *list;
    size_t count;
    size_t room;
    uint32_t *table; /* by hash: numbers, or SET_NONE */
    size_t table_room;
};

void diff_sets_start(struct diff_sets *sets, struct comparison *c);

/* The number of the set; the bits are copied if they are new. */
uint32_t diff_sets_number(struct diff_sets *sets, const uint64_t *labels);

/* The names in a set that isn't SET_ALL. */
struct diff_names diff_sets_names(struct diff_sets *sets, uint32_t number);

#endif
