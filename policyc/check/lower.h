/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From rules to decisions: which rule decides each operation of each profile, and what it has by inheritance.
 *
 * A deny wins over a quiet deny, which wins over an allow, wherever they come from; a plain allow wins over
 * one until the seal, and that over one that is limited to some domains. Among rules of one effect the
 * profile's own come first, in source order; then those of what it extends, in the order in which it is
 * written.
 */
#ifndef XENON_LOWER_H
#define XENON_LOWER_H

#include "policyc/check/model.h"

/* Completes every profile; reports what parents contradict each other about. The model has no errors. */
void lower(struct model *model);

/*
 * The rule that decides the operation; never NULL. If it has .on, others may decide for single domains, and
 * it doesn't for those that none of them names.
 */
const struct rule *lower_find(const struct profile *profile, unsigned int operation);

/* The rule that decides the operation on that domain of the model; never NULL. For profiles that are held. */
const struct rule *lower_find_on(const struct profile *profile, unsigned int operation, uint32_t domain);

#endif
