/* SPDX-License-Identifier: GPL-2.0-only */
/* The opinions in their order. */
#include "policyc/check/lint.h"

void lint(struct model *model)
{
    lint_profiles(model);
    lint_domains(model);
    lint_unused(model);
}
