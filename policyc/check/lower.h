/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From rules to decisions: which rule decides each operation of each profile.
 *
 * A deny wins over a quiet deny, which wins over an allow, wherever they come from. Among rules of one
 * effect the profile's own come first, in source order; then those of what it extends, in the order in
 * which it is written.
 */
#ifndef XENON_LOWER_H
#define XENON_LOWER_H

#include "policyc/check/model.h"

/* Completes every profile. The model has no errors. */
void lower(struct model *model);

/* The rule that decides the operation; never NULL. */
const struct rule *lower_find(const struct profile *profile, unsigned int operation);

#endif
