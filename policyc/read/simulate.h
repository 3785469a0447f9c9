/* SPDX-License-Identifier: GPL-2.0-only */
/* What a policy would have answered to a trace. */
#ifndef XENON_SIMULATE_H
#define XENON_SIMULATE_H

#include <stdio.h>
#include "policyc/read/trace.h"

/* Takes the trace's lines in a world of their own, and writes what came of each, and of all together. */
void simulate_text(FILE *out, struct arena *arena, const struct msm_policy *policy,
                   const struct trace *trace);
void simulate_json(FILE *out, struct arena *arena, const struct msm_policy *policy,
                   const struct trace *trace);

#endif
