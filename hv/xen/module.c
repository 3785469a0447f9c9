/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The policy in force: taken from the boot loader, or the boot stops; exchanged as a whole, by one pointer.
 */
#include <xen/errno.h>
#include <xen/domain.h>
#include <xen/init.h>
#include <xen/lib.h>
#include <xen/softirq.h>
#include <xen/timer.h>
#include <xen/vmap.h>
#include <xen/xmalloc.h>

#include "module.h"

struct msm_live *__read_mostly msm_live;
const struct msm_policy *__read_mostly msm_boot_policy;
DEFINE_RCU_READ_LOCK(msm_rcu);
DEFINE_SPINLOCK(msm_lock);

/* Its own, as the boot policy's struct msm_live goes. The blob stays. */
static struct msm_policy boot_policy;

/* A policy that was in force and may still be read by some CPU. At most one; under msm_lock. */
static struct msm_live *leaving;

static void free_live(struct msm_live *live)
{
    if (live->blob != boot_policy.header)
        vfree(live->blob);
    vfree(live->claims);
    xfree(live);
}

static void cf_check let_go(struct rcu_head *rcu)
{
    free_live(container_of(rcu, struct msm_live, rcu));
}

static void settle(void *unused);
static DECLARE_TASKLET(settling, settle, NULL);

/* What was mapped while the policies changed is held now. In a tasklet, whose vCPU is no domain's. */
static void cf_check settle(void *unused)
{
    struct msm_live *live = leaving;
    bool kept;

    if (!domctl_lock_acquire()) {
        tasklet_schedule(&settling);
        return;
    }
    spin_lock(&msm_lock);
    msm_stop_cut(live);
    leaving = NULL;
    kept = msm_is_kept(live);
    spin_unlock(&msm_lock);
    domctl_lock_release();
    if (!kept)
        free_live(live);
}

static void cf_check left(struct rcu_head *rcu)
{
    tasklet_schedule(&settling);
}

static struct timer haste;

/* Else a CPU with nothing to do, or with a guest that asks for nothing, says so when it next ticks. */
static void cf_check hasten(void *unused)
{
    cpumask_raise_softirq(&cpu_online_map, RCU_SOFTIRQ);
    if (msm_swap_under_way() || msm_shadow_under_way())
        set_timer(&haste, NOW() + MILLISECS(1));
}

void msm_hasten(void)
{
    set_timer(&haste, NOW());
}

static int __init cf_check start_haste(void)
{
    init_timer(&haste, hasten, NULL, 0);
    return 0;
}
__initcall(start_haste);

/* One that is on its way out goes when it is there. */
void msm_let_go(struct msm_live *live)
{
    if (live != leaving)
        call_rcu(&live->rcu, let_go);
}

/*
 * A candidate that is proven and nobody's. Who asks what a policy would change, mostly loads it next; and a
 * call that had to be started over comes back with it: neither waits for the same proof again.
 */
static struct msm_live *spare;

/* The caller's, if the blob is the spare one's; else NULL, and there is no spare one any more. */
static struct msm_live *take_spare(const void *blob, size_t size)
{
    struct msm_live *live = xchg(&spare, NULL);

    if (live && (live->policy.header->size != size || memcmp(live->blob, blob, size))) {
        free_live(live);
        live = NULL;
    }
    return live;
}

struct msm_live *msm_make_candidate(void *blob, size_t size, struct msm_where *where)
{
    struct msm_live *live = take_spare(blob, size);

    if (live) {
        vfree(blob);
        where->fault = MSM_OK;
        return live;
    }
    live = xzalloc(struct msm_live);
    if (!live) {
        vfree(blob);
        return NULL;
    }
    live->blob = blob;
    if (msm_open(&live->policy, blob, size, where) != MSM_OK || !msm_can_enforce(&live->policy, where) ||
        msm_make_claims(live))
        return live;
    free_live(live);
    return NULL;
}

void msm_drop_candidate(struct msm_live *candidate)
{
    if (candidate->claims) /* else it isn't proven, or is a seal's */
        candidate = xchg(&spare, candidate);
    if (candidate)
        free_live(candidate);
}

bool msm_swap_under_way(void)
{
    return ACCESS_ONCE(leaving) != NULL;
}

void msm_prepare(struct msm_live *candidate)
{
    ASSERT(!leaving);
    candidate->generation = msm_live->generation + 1;
    candidate->sealed |= msm_live->sealed;
    msm_relabel_all(candidate);
}

void msm_publish(struct msm_live *candidate, enum xenon_record_kind kind)
{
    struct msm_live *old = msm_live;

    msm_carry_all(candidate);
    msm_group_all(candidate);
    rcu_assign_pointer(msm_live, candidate);
    msm_open_gates();
    leaving = old;
    call_rcu(&old->rcu, left);
    msm_hasten();
    msm_log_policy(candidate, kind);
}

/* Fail closed: without a good policy there is nothing that the hypervisor may run. */
static void __init stop(const struct msm_where *where)
{
    if (where->fault == MSM_NO_POLICY)
        panic("MSM: no policy: none of the boot modules is one\n");
    panic("MSM: boot policy refused: %s (%s, byte %u)\n", msm_fault_text(where->fault),
          msm_section_name(where->section), where->offset);
}

/* The boot loader's memory is mapped for a moment only, hence the copy. */
static void *__init copy_blob(const void *blob, size_t size)
{
    void *copy = vzalloc(size);

    if (copy)
        memcpy(copy, blob, size);
    return copy;
}

extern const uint8_t msm_fixed_policy[], msm_fixed_policy_end[]; /* fixed.S */

const struct xsm_ops *msm_init(const void *policy_buffer, size_t policy_size);
extern const struct xsm_ops msm_hooks;

const struct xsm_ops *__init msm_init(const void *policy_buffer, size_t policy_size)
{
    struct msm_where where = {.fault = MSM_NO_POLICY, .section = BLOB_NONE};
    void *copy;

#ifdef MSM_FIXED_POLICY
    policy_buffer = msm_fixed_policy; /* whatever the boot loader gave */
    policy_size = msm_fixed_policy_end - msm_fixed_policy;
#endif
    if (!policy_size)
        stop(&where);
    where.fault = MSM_TOO_LARGE;
    if (policy_size > BLOB_MAX_SIZE)
        stop(&where);
    copy = copy_blob(policy_buffer, policy_size);
    msm_gate_init();
    if (!copy || msm_log_init())
        panic("MSM: no memory for the policy and its log\n");
    msm_live = msm_make_candidate(copy, policy_size, &where);
    if (!msm_live)
        panic("MSM: no memory for the policy\n");
    if (where.fault != MSM_OK)
        stop(&where);
    msm_live->generation = 1;
    boot_policy = msm_live->policy;
    msm_boot_policy = &boot_policy;
    msm_log_policy(msm_live, XENON_LOADED);
    printk("MSM: policy `%s` version %u in force, %u domains\n",
           msm_live->policy.strings + msm_live->policy.policy->name, msm_live->policy.policy->version,
           msm_live->policy.header->section[BLOB_DOMAINS].count);
    return &msm_hooks;
}
