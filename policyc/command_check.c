/* SPDX-License-Identifier: GPL-2.0-only */
/* --check: what is wrong with files. All of them are checked; the worst status counts. */
#include "policyc/findings.h"
#include "policyc/operand.h"

static int check_file(const struct request *request, const char *path, void *findings)
{
    struct operand operand;
    int status = operand_open(&operand, request, path);
    findings_add(findings, &operand.compilation.diagnostics, &operand.compilation.sources);
    operand_close(&operand);
    return status;
}

int command_check(const struct request *request)
{
    struct findings findings;
    findings_start(&findings, request);
    return findings_end(&findings, each_operand(request, check_file, &findings));
}
