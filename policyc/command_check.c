/* SPDX-License-Identifier: GPL-2.0-only */
/* --check: what is wrong with files. All of them are checked; the worst status counts. */
#include "policyc/findings.h"
#include "policyc/operand.h"

static int check_file(const struct request *request, const char *path, struct findings *findings)
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
    int worst = EXIT_CLEAN;
    findings_start(&findings, request);
    for (size_t i = 0; i < request->count; i++) {
        int status = check_file(request, request->operands[i], &findings);
        if (status > worst)
            worst = status;
    }
    return findings_end(&findings, worst);
}
