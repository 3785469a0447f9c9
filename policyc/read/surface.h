/* SPDX-License-Identifier: GPL-2.0-only */
/* What of the hypervisor a policy leaves within the reach of those that might attack it. */
#ifndef XENON_SURFACE_H
#define XENON_SURFACE_H

#include <stdio.h>
#include "lang/arena.h"
#include "msm.h"

/*
 * Each writes, of a proven policy, for every profile the operations that it allows and withholds, and the
 * historical advisories whose holes need them; and for every service what it can get at.
 */
void surface_text(struct arena *arena, FILE *file, const struct msm_policy *policy);
void surface_json(FILE *file, const struct msm_policy *policy);

#endif
