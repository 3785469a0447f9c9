/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What domains did, from a file: a line each with a time, a domain and what it did, in rising order of times.
 *
 *     0s     recon start
 *     100ms  recon event_channel_op.send on guard x 12000
 *     2s     seal
 *
 * Lines of `xenon-policy log --json` may stand there as well: of these the denied calls count.
 */
#ifndef XENON_TRACE_H
#define XENON_TRACE_H

#include "lang/diagnostic.h"
#include "policyc/read/lookup.h"
#include "policyc/read/scenario.h"

struct trace_line {
    uint32_t line; /* from 1 */
    uint64_t time; /* ns */
    struct scenario_step step;
};

struct trace {
    struct trace_line *lines;
    size_t count;
};

/* Reads the source number `file`. Mistakes are reported as XP0609. All in the lookup's arena. */
struct trace trace_read(struct lookup *lookup, struct diagnostics *diagnostics, const struct sources *sources,
                        uint32_t file);

#endif
