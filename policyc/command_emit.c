/* SPDX-License-Identifier: GPL-2.0-only */
/* --emit: a policy in the form that another program reads, or the part of it that is about one domain. */
#include <stdio.h>
#include <string.h>
#include "policyc/operand.h"
#include "policyc/read/dump.h"
#include "policyc/read/openflow.h"
#include "policyc/read/xl.h"

/* What each writes of a proven policy. */
static const struct emitter {
    const char *name;
    void (*write)(struct arena *arena, FILE *file, const struct msm_policy *policy);
    void (*write_domain)(struct arena *arena, FILE *file, const struct msm_policy *policy, uint32_t domain,
                         const char *label); /* or NULL */
} emitters[] = {
    {"json", dump_json, NULL},
    {"openflow", openflow_write, NULL},
    {"xl", xl_write, xl_write_domain},
};

/* The one that the first operand names, which is one of the words in commands.def: the same as above. */
static const struct emitter *find_emitter(const struct request *request)
{
    size_t last = sizeof(emitters) / sizeof(emitters[0]) - 1;
    for (size_t i = 0; i < last; i++)
        if (strcmp(emitters[i].name, request->operands[0]) == 0)
            return &emitters[i];
    return &emitters[last];
}

static int write_policy(const struct request *request, struct operand *operand)
{
    find_emitter(request)->write(&operand->compilation.arena, stdout, &operand->policy);
    return finish_output();
}

static int write_domain(const struct request *request, struct operand *operand)
{
    const char *label = request->operands[2];
    uint32_t domain = msm_find_domain(&operand->policy, label, strlen(label));
    if (domain == BLOB_NONE || strchr(label, '\n'))
        return trouble("the policy has no domain `%s`", label);
    if (domain == operand->policy.policy->control_domain)
        return trouble("`%s` is started by Xen itself", label);
    find_emitter(request)->write_domain(&operand->compilation.arena, stdout, &operand->policy, domain, label);
    return finish_output();
}

int command_emit(const struct request *request)
{
    const struct emitter *emitter = find_emitter(request);
    if (request->count == 2)
        return with_policy(request, request->operands[1], write_policy);
    if (!emitter->write_domain)
        return trouble("--emit %s is about all domains at once", emitter->name);
    return with_policy(request, request->operands[1], write_domain);
}
