/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Limits: what a domain may have of memory, processors, event channels and grants.
 *
 * Every change to more is refused. What Xen gives by itself can be more too, so that a domain is looked at as
 * a whole before it first runs. A new policy's limits hold for what changes from then on: no running domain
 * is cut down to them.
 */
#include <xen/errno.h>
#include <xen/lib.h>
#include <xen/sched.h>
#include <public/domctl.h>
#include <public/sysctl.h>

#include "module.h"

/* KiB that libxl lets a domain have on top of its memory, for what else Xen counts as that. */
#define SLACK 1024u

/* As the credit schedulers understand them, when they are set. */
#define SAME_WEIGHT 0u
#define SAME_CAP    0xffffu
#define NO_CAP      0u

/* A domain whose limits are asked for: inside rcu_read_lock(&msm_rcu). */
struct subject {
    const struct domain *domain;
    const struct msm_live *live;
    const struct blob_limits *limits; /* or NULL: it has none */
    uint32_t rule;                    /* its declaration */
};

static struct subject subject_of(const struct domain *d)
{
    struct subject subject = {.domain = d, .live = rcu_dereference(msm_live)};
    const struct msm_label *label = d ? msm_label_of(d) : NULL;
    uint32_t index = label ? msm_index(label, subject.live) : BLOB_NONE;

    if (index != BLOB_NONE) {
        subject.limits = msm_limits(&subject.live->policy, index);
        subject.rule = subject.live->policy.domains[index].rule;
    }
    return subject;
}

/* What Xen's command line gives the first domain, before anyone could be refused, is its owner's mistake. */
static int refuse(const struct subject *subject, unsigned int num, unsigned int cmd)
{
    struct msm_label *label = msm_label_of(current->domain);

    if (!label)
        panic("MSM: dom0_mem=, dom0_max_vcpus=, dom0_vcpus_pin or Xen's defaults give Domain-0 more than the "
              "policy lets it have\n");
    return msm_refuse(label, subject->live, MSM_DENIED, num, cmd, subject->domain, subject->rule);
}

/* --- At creation --- */

/* -1, which asks for as much as Xen gives, is more than any limit that is set. */
static bool fits_config(const struct blob_limits *limits, const struct xen_domctl_createdomain *config)
{
    return config->max_vcpus <= limits->vcpus && config->max_evtchn_port <= limits->event_channels &&
           (uint32_t)config->max_grant_frames <= limits->grant_frames &&
           (uint32_t)config->max_maptrack_frames <= limits->maptrack_frames;
}

int cf_check msm_limit_config(struct domain *d, const struct xen_domctl_createdomain *config)
{
    struct subject subject;
    int rc = 0;

    rcu_read_lock(&msm_rcu);
    subject = subject_of(d);
    if (subject.limits && !fits_config(subject.limits, config))
        rc = refuse(&subject, __HYPERVISOR_domctl, XEN_DOMCTL_createdomain);
    rcu_read_unlock(&msm_rcu);
    return rc;
}

/* --- Memory: what may be allocated; Xen lets nobody claim more ahead of that --- */

static bool fits_memory(const struct blob_limits *limits, uint64_t kib)
{
    return kib <= SLACK || kib - SLACK <= limits->memory;
}

/* What a domctl asks for Xen's tables of the domain's memory, which isn't counted as that. */
static uint64_t paging_kib(const struct xen_domctl *op)
{
    if (op->cmd == XEN_DOMCTL_set_paging_mempool_size)
        return op->u.paging_mempool.size >> 10;
    return op->cmd == XEN_DOMCTL_shadow_op && op->u.shadow_op.op == XEN_DOMCTL_SHADOW_OP_SET_ALLOCATION
               ? (uint64_t)op->u.shadow_op.mb << 10
               : 0;
}

/* As libxl reckons: a MiB a vCPU, and two pages a MiB of memory; in whole MiB. */
static bool fits_paging(const struct blob_limits *limits, const struct domain *d, uint64_t kib)
{
    return limits->memory == BLOB_UNLIMITED || kib <= SLACK + 1024 * d->max_vcpus + limits->memory / 128;
}

/* --- Processors --- */

static bool has_share(const struct blob_limits *limits)
{
    return limits->cpu_weight != BLOB_UNLIMITED || limits->cpu_cap != BLOB_UNLIMITED;
}

static bool has_affinity(const struct blob_limits *limits)
{
    uint64_t any = 0;
    unsigned int i;

    for (i = 0; i < BLOB_CPU_WORDS; i++)
        any |= limits->affinity[i];
    return any;
}

static bool fits_affinity(const struct blob_limits *limits, const cpumask_t *hard)
{
    unsigned int cpu;

    if (!has_affinity(limits))
        return true;
    for_each_cpu (cpu, hard)
        if (cpu / 64 >= BLOB_CPU_WORDS || !(limits->affinity[cpu / 64] >> cpu % 64 & 1))
            return false;
    return true;
}

static bool fits_weight(const struct blob_limits *limits, unsigned int weight)
{
    return weight <= limits->cpu_weight;
}

static bool fits_cap(const struct blob_limits *limits, unsigned int cap)
{
    return limits->cpu_cap == BLOB_UNLIMITED || (cap != NO_CAP && cap <= limits->cpu_cap);
}

/* Schedulers that know no weight and no cap can't keep them. */
static bool fits_scheduling(const struct blob_limits *limits, const struct xen_domctl_scheduler_op *op)
{
    unsigned int weight, cap;

    if (op->cmd == XEN_DOMCTL_SCHEDOP_getinfo || op->cmd == XEN_DOMCTL_SCHEDOP_getvcpuinfo ||
        !has_share(limits))
        return true;
    if (op->cmd != XEN_DOMCTL_SCHEDOP_putinfo)
        return false;
    if (op->sched_id == XEN_SCHEDULER_CREDIT) {
        weight = op->u.credit.weight;
        cap = op->u.credit.cap;
    } else if (op->sched_id == XEN_SCHEDULER_CREDIT2) {
        weight = op->u.credit2.weight;
        cap = op->u.credit2.cap;
    } else
        return false;
    return (weight == SAME_WEIGHT || fits_weight(limits, weight)) &&
           (cap == SAME_CAP || fits_cap(limits, cap));
}

/* Whether its scheduler's present settings are within the limits. */
static bool is_scheduled_within(const struct blob_limits *limits, struct domain *d)
{
    struct xen_domctl_scheduler_op op = {.sched_id = XEN_SCHEDULER_CREDIT2,
                                         .cmd = XEN_DOMCTL_SCHEDOP_getinfo};

    if (!has_share(limits))
        return true;
    if (!sched_adjust(d, &op))
        return fits_weight(limits, op.u.credit2.weight) && fits_cap(limits, op.u.credit2.cap);
    op.sched_id = XEN_SCHEDULER_CREDIT;
    return !sched_adjust(d, &op) && fits_weight(limits, op.u.credit.weight) &&
           fits_cap(limits, op.u.credit.cap);
}

int cf_check msm_limit_cpus(struct domain *d, const cpumask_t *hard)
{
    struct subject subject;
    int rc = 0;

    rcu_read_lock(&msm_rcu);
    subject = subject_of(d);
    if (subject.limits && !hard && (has_share(subject.limits) || has_affinity(subject.limits)))
        rc = refuse(&subject, __HYPERVISOR_sysctl, XEN_SYSCTL_cpupool_op);
    else if (subject.limits && hard && !fits_affinity(subject.limits, hard))
        rc = refuse(&subject, __HYPERVISOR_domctl, XEN_DOMCTL_setvcpuaffinity);
    rcu_read_unlock(&msm_rcu);
    return rc;
}

/* --- Changes, and the start --- */

static bool fits_change(const struct blob_limits *limits, const struct domain *d, const struct xen_domctl *op)
{
    if (op->cmd == XEN_DOMCTL_max_mem)
        return fits_memory(limits, op->u.max_mem.max_memkb);
    if (!fits_paging(limits, d, paging_kib(op)))
        return false;
    return op->cmd != XEN_DOMCTL_scheduler_op || fits_scheduling(limits, &op->u.scheduler_op);
}

int cf_check msm_limit_change(struct domain *d, const struct xen_domctl *op)
{
    struct subject subject;
    int rc = 0;

    rcu_read_lock(&msm_rcu);
    subject = subject_of(d);
    if (subject.limits && !fits_change(subject.limits, d, op))
        rc = refuse(&subject, __HYPERVISOR_domctl, op->cmd);
    rcu_read_unlock(&msm_rcu);
    return rc;
}

static bool is_within(const struct blob_limits *limits, struct domain *d)
{
    const struct vcpu *v;

    for_each_vcpu (d, v)
        if (!fits_affinity(limits, v->sched_unit->cpu_hard_affinity))
            return false;
    return fits_memory(limits, (uint64_t)d->max_pages << (PAGE_SHIFT - 10)) && is_scheduled_within(limits, d);
}

int msm_limit_start(struct domain *d)
{
    struct subject subject;
    int rc = 0;

    rcu_read_lock(&msm_rcu);
    subject = subject_of(d);
    if (subject.limits && !is_within(subject.limits, d))
        rc = refuse(&subject, __HYPERVISOR_domctl, XEN_DOMCTL_unpausedomain);
    rcu_read_unlock(&msm_rcu);
    return rc;
}
