/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Confirming: a policy can be put in force for a time. Unless it is confirmed before that ends, the policy
 * that was confirmed last comes back, from here, as the new one may let nobody in who could do it.
 *
 * No policy that is restored could be refused any more. So a domain that it doesn't know, or that would be in
 * conflict with an older one, is held, and has to pass as one that starts when it is resumed; and what holds
 * memory or a device that it may not is stopped, as by a load with force.
 */
#include <xen/errno.h>
#include <xen/init.h>
#include <xen/lib.h>
#include <xen/sched.h>
#include <xen/tasklet.h>
#include <xen/timer.h>

#include "module.h"

#define AGAIN MILLISECS(1) /* until what was held has left its processor */

/* Under msm_lock: the policy that was confirmed last, owned, while the live one isn't; or NULL. */
static struct msm_live *confirmed;
static s_time_t ends; /* ns since boot: when it comes back */
static struct timer timer;

bool msm_is_kept(const struct msm_live *live)
{
    return live == confirmed;
}

bool msm_unconfirmed(uint64_t *confirm_by)
{
    *confirm_by = confirmed ? ends : 0;
    return confirmed;
}

bool msm_time_is_up(void)
{
    return confirmed && NOW() >= ends;
}

/* The live policy stays. */
static void forget(void)
{
    struct msm_live *live = confirmed;

    stop_timer(&timer);
    confirmed = NULL;
    if (live)
        msm_let_go(live);
}

void msm_await(struct msm_live *old, uint32_t seconds)
{
    if (!seconds) {
        forget();
        return;
    }
    if (!confirmed)
        confirmed = old;
    ends = NOW() + SECONDS((s_time_t)seconds);
    set_timer(&timer, ends);
}

int msm_confirm(const struct xenon_confirm *op)
{
    bool awaited;

    spin_lock(&msm_lock);
    awaited = confirmed && !msm_time_is_up() &&
              !memcmp(op->digest, msm_live->policy.header->digest, sizeof(op->digest));
    if (awaited) {
        forget();
        msm_log_policy(msm_live, XENON_CONFIRMED);
    }
    spin_unlock(&msm_lock);
    return awaited ? 0 : -EINVAL;
}

static bool is_running(const struct domain *d)
{
    const struct vcpu *v;

    for_each_vcpu (d, v)
        if (v->is_running)
            return true;
    return false;
}

/*
 * Holds the domains that can't run under the policy. False while one of them is still on a processor: it may
 * be in the middle of a call, which the policy that is live decides.
 */
static bool hold_misfits(const struct msm_live *candidate)
{
    struct msm_label *label;
    bool held = true;

    msm_carry_claims(candidate);
    list_for_each_entry (label, &msm_labels, list) {
        if (!label->misfit || is_hardware_domain(label->domain))
            continue;
        msm_hold_domain(label);
        if (is_running(label->domain))
            held = false;
        else
            label->started = false;
    }
    return held;
}

/* Under msm_lock. */
static bool restore(struct msm_live *old)
{
    if (msm_swap_under_way())
        return false;
    msm_prepare(old);
    if (!hold_misfits(old))
        return false;
    old->loaded = NOW();
    msm_publish(old, XENON_RESTORED);
    confirmed = NULL;
    return true;
}

/* In a tasklet, whose vCPU is no domain's. */
static void cf_check end_trial(void *unused)
{
    spin_lock(&msm_lock);
    if (msm_time_is_up() && !restore(confirmed))
        set_timer(&timer, NOW() + AGAIN);
    spin_unlock(&msm_lock);
}

static DECLARE_TASKLET(trial, end_trial, NULL);

static void cf_check time_is_up(void *unused)
{
    tasklet_schedule(&trial);
}

static int __init cf_check start_timer(void)
{
    init_timer(&timer, time_is_up, NULL, 0);
    return 0;
}
__initcall(start_timer);
