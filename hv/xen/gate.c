/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The gate: every hypercall, direct or inside a multicall, is decided here before its handler runs.
 *
 * What is in a register is decided at entry. Where the subcommand is in the guest's memory, entry asks
 * only whether any is allowed, and the subcommand is decided later on the copy that Xen acts on: a guest
 * could change its own memory in between.
 */
#include <xen/errno.h>
#include <xen/nospec.h>
#include <xen/sched.h>
#include <public/hvm/params.h>
#include <public/xen.h>

#include "module.h"

static struct msm_call *call_of(struct msm_label *label, const struct vcpu *v)
{
    return &label->vcpu[v->vcpu_id].call[!!(v->mc_state.flags & MCSF_in_multicall)];
}

static void violate(struct msm_label *label, const struct msm_live *live, enum xenon_record_kind kind,
                    unsigned int hypercall, uint64_t operand, const struct domain *peer, uint32_t rule)
{
    unsigned int operation =
        operand == XENON_NO_SUBCOMMAND ? msm_hypercalls[hypercall].first : msm_operation(hypercall, operand);
    struct msm_source place;

    msm_copy_source(&place, &live->policy, rule);
    msm_log_call(kind, label, hypercall, operation, operand, peer ? peer->domain_id : XENON_NO_DOMAIN,
                 &place);
    msm_violated(label);
}

unsigned int msm_current_hypercall(void)
{
    return msm_hypercalls[call_of(msm_label_of(current->domain), current)->number].hypercall;
}

unsigned int msm_current_subcommand(void)
{
    const struct msm_call *call = call_of(msm_label_of(current->domain), current);

    return call->operation - msm_hypercalls[call->number].first;
}

/* A continuation that a new policy refuses isn't the guest's doing: it is no violation. */
int msm_refuse(struct msm_label *label, const struct msm_live *live, enum msm_verdict verdict,
               unsigned int hypercall, uint64_t operand, const struct domain *peer, uint32_t rule)
{
    if (verdict == MSM_DENIED_QUIETLY || call_of(label, current)->excused)
        msm_count_quiet(label);
    else
        violate(label, live, XENON_DENIED, hypercall, operand, peer, rule);
    return -EPERM;
}

static bool is_limited(const struct blob_profile *profile, unsigned int operation)
{
    return MSM_HAS_RATES && profile->limited[operation / 64] >> operation % 64 & 1;
}

/*
 * Whether an operation that the policy allows is within its rates; else -EPERM, or -ERESTART for a call that
 * has to come back. A call is a violation once, however often it comes back.
 */
static int pay(struct msm_label *label, const struct msm_live *live, unsigned int hypercall, uint64_t operand,
               const struct domain *peer, unsigned int operation)
{
    struct msm_call *call = call_of(label, current);
    uint32_t rule;

    if (msm_pay(label, live, call, operation, &rule))
        return 0;
    if (msm_learn(label, hypercall, operation)) {
        call->delayed = false;
        return 0;
    }
    if (!call->delayed || !call->waited)
        violate(label, live, call->delayed ? XENON_DELAYED : XENON_DENIED, hypercall, operand, peer, rule);
    return call->delayed ? -ERESTART : -EPERM;
}

/* A call may be one that was held, and was compared when it was made first. */
static void look_closer(struct msm_label *label, const struct blob_profile *profile, struct msm_call *call,
                        bool in_memory)
{
    if ((label->helds & ~MSM_SHADOWED) && msm_resume(label, call))
        return;
    if (!msm_is_shadowed(label))
        return;
    if (!in_memory)
        msm_compare(label, call->operation, msm_decide(profile, call->operation) == MSM_ALLOWED);
    else if (!msm_may_enter(profile, call->number))
        msm_compare_entry(label, call->number);
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

    *call = (struct msm_call){.first = a1,
                              .generation = live->generation,
                              .operation = operation,
                              .paid = MSM_NO_OPERATION,
                              .charged = MSM_NO_OPERATION,
                              .number = num};
    if (unlikely(label->helds))
        look_closer(label, profile, call, in_memory);
    if (in_memory) {
        if (evaluate_nospec(msm_may_enter(profile, num) || msm_learns(label, hypercall->hypercall)))
            return 0;
        verdict = msm_refuse_entry(&live->policy, profile, num, &rule);
        return msm_refuse(label, live, verdict, hypercall->hypercall, XENON_NO_SUBCOMMAND, NULL, rule);
    }
    verdict = msm_decide(profile, operation);
    if (evaluate_nospec(verdict == MSM_ALLOWED)) {
        if (likely(!is_limited(profile, operation)))
            return 0;
        return pay(label, live, hypercall->hypercall, a1 & hypercall->mask, NULL, operation);
    }
    if (evaluate_nospec(msm_learn(label, hypercall->hypercall, operation)))
        return 0;
    rule = msm_rule(&live->policy, profile, operation);
    return msm_refuse(label, live, verdict, hypercall->hypercall, a1 & hypercall->mask, NULL, rule);
}

/* Viridian's hypercalls have numbers of their own, which no policy knows. */
static int refuse_viridian(struct msm_label *label, unsigned long num)
{
    const struct msm_live *live;
    struct msm_source place;

    rcu_read_lock(&msm_rcu);
    live = rcu_dereference(msm_live);
    msm_copy_source(&place, &live->policy, msm_rule(&live->policy, msm_profile_of(label, live), 0));
    rcu_read_unlock(&msm_rcu);
    msm_log_call(XENON_DENIED, label, XENON_VIRIDIAN, 0, num, XENON_NO_DOMAIN, &place);
    msm_violated(label);
    if (unlikely(label->pending)) /* such a call has no exit here */
        msm_act(label);
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
    struct msm_label *label = msm_label_of(v->domain);
    struct msm_call *call = call_of(label, v);

    if (unlikely(v->hcall_preempted || call->delayed))
        msm_hold(label, call);
    if (unlikely(label->pending))
        msm_act(label);
}

int msm_memory(unsigned int num, unsigned int cmd, const struct domain *d)
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
    if (msm_is_shadowed(label))
        msm_compare(label, operation, verdict == MSM_ALLOWED);
    if (!evaluate_nospec(verdict == MSM_ALLOWED || msm_learn(label, num, operation)))
        rc = msm_refuse(label, live, verdict, num, cmd, d, msm_rule(&live->policy, profile, operation));
    else if (unlikely(is_limited(profile, operation)))
        rc = pay(label, live, num, cmd, d, operation);
    rcu_read_unlock(&msm_rcu);
    return rc;
}

/* Whether the call is here because the domain learns. Then it may act on itself. */
static bool is_learned(const struct msm_label *label, const struct blob_profile *profile, unsigned int num,
                       unsigned int operation)
{
    return msm_learns(label, num) && msm_decide(profile, operation) != MSM_ALLOWED;
}

int msm_may_act_on(const struct domain *d, unsigned int num, unsigned int cmd)
{
    struct msm_label *label = msm_label_of(current->domain);
    struct msm_label *target = d ? msm_label_of(d) : NULL;
    unsigned int operation = msm_operation(num, cmd);
    const struct blob_profile *profile;
    const struct msm_live *live;
    enum msm_verdict verdict;
    uint32_t rule, object;
    int rc = 0;

    rcu_read_lock(&msm_rcu);
    live = rcu_dereference(msm_live);
    profile = msm_profile_of(label, live);
    object = target ? msm_index(target, live) : BLOB_NONE;
    verdict = msm_decide_on(&live->policy, profile, operation, object, &rule);
    if (msm_is_shadowed(label) && msm_decide(profile, operation) == MSM_ALLOWED)
        msm_compare_target(label, target, operation, verdict == MSM_ALLOWED);
    if (!evaluate_nospec(verdict == MSM_ALLOWED || (target && msm_is_handed(live, target, operation)) ||
                         (target == label && is_learned(label, profile, num, operation))))
        rc = msm_refuse(label, live, verdict, num, cmd, d, rule);
    rcu_read_unlock(&msm_rcu);
    return rc;
}
