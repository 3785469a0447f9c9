/* SPDX-License-Identifier: GPL-2.0-only */
/* A blob as text for people, or as JSON for programs. */
#ifndef XENON_DUMP_H
#define XENON_DUMP_H

#include <stdio.h>
#include "lang/arena.h"
#include "msm.h"

/* Each writes all that a proven blob says. The JSON is described in policy.schema.json. */
void dump_text(struct arena *arena, FILE *file, const struct msm_policy *policy);
void dump_json(struct arena *arena, FILE *file, const struct msm_policy *policy);

#endif
