/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Learning: what the policy denies a domain is let in, and noted, a count for each operation and never more.
 *
 * That is for what its own profile denies it, and for calls over its rates. By none of it the domain reaches
 * another one, or what the host is run by, and Xen's own rules hold: separation, limits and conflict sets
 * are as ever.
 */
#include <xen/errno.h>
#include <xen/guest_access.h>
#include <xen/sched.h>
#include <xen/xmalloc.h>

#include "module.h"

/* Entries that one call copies at most: it can't be preempted. */
#define ENTRIES_A_CALL 128u

void msm_note(struct msm_label *label, enum msm_notes which, unsigned int operation)
{
    unsigned long flags;
    uint32_t *counts;

    spin_lock_irqsave(&label->lock, flags);
    counts = label->notes[which];
    if (counts && counts[operation] != UINT32_MAX)
        counts[operation]++;
    spin_unlock_irqrestore(&label->lock, flags);
}

/* Puts the counts, which may be NULL, in the place of others, which are freed. */
static void set_counts(struct msm_label *label, enum msm_notes which, uint32_t *counts)
{
    unsigned long flags;
    uint32_t *old;

    spin_lock_irqsave(&label->lock, flags);
    old = label->notes[which];
    label->notes[which] = counts;
    spin_unlock_irqrestore(&label->lock, flags);
    xfree(old);
}

bool msm_make_notes(struct msm_label *label, enum msm_notes which)
{
    uint32_t *counts = xzalloc_array(uint32_t, MSM_OPERATIONS);

    if (counts)
        set_counts(label, which, counts);
    return counts;
}

void msm_free_notes(struct msm_label *label, enum msm_notes which)
{
    set_counts(label, which, NULL);
}

/* By these the host is run, and other domains are built and controlled. */
static bool is_for_control(unsigned int hypercall)
{
    switch (hypercall) {
    case __HYPERVISOR_platform_op:
    case __HYPERVISOR_xsm_op:
    case __HYPERVISOR_xenoprof_op:
    case __HYPERVISOR_sysctl:
    case __HYPERVISOR_domctl:
    case __HYPERVISOR_kexec_op:
    case __HYPERVISOR_tmem_op:
    case __HYPERVISOR_dm_op:
    case __HYPERVISOR_hypfs_op:
        return true;
    default:
        return hypercall >= __HYPERVISOR_arch_0;
    }
}

bool msm_learns(const struct msm_label *label, unsigned int hypercall)
{
    return label->learning && !is_for_control(hypercall);
}

bool msm_learn(struct msm_label *label, unsigned int hypercall, unsigned int operation)
{
    bool is_known = msm_known[operation / 64] >> operation % 64 & 1;

    if (!is_known || !msm_learns(label, hypercall))
        return false;
    msm_note(label, MSM_LEARNED, operation);
    return true;
}

int msm_set_learning(struct msm_label *label, bool on)
{
    if (on && !msm_make_notes(label, MSM_LEARNED))
        return -ENOMEM;
    label->learning = on;
    return 0;
}

static uint32_t read_count(struct msm_label *label, enum msm_notes which, unsigned int operation)
{
    unsigned long flags;
    uint32_t count;

    spin_lock_irqsave(&label->lock, flags);
    count = label->notes[which] ? label->notes[which][operation] : 0;
    spin_unlock_irqrestore(&label->lock, flags);
    return count;
}

static int read_notes(struct msm_label *label, enum msm_notes which, struct xenon_learned *op)
{
    struct xenon_count *to = (struct xenon_count *)(unsigned long)op->buffer, entry = {};
    uint32_t room = min(op->room, ENTRIES_A_CALL);

    op->count = 0;
    for (entry.operation = op->first; entry.operation < MSM_OPERATIONS && op->count < room;
         entry.operation++) {
        entry.count = read_count(label, which, entry.operation);
        if (entry.count && raw_copy_to_guest(&to[op->count++], &entry, sizeof(entry)))
            return -EFAULT;
    }
    return 0;
}

int msm_read_notes(struct xenon_learned *op)
{
    struct domain *d = op->domid < DOMID_FIRST_RESERVED ? rcu_lock_domain_by_id(op->domid) : NULL;
    int rc = -EINVAL;

    if (!d)
        return -ESRCH;
    if (op->which == XENON_LIVE && op->kind == XENON_WOULD_DENY)
        rc = read_notes(msm_label_of(d), MSM_LEARNED, op);
    else if (op->which == XENON_CANDIDATE && op->kind == XENON_WOULD_DENY)
        rc = read_notes(msm_label_of(d), MSM_WOULD_DENY, op);
    else if (op->which == XENON_CANDIDATE && op->kind == XENON_WOULD_ALLOW)
        rc = read_notes(msm_label_of(d), MSM_WOULD_ALLOW, op);
    rcu_unlock_domain(d);
    return rc;
}
