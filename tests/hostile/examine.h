/* SPDX-License-Identifier: GPL-2.0-only */
/* Opens bytes that nobody vouches for and, where the core accepts them, asks it everything that can be asked.
 */
#ifndef XENON_EXAMINE_H
#define XENON_EXAMINE_H

#include "msm.h"

/*
 * Opens a copy of the bytes that is exactly as large, so that a sanitizer sees every step outside it. Returns
 * NULL if they were refused, or accepted and every answer was right; else what was wrong. `where` is what
 * msm_open() said.
 */
const char *examine(const uint8_t *bytes, size_t size, struct msm_where *where);

/* So many profiles and domains, and all pairs of these, are asked about; the others are only looked up. */
#define ASKED 24u

/* Whether the policy has such a rule. */
static inline bool has_effect(const struct msm_policy *policy, uint32_t rule, enum blob_effect effect)
{
    return rule < policy->header->section[BLOB_RULES].count && policy->rules[rule].effect == effect;
}

/* The parts of examine(): NULL, or what was wrong. */
const char *examine_profiles(const struct msm_policy *policy);
const char *examine_relations(const struct msm_policy *policy);

#endif
