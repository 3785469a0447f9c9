/* SPDX-License-Identifier: GPL-2.0-only */
/* --inventory: whether the virtual machines that there are, by their configurations, are the policy's. */
#include "policyc/findings.h"
#include "policyc/inventory/inventory.h"
#include "policyc/operand.h"

static int check_folder(const struct request *request, struct operand *operand)
{
    struct compilation *c = &operand->compilation;
    struct inventory_trouble what;
    if (!inventory_check(request->operands[0], &operand->policy, operand->is_source, &c->sources,
                         &c->diagnostics, &what))
        return trouble("%s: %s", what.path, what.why);
    return c->diagnostics.errors ? EXIT_ERRORS : EXIT_CLEAN;
}

int command_inventory(const struct request *request)
{
    struct findings findings;
    struct operand operand;
    findings_start(&findings, request);
    int status = operand_open(&operand, request, request->operands[1]);
    if (status == EXIT_CLEAN)
        status = check_folder(request, &operand);
    findings_add(&findings, &operand.compilation.diagnostics, &operand.compilation.sources);
    operand_close(&operand);
    return findings_end(&findings, status);
}
