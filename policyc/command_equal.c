/* SPDX-License-Identifier: GPL-2.0-only */
/* --equal: whether two policies mean the same, whatever they and their rules are called and wherever they
 * stand. */
#include <stdio.h>
#include "policyc/read/diff.h"
#include "policyc/two_policies.h"

#define FEW 10u /* differences that are shown */

static int compare(const struct request *request, struct operand *before, struct operand *after)
{
    (void)request;
    struct diff diff = diff_policies(&after->compilation.arena, &before->policy, &after->policy, NULL, 0);
    if (!diff.count)
        return EXIT_CLEAN;
    diff_print(stdout, &diff, FEW);
    int status = finish_output();
    return status == EXIT_CLEAN ? EXIT_ERRORS : status;
}

int command_equal(const struct request *request)
{
    return with_two_policies(request, compare);
}
