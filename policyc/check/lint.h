/* SPDX-License-Identifier: GPL-2.0-only */
/* Opinions on a policy that has no errors: what it says is possible, and seldom wise. Codes XP07xx. */
#ifndef XENON_LINT_H
#define XENON_LINT_H

#include "policyc/check/model.h"

/* Adds findings to the compilation's. The model is lowered. */
void lint(struct model *model);

/* lint_domains.c: limits, tags, and who may map whose memory. */
void lint_domains(struct model *model);

/* lint_profiles.c: what guests may do, and what becomes of those that do more. */
void lint_profiles(struct model *model);

/* lint_unused.c: what is imported or declared for nothing. */
void lint_unused(struct model *model);

#endif
