/* SPDX-License-Identifier: GPL-2.0-only */
/* --dump: all that a policy's blob says. */
#include <stdio.h>
#include "policyc/operand.h"
#include "policyc/read/dump.h"

static int dump(const struct request *request, struct operand *operand)
{
    struct arena *arena = &operand->compilation.arena;
    if (request->json)
        dump_json(arena, stdout, &operand->policy);
    else
        dump_text(arena, stdout, &operand->policy);
    return finish_output();
}

int command_dump(const struct request *request)
{
    return with_policy(request, request->operands[0], dump);
}
