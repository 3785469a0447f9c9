/* SPDX-License-Identifier: GPL-2.0-only */
/* --emit: a policy in the form that another program reads. */
#include <stdio.h>
#include <string.h>
#include "policyc/operand.h"
#include "policyc/read/dump.h"

/* Each writes a proven policy. */
static const struct emitter {
    const char *name;
    void (*write)(struct arena *arena, FILE *file, const struct msm_policy *policy);
} emitters[] = {
    {"json", dump_json},
};

static const struct emitter *find_emitter(const char *name)
{
    for (size_t i = 0; i < sizeof(emitters) / sizeof(emitters[0]); i++)
        if (strcmp(emitters[i].name, name) == 0)
            return &emitters[i];
    return NULL;
}

static int write_policy(const struct request *request, struct operand *operand)
{
    find_emitter(request->operands[0])->write(&operand->compilation.arena, stdout, &operand->policy);
    return finish_output();
}

int command_emit(const struct request *request)
{
    if (!find_emitter(request->operands[0]))
        return trouble("--emit can't write `%s`; `policyc --emit --help` lists what it can",
                       request->operands[0]);
    return with_policy(request, request->operands[1], write_policy);
}
