/* SPDX-License-Identifier: GPL-2.0-only */
/* From a blob back to a policy's source. */
#ifndef XENON_DECOMPILE_H
#define XENON_DECOMPILE_H

#include <stdio.h>
#include "lang/arena.h"
#include "msm.h"

/*
 * Writes a source that compiles to the same bytes, if the blob was compiled from one: each rule with an
 * annotation of its place, profiles without their ancestry, domains in place of tags and sets. What a blob
 * doesn't hold, such as comments, tests and invariants, is lost. The layout is left to lang/format.h.
 */
void decompile(struct arena *arena, FILE *file, const struct msm_policy *policy);

#endif
