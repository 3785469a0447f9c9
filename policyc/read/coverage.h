/* SPDX-License-Identifier: GPL-2.0-only */
/* Which of a policy's rules have decided something in a world. */
#ifndef XENON_COVERAGE_H
#define XENON_COVERAGE_H

#include "lang/arena.h"
#include "msm.h"

/*
 * Rules that can decide: whether an operation is allowed and on whom, rates, responses, conflict sets,
 * connections and networks. Lines that only declare something, devices and delegation are none.
 */
struct coverage {
    const struct msm_policy *policy; /* borrowed */
    uint64_t *countable;             /* a bit for each rule that can decide */
    uint64_t *touched;               /* and for each that has: for world_start() */
};

/* Nothing is touched. In the arena. */
struct coverage coverage_start(struct arena *arena, const struct msm_policy *policy);

/* Whether the rule can decide, and never has. */
bool coverage_lacks(const struct coverage *coverage, uint32_t rule);

/* How many of the rules [first, end) can decide, and of these how many have. */
struct coverage_sum {
    uint32_t rules;
    uint32_t touched;
};

struct coverage_sum coverage_sum(const struct coverage *coverage, uint32_t first, uint32_t end);

/* Of 100, rounded down. 100 if there is none. */
unsigned int coverage_percent(struct coverage_sum sum);

/* The end of the run of rules that stand in the same file as rule `first`. */
uint32_t coverage_file_end(const struct coverage *coverage, uint32_t first);

#endif
