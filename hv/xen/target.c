/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Operations that a policy may allow on some domains only: decided where Xen knows the domain.
 *
 * Xen's own rule for them asks for a control domain, or for the caller itself. It holds too, unless the
 * policy delegates: allows the operation on this domain by name, or to who may hand it on and did. Then the
 * policy's word is enough, so that a domain without any privilege of Xen's can build and manage those it is
 * meant for.
 */
#include <xen/errno.h>
#include <xen/sched.h>
#include <public/hvm/hvm_op.h>
#include <public/physdev.h>
#include <public/sched.h>

#include "hooks.h"
#include "module.h"

#if defined(CONFIG_MEM_PAGING) || defined(CONFIG_MEM_SHARING) || !defined(CONFIG_MEM_ACCESS)
#error "another configuration has other hooks: see hv/xen/config"
#endif

/* Whether the policy allows the current domain the operation on `d` by name, or this was handed to it. */
static bool delegates(const struct domain *d, unsigned int operation)
{
    struct msm_label *target = d ? msm_label_of(d) : NULL;
    const struct msm_live *live;
    bool found;

    rcu_read_lock(&msm_rcu);
    live = rcu_dereference(msm_live);
    found = target && (msm_delegates(&live->policy, msm_profile_of(msm_label_of(current->domain), live),
                                     operation, msm_index(target, live)) ||
                       msm_is_handed(live, target, operation));
    rcu_read_unlock(&msm_rcu);
    return found;
}

int msm_may_do(const struct domain *d, unsigned int num, unsigned int cmd, int stock)
{
    int rc = msm_may_act_on(d, num, cmd);

    if (rc || !stock)
        return rc;
    return evaluate_nospec(delegates(d, msm_operation(num, cmd))) ? 0 : stock;
}

/* For operations that are in a register: which it is, the gate has noted. */
static int may_do_current(const struct domain *d, unsigned int num, int stock)
{
    return msm_may_do(d, num, msm_current_subcommand(), stock);
}

int cf_check msm_memory_on(unsigned int num, unsigned int cmd, struct domain *d)
{
    return msm_memory(num, cmd, d) ?: d ? msm_may_do(d, num, cmd, 0) : 0;
}

/* --- domctl --- */

/* These two find their domain later, and ask then. */
static bool finds_domain_later(const struct domain *d, unsigned int cmd)
{
    return !d && (cmd == XEN_DOMCTL_createdomain || cmd == XEN_DOMCTL_getdomaininfo);
}

/* Whether the policy delegates the domctl at all. */
static bool delegates_some(unsigned int cmd)
{
    const struct msm_live *live;
    bool found;

    rcu_read_lock(&msm_rcu);
    live = rcu_dereference(msm_live);
    found = msm_is_limited(&live->policy, msm_profile_of(msm_label_of(current->domain), live),
                           msm_operation(__HYPERVISOR_domctl, cmd));
    rcu_read_unlock(&msm_rcu);
    return found;
}

static int may_domctl(struct domain *d, unsigned int cmd, uint32_t ssidref)
{
    int stock = xsm_domctl(d, cmd, ssidref);

    if (finds_domain_later(d, cmd))
        return stock && !evaluate_nospec(delegates_some(cmd)) ? stock : 0;
    return msm_may_do(d, __HYPERVISOR_domctl, cmd, stock);
}

int cf_check msm_domctl(struct domain *d, unsigned int cmd, uint32_t ssidref)
{
    int rc = msm_memory(__HYPERVISOR_domctl, cmd, d) ?: may_domctl(d, cmd, ssidref) ?: msm_may_run(d, cmd);

    if (!rc && cmd == XEN_DOMCTL_destroydomain && d != current->domain) /* Xen lets no domain end itself */
        msm_end_label(msm_label_of(d), msm_caller());
    return rc;
}

/* The label is known now, whatever was asked for. Xen itself makes the first domain. */
int cf_check msm_domain_create(struct domain *d, uint32_t ssidref)
{
    int rc = msm_label_domain(d, ssidref);

    if (!rc && !is_idle_domain(current->domain))
        rc = msm_may_do(d, __HYPERVISOR_domctl, XEN_DOMCTL_createdomain,
                        xsm_domctl(d, XEN_DOMCTL_createdomain, ssidref));
    if (rc)
        return rc;
    msm_label_of(d)->alive = true;
    msm_log_life(XENON_CREATED, msm_label_of(d), msm_caller());
    return 0;
}

/* The other caller is a sysctl, which lists all domains. */
int cf_check msm_getdomaininfo(struct domain *d)
{
    if (msm_current_hypercall() != __HYPERVISOR_domctl)
        return 0;
    return msm_may_do(d, __HYPERVISOR_domctl, XEN_DOMCTL_getdomaininfo,
                      xsm_domctl(d, XEN_DOMCTL_getdomaininfo, 0));
}

/* `d`, which was decided, is given power over `e`: then that must be the caller's to give. */
int cf_check msm_set_target(struct domain *d, struct domain *e)
{
    return msm_may_do(e, __HYPERVISOR_domctl, XEN_DOMCTL_set_target, xsm_domctl(e, XEN_DOMCTL_set_target, 0));
}

/* --- dm_op, hvm_op: a device model's --- */

/* Nothing is done before Xen has read which operation it is: then msm_memory_on() decides. */
int cf_check msm_dm_op(struct domain *d)
{
    return 0;
}

int cf_check msm_hvm_param(struct domain *d, unsigned long op)
{
    return msm_may_do(d, __HYPERVISOR_hvm_op, op, xsm_hvm_param(d, op));
}

int cf_check msm_hvm_param_altp2mhvm(struct domain *d)
{
    return msm_may_do(d, __HYPERVISOR_hvm_op, HVMOP_set_param, xsm_hvm_param_altp2mhvm(d));
}

int cf_check msm_hvm_altp2mhvm_op(struct domain *d, uint64_t mode, uint32_t op)
{
    return msm_may_do(d, __HYPERVISOR_hvm_op, HVMOP_altp2m, xsm_hvm_altp2mhvm_op(d, mode, op));
}

/* --- memory_op --- */

int cf_check msm_memory_exchange(struct domain *d)
{
    return msm_may_do(d, __HYPERVISOR_memory_op, XENMEM_exchange, xsm_memory_exchange(d));
}

int cf_check msm_memory_adjust_reservation(struct domain *d1, struct domain *d2)
{
    return may_do_current(d2, __HYPERVISOR_memory_op, xsm_memory_adjust_reservation(d1, d2));
}

int cf_check msm_memory_stat_reservation(struct domain *d1, struct domain *d2)
{
    return may_do_current(d2, __HYPERVISOR_memory_op, xsm_memory_stat_reservation(d1, d2));
}

int cf_check msm_add_to_physmap(struct domain *d1, struct domain *d2)
{
    return may_do_current(d2, __HYPERVISOR_memory_op, xsm_add_to_physmap(d1, d2));
}

int cf_check msm_remove_from_physmap(struct domain *d1, struct domain *d2)
{
    return msm_may_do(d2, __HYPERVISOR_memory_op, XENMEM_remove_from_physmap,
                      xsm_remove_from_physmap(d1, d2));
}

#ifdef CONFIG_X86
int cf_check msm_domain_memory_map(struct domain *d)
{
    return msm_may_do(d, __HYPERVISOR_memory_op, XENMEM_set_memory_map, xsm_domain_memory_map(d));
}
#endif

int cf_check msm_set_pod_target(struct domain *d)
{
    return msm_may_do(d, __HYPERVISOR_memory_op, XENMEM_set_pod_target, xsm_set_pod_target(d));
}

int cf_check msm_get_pod_target(struct domain *d)
{
    return msm_may_do(d, __HYPERVISOR_memory_op, XENMEM_get_pod_target, xsm_get_pod_target(d));
}

int cf_check msm_claim_pages(struct domain *d)
{
    return msm_may_do(d, __HYPERVISOR_memory_op, XENMEM_claim_pages, xsm_claim_pages(d));
}

int cf_check msm_get_vnumainfo(struct domain *d)
{
    return msm_may_do(d, __HYPERVISOR_memory_op, XENMEM_get_vnumainfo, xsm_get_vnumainfo(d));
}

int cf_check msm_mem_access(struct domain *d)
{
    return msm_may_do(d, __HYPERVISOR_memory_op, XENMEM_access_op, xsm_mem_access(d));
}

/* --- grant_table_op, event_channel_op, sched_op, physdev_op --- */

int cf_check msm_grant_setup(struct domain *d1, struct domain *d2)
{
    return may_do_current(d2, __HYPERVISOR_grant_table_op, xsm_grant_setup(d1, d2));
}

int cf_check msm_grant_query_size(struct domain *d1, struct domain *d2)
{
    return may_do_current(d2, __HYPERVISOR_grant_table_op, xsm_grant_query_size(d1, d2));
}

int cf_check msm_evtchn_status(struct domain *d, struct evtchn *chn)
{
    return msm_may_do(d, __HYPERVISOR_event_channel_op, EVTCHNOP_status, xsm_evtchn_status(d, chn));
}

int cf_check msm_evtchn_reset(struct domain *d1, struct domain *d2)
{
    return msm_may_do(d2, __HYPERVISOR_event_channel_op, EVTCHNOP_reset, xsm_evtchn_reset(d1, d2));
}

int cf_check msm_schedop_shutdown(struct domain *d1, struct domain *d2)
{
    return msm_may_do(d2, __HYPERVISOR_sched_op, SCHEDOP_remote_shutdown, xsm_schedop_shutdown(d1, d2));
}

int cf_check msm_map_domain_pirq(struct domain *d)
{
    return msm_may_do(d, __HYPERVISOR_physdev_op, PHYSDEVOP_map_pirq, xsm_map_domain_pirq(d));
}

int cf_check msm_unmap_domain_pirq(struct domain *d)
{
    return msm_may_do(d, __HYPERVISOR_physdev_op, PHYSDEVOP_unmap_pirq, xsm_unmap_domain_pirq(d));
}
