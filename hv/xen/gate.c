/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The gate: every hypercall, direct or inside a multicall, is decided here before its handler runs.
 *
 * What is in a register is decided at entry. Where the subcommand is in the guest's memory, entry asks
 * only whether any is allowed, and the subcommand is decided later on the copy that Xen acts on: a guest
 * could change its own memory in between.
 */
#include <xen/errno.h>
#include <xen/multicall.h>
#include <xen/nospec.h>
#include <xen/sched.h>
#include <asm/hvm/hvm.h>
#include <public/hvm/params.h>
#include <public/xen.h>

#include "module.h"

static struct msm_call *call_of(struct msm_label *label, const struct vcpu *v)
{
    return &label->call[v->vcpu_id][!!(v->mc_state.flags & MCSF_in_multicall)];
}

/* A continuation that a new policy refuses isn't the guest's doing: it is no violation. */
static int refuse(struct msm_label *label, const struct msm_live *live, enum msm_verdict verdict,
                  unsigned int hypercall, uint64_t operand, uint32_t rule)
{
    struct msm_call *call = call_of(label, current);

    if (verdict == MSM_DENIED_QUIETLY || call->continued)
        msm_count_quiet(label);
    else
        msm_log_denied(label, live, hypercall, operand, rule);
    call->generation = 0;
    return -EPERM;
}

static int enter(struct msm_label *label, const struct msm_live *live, unsigned int num, unsigned long a1)
{
    const struct msm_hypercall *hypercall = &msm_hypercalls[num];
    struct msm_call *call = call_of(label, current);
    const struct blob_profile *profile = msm_profile_of(label, live);
    bool in_memory = hypercall->place == MSM_MEMORY;
    unsigned int operation = in_memory ? hypercall->first : msm_operation(num, a1);
    enum msm_verdict verdict;
    uint32_t rule;

    /* Only a call that an earlier policy let in continues for refuse(): without a swap nothing is excused. */
    call->continued =
        call->generation && call->generation != live->generation && call->operation == operation;
    call->generation = live->generation;
    call->operation = operation;
    if (in_memory) {
        if (evaluate_nospec(msm_may_enter(profile, num)))
            return 0;
        verdict = msm_refuse_entry(&live->policy, profile, num, &rule);
        return refuse(label, live, verdict, hypercall->hypercall, XENON_NO_SUBCOMMAND, rule);
    }
    verdict = msm_decide(profile, operation);
    if (evaluate_nospec(verdict == MSM_ALLOWED))
        return 0;
    rule = msm_rule(&live->policy, profile, operation);
    return refuse(label, live, verdict, hypercall->hypercall, a1 & hypercall->mask, rule);
}

/* Viridian's hypercalls have numbers of their own, which no policy knows. */
static int refuse_viridian(struct msm_label *label, unsigned long num)
{
    const struct msm_live *live;

    rcu_read_lock(&msm_rcu);
    live = rcu_dereference(msm_live);
    msm_log_denied(label, live, XENON_VIRIDIAN, num, msm_rule(&live->policy, msm_profile_of(label, live), 0));
    rcu_read_unlock(&msm_rcu);
    return -EPERM;
}

int cf_check msm_enter(unsigned long num, unsigned long a1)
{
    struct msm_label *label = msm_label_of(current->domain);
    int rc;

    if (num == __HYPERVISOR_iret) /* how a PV kernel returns from an interrupt: not a service */
        return 0;
    if ((num & 0x80000000u) && is_viridian_domain(current->domain))
        return refuse_viridian(label, num);
    if (num >= MSM_HYPERCALLS)
        return 0; /* Xen has no handler either and answers -ENOSYS */
    rcu_read_lock(&msm_rcu);
    rc = enter(label, rcu_dereference(msm_live), array_index_nospec(num, MSM_HYPERCALLS), a1);
    rcu_read_unlock(&msm_rcu);
    return rc;
}

void cf_check msm_exit(void)
{
    struct vcpu *v = current;

    if (!v->hcall_preempted)
        call_of(msm_label_of(v->domain), v)->generation = 0;
}

int cf_check msm_memory(unsigned int num, unsigned int cmd)
{
    struct msm_label *label = msm_label_of(current->domain);
    unsigned int operation = msm_operation(num, cmd);
    const struct blob_profile *profile;
    const struct msm_live *live;
    enum msm_verdict verdict;
    int rc = 0;

    rcu_read_lock(&msm_rcu);
    live = rcu_dereference(msm_live);
    profile = msm_profile_of(label, live);
    verdict = msm_decide(profile, operation);
    if (!evaluate_nospec(verdict == MSM_ALLOWED))
        rc = refuse(label, live, verdict, num, cmd, msm_rule(&live->policy, profile, operation));
    rcu_read_unlock(&msm_rcu);
    return rc;
}
