/* SPDX-License-Identifier: GPL-2.0-only */
/* What must hold of any blob that the core accepts. See examine.h. */
#include <stdlib.h>
#include <string.h>
#include "tests/hostile/examine.h"

/* So many domains are asked about; the others are only looked up. */
#define ASKED 40u

static const char *examine_operation(const struct msm_policy *policy, uint32_t domain, unsigned int operation)
{
    uint32_t rule = msm_rule(policy, domain, operation);
    enum msm_verdict verdict = msm_decide(policy, domain, operation);
    uint32_t effect;

    if (rule >= policy->header->section[BLOB_RULES].count)
        return "a rule that isn't there decides";
    effect = policy->rules[rule].effect;
    if ((verdict == MSM_ALLOWED) != (effect == BLOB_ALLOW))
        return "the rule named for a verdict doesn't allow what the verdict allows";
    if ((verdict == MSM_DENIED_QUIETLY) != (effect == BLOB_DENY_QUIETLY))
        return "the rule named for a verdict isn't as quiet as the verdict";
    if (verdict == MSM_ALLOWED && !(msm_known[operation / 64] >> operation % 64 & 1))
        return "an operation without a name is allowed";
    if (strlen(policy->strings + policy->files[policy->rules[rule].file].name) == 0)
        return "a rule's file has no name";
    return NULL;
}

static const char *examine_operations(const struct msm_policy *policy, uint32_t domain)
{
    const char *complaint = NULL;

    for (unsigned int operation = 0; operation < MSM_OPERATIONS && !complaint; operation++)
        complaint = examine_operation(policy, domain, operation);
    return complaint;
}

static const char *examine_call(const struct msm_policy *policy, uint32_t domain, unsigned int hypercall,
                                uint64_t subcommand)
{
    unsigned int operation = msm_operation(hypercall, subcommand);

    if (operation >= MSM_OPERATIONS)
        return "an operation is beyond the table";
    if (msm_decide(policy, domain, operation) == MSM_ALLOWED && !msm_may_enter(policy, domain, hypercall))
        return "an allowed call can't be entered";
    return NULL;
}

/* Every subcommand of the hypercall and those next to its ranges, with and without bits that Xen ignores. */
static const char *examine_hypercall(const struct msm_policy *policy, uint32_t domain, unsigned int hypercall)
{
    const struct msm_hypercall *call = &msm_hypercalls[hypercall];
    uint64_t ranges[][2] = {{0, call->near_count + 2u},
                            {call->far_number - 1u, (uint64_t)call->far_number + call->far_count + 1},
                            {UINT64_MAX - 2, UINT64_MAX}};
    const char *complaint = NULL;

    for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++)
        for (uint64_t sub = ranges[i][0]; sub < ranges[i][1] && !complaint; sub++) {
            complaint = examine_call(policy, domain, hypercall, sub);
            if (!complaint)
                complaint = examine_call(policy, domain, hypercall, sub | UINT64_C(1) << 63);
        }
    return complaint;
}

static const char *examine_domain(const struct msm_policy *policy, uint32_t domain)
{
    const char *label = msm_label(policy, domain);
    const char *complaint = NULL;

    if (strlen(label) == 0 || strlen(label) > BLOB_MAX_NAME)
        return "a label is empty or too long";
    if (msm_find_domain(policy, label, strlen(label)) != domain)
        return "a domain isn't found by its label";
    if (domain >= ASKED)
        return NULL;
    for (unsigned int hypercall = 0; hypercall < MSM_HYPERCALLS && !complaint; hypercall++)
        complaint = examine_hypercall(policy, domain, hypercall);
    return complaint ? complaint : examine_operations(policy, domain);
}

static const char *examine_policy(const struct msm_policy *policy)
{
    const struct blob_section *sections = policy->header->section;
    const char *complaint = NULL;

    for (uint32_t i = 0; i < sections[BLOB_DOMAINS].count && !complaint; i++)
        complaint = examine_domain(policy, i);
    for (uint32_t i = 0; i < sections[BLOB_UUIDS].count && !complaint; i++)
        if (msm_find_uuid(policy, policy->uuids[i].uuid) != policy->uuids[i].domain)
            complaint = "a domain isn't found by its UUID";
    if (complaint)
        return complaint;
    if (msm_find_domain(policy, "Domain-0", 8) != policy->policy->control_domain)
        return "the control domain isn't Domain-0";
    return strlen(policy->strings + policy->policy->name) ? NULL : "the policy has no name";
}

static const char *examine_refusal(const struct msm_where *where, size_t size)
{
    if (where->section > BLOB_SECTIONS)
        return "a refusal names a section that doesn't exist";
    return where->offset <= size ? NULL : "a refusal names a place outside the blob";
}

const char *examine(const uint8_t *bytes, size_t size, struct msm_where *where)
{
    uint8_t *copy = malloc(size ? size : 1);
    struct msm_policy policy;
    const char *complaint;

    if (!copy)
        abort();
    memcpy(copy, bytes, size);
    if (msm_open(&policy, copy, size, where) == MSM_OK)
        complaint = examine_policy(&policy);
    else
        complaint = examine_refusal(where, size);
    free(copy);
    return complaint;
}
