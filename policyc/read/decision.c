/* SPDX-License-Identifier: GPL-2.0-only */
/* Decides as the gate does, and then as the hooks that separate domains do. */
#include "policyc/read/decision.h"

#include "lang/hypercalls.h"
#include "policyc/read/view.h"

const char *refusal_word(enum refusal refusal)
{
    static const char *const words[] = {
        [REFUSED_PLAINLY] = "",          [REFUSED_QUIETLY] = "quietly", [REFUSED_RATE] = "rate",
        [REFUSED_CONFLICT] = "conflict", [REFUSED_TARGET] = "target",   [REFUSED_UNCONNECTED] = "unconnected",
        [REFUSED_PAUSED] = "paused",
    };
    return words[refusal];
}

/* Operations by which a domain reaches another. What is sent later needs its own way. */
static const struct need {
    unsigned int operation;
    unsigned int forward;
    unsigned int backward;
    bool either;
} needs[] = {
    {.operation = MSM_OP_grant_table_op_map_grant_ref, .backward = BLOB_GRANT},
    {.operation = MSM_OP_grant_table_op_copy, .backward = BLOB_GRANT},
    {.operation = MSM_OP_grant_table_op_transfer, .forward = BLOB_GRANT, .backward = BLOB_GRANT},
    {.operation = MSM_OP_event_channel_op_send, .forward = BLOB_EVENT},
    {.operation = MSM_OP_event_channel_op_bind_interdomain, BLOB_EVENT, BLOB_EVENT, true},
    {.operation = MSM_OP_event_channel_op_alloc_unbound, BLOB_EVENT, BLOB_EVENT, true},
    {.operation = MSM_OP_argo_op_sendv, .forward = BLOB_ARGO},
    {.operation = MSM_OP_argo_op_notify, .forward = BLOB_ARGO},
    {.operation = MSM_OP_mmu_update, .forward = BLOB_FOREIGN},
    {.operation = MSM_OP_update_va_mapping_otherdomain, .forward = BLOB_FOREIGN},
};

bool operation_means(unsigned int operation, struct decision *decision)
{
    for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++) {
        if (needs[i].operation != operation)
            continue;
        decision->forward = needs[i].forward;
        decision->backward = needs[i].backward;
        decision->either = needs[i].either;
        return true;
    }
    return false;
}

bool operation_has_object(unsigned int operation)
{
    struct decision ignored;
    return view_has(operations_with_target, operation) || operation_means(operation, &ignored);
}

/* What lets one of the two create the other, if they reach each other only by that. */
static void find_manager(const struct msm_policy *policy, const struct question *q, uint32_t *rule)
{
    uint32_t found;
    if (msm_decide_on(policy, msm_profile(policy, q->subject, q->sealed), MSM_OP_domctl_createdomain,
                      q->object, &found) == MSM_ALLOWED ||
        msm_decide_on(policy, msm_profile(policy, q->object, q->sealed), MSM_OP_domctl_createdomain,
                      q->subject, &found) == MSM_ALLOWED)
        *rule = found;
}

/* Whether they reach each other as the decision says it is needed, and by which rule. */
static bool is_connected(const struct msm_policy *policy, const struct question *q, struct decision *d)
{
    uint32_t forth = BLOB_NONE, back = BLOB_NONE;
    bool goes = d->forward && msm_may_reach(policy, q->subject, q->object, d->forward, q->sealed, &forth);
    bool comes = d->backward && msm_may_reach(policy, q->object, q->subject, d->backward, q->sealed, &back);
    if (d->either ? !goes && !comes : (d->forward && !goes) || (d->backward && !comes))
        return false;
    d->connection = goes ? forth : back;
    if (policy->rules[d->connection].effect != BLOB_CONNECT)
        find_manager(policy, q, &d->connection);
    return true;
}

static enum refusal refusal_of(enum msm_verdict verdict, bool allowed_elsewhere)
{
    if (verdict == MSM_ALLOWED)
        return REFUSED_NOT;
    if (verdict == MSM_DENIED_QUIETLY)
        return REFUSED_QUIETLY;
    return allowed_elsewhere ? REFUSED_TARGET : REFUSED_PLAINLY;
}

struct decision decide(const struct msm_policy *policy, const struct question *question)
{
    const struct blob_profile *profile = msm_profile(policy, question->subject, question->sealed);
    struct decision decision = {.connection = BLOB_NONE};
    enum msm_verdict verdict =
        msm_decide_on(policy, profile, question->operation, question->object, &decision.rule);
    decision.refusal = refusal_of(verdict, msm_decide(profile, question->operation) == MSM_ALLOWED);
    if (question->is_self || !operation_means(question->operation, &decision))
        return decision;
    if (!is_connected(policy, question, &decision) && decision.refusal == REFUSED_NOT)
        decision.refusal = REFUSED_UNCONNECTED;
    return decision;
}
