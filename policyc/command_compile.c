/* SPDX-License-Identifier: GPL-2.0-only */
/* To compile: from a file to findings and a blob. */
#include <string.h>
#include "lang/replace_file.h"
#include "policyc/findings.h"
#include "policyc/operand.h"

static int write_blob(const struct request *request, struct operand *operand)
{
    if (!operand->is_source)
        return trouble("%s is compiled already", operand->path);
    int error =
        replace_file(&operand->compilation.arena, request->output, operand->image.bytes, operand->image.size);
    if (error)
        return trouble("can't write %s: %s", request->output, strerror(error));
    return EXIT_CLEAN;
}

int command_compile(const struct request *request)
{
    if (!request->output)
        return trouble("-o OUT is missing; `policyc --help` shows how");
    struct operand operand;
    struct findings findings;
    findings_start(&findings, request);
    int status = operand_open(&operand, request, request->operands[0]);
    findings_add(&findings, &operand.compilation.diagnostics, &operand.compilation.sources);
    if (status == EXIT_CLEAN)
        status = write_blob(request, &operand);
    operand_close(&operand);
    return findings_end(&findings, status);
}
