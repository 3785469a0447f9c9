/* SPDX-License-Identifier: GPL-2.0-only */
/* --diff and --equal: what changes when one policy takes the place of another. */
#include "policyc/read/diff.h"

#include <stdio.h>
#include "policyc/operand.h"

#define FEW 10u /* differences that --equal shows */

/* What a command says of a difference. Returns an exit status. */
typedef int answer(const struct request *request, struct operand *after, const struct diff *diff);

static int print_diff(const struct request *request, struct operand *after, const struct diff *diff)
{
    if (request->json)
        diff_print_json(stdout, diff, after->model.waived, after->model.waived_count);
    else
        diff_print(stdout, diff, SIZE_MAX);
    int status = finish_output();
    bool fails = request->fail_on && diff->wider > diff->waived;
    return status == EXIT_CLEAN && fails ? EXIT_WIDER : status;
}

static int print_equal(const struct request *request, struct operand *after, const struct diff *diff)
{
    (void)request;
    (void)after;
    if (!diff->count)
        return EXIT_CLEAN;
    diff_print(stdout, diff, FEW);
    int status = finish_output();
    return status == EXIT_CLEAN ? EXIT_ERRORS : status;
}

/* Reported as a warning of the second policy, in which the waivers stand. */
static void report_useless(struct operand *after)
{
    struct diagnostics *diagnostics = &after->compilation.diagnostics;
    for (size_t i = 0; i < after->model.waived_count; i++) {
        const struct diff_waived *waived = &after->model.waived[i];
        if (!waived->used)
            report(diagnostics, XP0403, waived->span, "waiver `%s` covers nothing that widens here",
                   waived->waiver);
    }
}

static int compare(const struct request *request, struct operand *before, struct operand *after,
                   answer *answer, bool waive)
{
    struct diff diff =
        diff_policies(&after->compilation.arena, &before->policy, &after->policy,
                      waive ? after->model.waived : NULL, waive ? after->model.waived_count : 0);
    if (waive)
        report_useless(after);
    operand_show(after);
    int status = answer(request, after, &diff);
    return status == EXIT_CLEAN && after->compilation.diagnostics.errors ? EXIT_ERRORS : status;
}

static int run(const struct request *request, answer *answer, bool waive)
{
    struct operand before, after;
    int first = operand_open(&before, request, request->operands[0]);
    int second = operand_open(&after, request, request->operands[1]);
    int status = first > second ? first : second;
    operand_show(&before);
    if (status == EXIT_CLEAN)
        status = compare(request, &before, &after, answer, waive);
    else
        operand_show(&after);
    operand_close(&before);
    operand_close(&after);
    return status;
}

int command_diff(const struct request *request)
{
    return run(request, print_diff, true);
}

int command_equal(const struct request *request)
{
    return run(request, print_equal, false);
}
