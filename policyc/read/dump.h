/* SPDX-License-Identifier: GPL-2.0-only */
/* A blob as text for people, or as JSON for programs. */
#ifndef XENON_DUMP_H
#define XENON_DUMP_H

#include <stdio.h>
#include "msm.h"

/* Each writes all that a proven blob says. */
void dump_text(FILE *file, const struct msm_policy *policy);
void dump_json(FILE *file, const struct msm_policy *policy);

#endif
