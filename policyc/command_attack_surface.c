/* SPDX-License-Identifier: GPL-2.0-only */
/* --attack-surface: what of the hypervisor a policy leaves in reach. */
#include <stdio.h>
#include "policyc/operand.h"
#include "policyc/read/surface.h"

static int print_surface(const struct request *request, struct operand *operand)
{
    if (request->json)
        surface_json(stdout, &operand->policy);
    else
        surface_text(&operand->compilation.arena, stdout, &operand->policy);
    return finish_output();
}

int command_attack_surface(const struct request *request)
{
    return with_policy(request, request->operands[0], print_surface);
}
