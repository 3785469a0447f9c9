/* SPDX-License-Identifier: GPL-2.0-only */
/* For commands that compare two policies. */
#ifndef XENON_TWO_POLICIES_H
#define XENON_TWO_POLICIES_H

#include "policyc/operand.h"

/* What a command does with two policies that have no errors. Returns an exit status. */
typedef int two_policies_use(const struct request *request, struct operand *before, struct operand *after);

/*
 * Loads both operands and lets `use` have them. Then shows the findings of both, those too that `use` has
 * added. Returns the worst exit status.
 */
int with_two_policies(const struct request *request, two_policies_use *use);

#endif
