/* SPDX-License-Identifier: GPL-2.0-only */
/* --diff: what changes when one policy takes the place of another, and whether that was agreed to. */
#include <stdio.h>
#include "policyc/read/diff.h"
#include "policyc/two_policies.h"

/* The waivers stand in the second policy. */
static void report_useless(struct operand *after)
{
    for (size_t i = 0; i < after->model.waived_count; i++) {
        const struct diff_waived *waived = &after->model.waived[i];
        if (!waived->used)
            report(&after->compilation.diagnostics, XP0403, waived->span,
                   "waiver `%s` covers nothing that widens here", waived->waiver);
    }
}

static int compare(const struct request *request, struct operand *before, struct operand *after)
{
    const struct model *model = &after->model;
    struct diff diff = diff_policies(&after->compilation.arena, &before->policy, &after->policy,
                                     model->waived, model->waived_count);
    report_useless(after);
    if (request->json)
        diff_print_json(stdout, &diff, model->waived, model->waived_count);
    else
        diff_print(stdout, &diff, SIZE_MAX);
    int status = finish_output();
    bool fails = request->fail_on && diff.wider > diff.waived;
    return status == EXIT_CLEAN && fails ? EXIT_WIDER : status;
}

int command_diff(const struct request *request)
{
    return with_two_policies(request, compare);
}
