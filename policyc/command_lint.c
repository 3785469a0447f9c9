/* SPDX-License-Identifier: GPL-2.0-only */
/* --lint: what --check says of sources, and opinions on those without errors. */
#include "policyc/check/lint.h"
#include "policyc/findings.h"
#include "policyc/operand.h"

static int lint_file(const struct request *request, const char *path, void *findings)
{
    struct operand operand;
    int status = operand_open(&operand, request, path);
    if (status == EXIT_CLEAN && !operand.is_source)
        status = trouble("%s is compiled: opinions are on sources", path);
    if (status == EXIT_CLEAN)
        lint(&operand.model);
    if (operand.compilation.diagnostics.errors)
        status = EXIT_ERRORS;
    findings_add(findings, &operand.compilation.diagnostics, &operand.compilation.sources);
    operand_close(&operand);
    return status;
}

int command_lint(const struct request *request)
{
    struct findings findings;
    findings_start(&findings, request);
    return findings_end(&findings, each_operand(request, lint_file, &findings));
}
