/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rates: who pays for a call, and what becomes of one that is over. A hypervisor can be built without.
 *
 * A call over a slow rate hasn't begun when its vCPU goes to sleep. It is made again when the vCPU wakes, for
 * its time or for an interrupt.
 */
#include <xen/errno.h>
#include <xen/event.h>
#include <xen/guest_access.h>
#include <xen/sched.h>
#include <xen/softirq.h>

#include "module.h"

/* A longer sleep is made of several: the policy may have changed. */
#define SLEEP SECONDS(1)

/* With the arguments that the guest gave. */
void msm_restart(const struct msm_call *call)
{
    struct vcpu *v = current;

    if (v->hcall_preempted) /* the handler saw to it */
        return;
    v->hcall_preempted = true;
    if (v->mc_state.flags & MCSF_in_multicall)
        msm_widen_entry(v);
    else
        msm_restore_registers(call->number, call->first);
}

/* As SCHEDOP_poll does it. Interrupts wake the vCPU; then it makes its call again, and perhaps sleeps again.
 */
void msm_sleep(s_time_t until)
{
    struct vcpu *v = current;

    set_bit(_VPF_blocked, &v->pause_flags);
    v->poll_evtchn = -1;
    set_bit(v->vcpu_id, v->domain->poll_mask);
    arch_vcpu_block(v);
    smp_mb__after_atomic();
    if (local_events_need_delivery()) {
        v->poll_evtchn = 0;
        clear_bit(v->vcpu_id, v->domain->poll_mask);
        clear_bit(_VPF_blocked, &v->pause_flags);
        return;
    }
    set_timer(&v->poll_timer, min(until, NOW() + SLEEP));
    raise_softirq(SCHEDULE_SOFTIRQ);
}

bool msm_pay(struct msm_label *label, const struct msm_live *live, struct msm_call *call,
             unsigned int operation, uint32_t *rule)
{
    const struct blob_profile *profile = msm_profile_of(label, live);
    const struct blob_rate *rate;
    struct msm_excess excess;

    if (call->course.paid == operation) { /* once: a batch may have more of it */
        call->course.paid = MSM_NO_OPERATION;
        call->course.charged = operation;
        return true;
    }
    if (msm_charge(&live->policy, profile, msm_ways_of(label, live)->clocks, operation, NOW(), &excess)) {
        call->course.charged = operation;
        return true;
    }
    rate = &live->policy.rates[excess.rate];
    *rule = rate->rule;
    call->course.charged = MSM_NO_OPERATION; /* what a batch paid before isn't what it comes back for */
    call->course.delayed = rate->flags & BLOB_SLOW;
    current->xsm_due |= call->course.delayed;
    call->until = excess.until;
    return false;
}

int msm_read_rates(struct xenon_rates *op)
{
    struct domain *d = op->domid < DOMID_FIRST_RESERVED ? rcu_lock_domain_by_id(op->domid) : NULL;
    const struct blob_profile *profile;
    const struct msm_live *live;
    uint64_t clocks[BLOB_MAX_RATES];
    unsigned int i;

    if (!d)
        return -ESRCH;
    rcu_read_lock(&msm_rcu);
    live = rcu_dereference(msm_live);
    profile = msm_profile_of(msm_label_of(d), live);
    op->generation = live->generation;
    op->count = profile ? profile->rates : 0;
    for (i = 0; i < op->count; i++)
        clocks[i] = read_atomic(&msm_ways_of(msm_label_of(d), live)->clocks[i]);
    rcu_read_unlock(&msm_rcu);
    rcu_unlock_domain(d);
    if (op->count > op->room)
        return 0;
    return raw_copy_to_guest((void *)(unsigned long)op->buffer, clocks, i * sizeof(*clocks)) ? -EFAULT : 0;
}

/* The clock of the profile's rate with this range, or NULL. */
static const uint64_t *find_clock(struct msm_label *label, const struct msm_live *live,
                                  const struct blob_rate *wanted)
{
    const struct blob_profile *profile = msm_profile_of(label, live);
    const struct blob_rate *rates;
    unsigned int i;

    if (!profile)
        return NULL;
    rates = live->policy.rates + profile->first_rate;
    for (i = 0; i < profile->rates; i++)
        if (rates[i].first == wanted->first && rates[i].end == wanted->end)
            return &msm_ways_of(label, live)->clocks[i];
    return NULL;
}

/*
 * A rate is the same if it covers the same. What it let pass before counts, but never for more than a whole
 * burst of the new one: it may be a much faster one. Calls that pass while this runs are lost to the new.
 */
void msm_carry_clocks(struct msm_label *label, const struct msm_live *live, const struct msm_live *candidate)
{
    const struct blob_profile *profile = msm_profile_of(label, candidate);
    uint64_t *clocks = msm_ways_of(label, candidate)->clocks;
    const struct blob_rate *rates;
    uint64_t now = NOW();
    unsigned int i;

    memset(clocks, 0, BLOB_MAX_RATES * sizeof(*clocks));
    if (!profile)
        return;
    rates = candidate->policy.rates + profile->first_rate;
    for (i = 0; i < profile->rates; i++) {
        const uint64_t *clock = find_clock(label, live, &rates[i]);

        if (clock)
            clocks[i] = min(read_atomic(clock), now + rates[i].burst * rates[i].interval);
    }
}
