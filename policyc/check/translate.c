/* SPDX-License-Identifier: GPL-2.0-only */
/* The pipeline. Each pass relies on the one before having found no error. */
#include "policyc/check/translate.h"

#include "policyc/check/check.h"
#include "policyc/check/lower.h"

struct image translate(struct compilation *compilation, struct model *model)
{
    struct image none = {0};
    check(model, compilation);
    if (compilation->diagnostics.errors || compilation->ast.incomplete)
        return none;
    lower(model);
    check_effects(model);
    if (compilation->diagnostics.errors)
        return none;
    return emit(model);
}
