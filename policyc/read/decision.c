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

/*
 * Operations [first, last] by which a domain reaches another, as the hooks ask for them. Writing to what is
 * granted takes both directions, which is the mapping's own matter.
 */
static const struct need {
    unsigned int first, last;
    unsigned int forward;
    unsigned int backward;
    bool either;
} needs[] = {
    {MSM_OP_mmu_update, MSM_OP_mmu_update, .forward = BLOB_FOREIGN},
    {MSM_OP_memory_op_acquire_resource, MSM_OP_memory_op_acquire_resource, .forward = BLOB_FOREIGN},
    {MSM_OP_grant_table_op_map_grant_ref, MSM_OP_grant_table_op_map_grant_ref, .backward = BLOB_GRANT},
    {MSM_OP_grant_table_op_copy, MSM_OP_grant_table_op_copy, .backward = BLOB_GRANT},
    {MSM_OP_update_va_mapping_otherdomain, MSM_OP_update_va_mapping_otherdomain, .forward = BLOB_FOREIGN},
    {MSM_OP_mmuext_op_pin_l1_table, MSM_OP_mmuext_op_unmark_super, .forward = BLOB_FOREIGN},
    {MSM_OP_event_channel_op_bind_interdomain, MSM_OP_event_channel_op_bind_interdomain, BLOB_EVENT,
     BLOB_EVENT, .either = true},
    {MSM_OP_event_channel_op_send, MSM_OP_event_channel_op_send, .forward = BLOB_EVENT},
    {MSM_OP_event_channel_op_alloc_unbound, MSM_OP_event_channel_op_alloc_unbound, BLOB_EVENT, BLOB_EVENT,
     .either = true},
    {MSM_OP_argo_op_register_ring, MSM_OP_argo_op_register_ring, .backward = BLOB_ARGO},
    {MSM_OP_argo_op_sendv, MSM_OP_argo_op_sendv, .forward = BLOB_ARGO},
    {MSM_OP_argo_op_notify, MSM_OP_argo_op_notify, .forward = BLOB_ARGO},
};

static const struct need *find_need(unsigned int operation)
{
    for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++)
        if (needs[i].first <= operation && operation <= needs[i].last)
            return &needs[i];
    return NULL;
}

/* What the module answers whatever a policy says. */
static void overrule(unsigned int operation, struct decision *decision)
{
    if (operation == MSM_OP_iret) {
        decision->refusal = REFUSED_NOT;
        decision->overruled = "a PV guest's kernel returns by it from interrupts";
    } else if (operation == MSM_OP_grant_table_op_transfer && decision->refusal == REFUSED_NOT) {
        decision->refusal = REFUSED_PLAINLY;
        decision->overruled = "a page would change hands with what is in it";
    }
}

bool operation_has_object(unsigned int operation)
{
    return view_has(operations_with_target, operation) || find_need(operation) ||
           operation == MSM_OP_grant_table_op_transfer;
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
    overrule(question->operation, &decision);
    const struct need *need = question->is_self ? NULL : find_need(question->operation);
    if (!need)
        return decision;
    decision.forward = need->forward;
    decision.backward = need->backward;
    decision.either = need->either;
    if (!is_connected(policy, question, &decision) && decision.refusal == REFUSED_NOT)
        decision.refusal = REFUSED_UNCONNECTED;
    return decision;
}
