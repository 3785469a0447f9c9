/* SPDX-License-Identifier: GPL-2.0-only */
/* Two operands at a time. */
#include "policyc/two_policies.h"

int with_two_policies(const struct request *request, two_policies_use *use)
{
    struct operand before, after;
    int first = operand_open(&before, request, request->operands[0]);
    int second = operand_open(&after, request, request->operands[1]);
    int status = first > second ? first : second;
    if (status == EXIT_CLEAN)
        status = use(request, &before, &after);
    if (status == EXIT_CLEAN && after.compilation.diagnostics.errors)
        status = EXIT_ERRORS;
    operand_show(&before);
    operand_show(&after);
    operand_close(&before);
    operand_close(&after);
    return status;
}
