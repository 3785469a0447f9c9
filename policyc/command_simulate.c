/* SPDX-License-Identifier: GPL-2.0-only */
/* --simulate: what a policy would have answered to what domains did. */
#include <string.h>
#include "policyc/operand.h"
#include "policyc/read/simulate.h"

/* The trace's mistakes are shown with its policy's findings; nothing is simulated then. */
static int simulate(const struct request *request, struct operand *operand)
{
    struct compilation *c = &operand->compilation;
    struct lookup lookup = {.arena = &c->arena, .policy = &operand->policy};
    const char *path = request->operands[0];
    uint32_t file;
    bool known;
    int error = source_read(&c->sources, path, path, &file, &known);
    if (error)
        return trouble("can't read %s: %s", path, strerror(error));
    c->diagnostics = (struct diagnostics){.arena = &c->arena};
    struct trace trace = trace_read(&lookup, &c->diagnostics, &c->sources, file);
    if (c->diagnostics.errors) {
        operand_show(operand);
        return EXIT_ERRORS;
    }
    if (request->json)
        simulate_json(stdout, &c->arena, &operand->policy, &trace);
    else
        simulate_text(stdout, &c->arena, &operand->policy, &trace);
    return finish_output();
}

int command_simulate(const struct request *request)
{
    return with_policy(request, request->operands[1], simulate);
}
