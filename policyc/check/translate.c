/* SPDX-License-Identifier: GPL-2.0-only */
/* The pipeline. Each pass relies on the one before having found no error. */
#include "policyc/check/translate.h"

#include "policyc/check/check.h"
#include "policyc/check/lower.h"

bool examine(struct compilation *compilation, struct model *model)
{
    check(model, compilation);
    if (compilation->diagnostics.errors || compilation->ast.incomplete)
        return false;
    lower(model);
    check_lowered(model);
    return !compilation->diagnostics.errors;
}

struct image translate(struct compilation *compilation, struct model *model)
{
    struct image none = {0};
    return examine(compilation, model) ? emit(model) : none;
}
