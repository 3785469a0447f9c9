/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The candidate: a policy that decides nothing. It is asked about each operation that the live one decides,
 * about targets and about connections, and where it says otherwise is noted. Its rates, responses, limits and
 * conflict sets aren't tried. A domain whose label it doesn't know, it denies everything.
 */
#include <xen/errno.h>
#include <xen/sched.h>
#include <xen/vmap.h>

#include "module.h"

struct msm_live *__read_mostly msm_candidate;

/* A candidate that some CPU may still read. At most one; under msm_lock. */
static struct msm_live *leaving;

/* Taking it, and letting go --------------------------------------------------------------------------------
 */

static void set_entry(struct msm_label *label, const struct msm_policy *policy)
{
    uint32_t index = msm_find_domain(policy, label->name, strlen(label->name));

    label->shadow.index = index;
    label->shadow.profile = index == BLOB_NONE ? NULL : msm_profile(policy, index, msm_live->sealed);
}

/* .helds is changed by the domain's calls, too. */
static void set_shadowed(struct msm_label *label, bool on)
{
    unsigned long flags;

    spin_lock_irqsave(&label->lock, flags);
    label->helds = on ? label->helds | MSM_SHADOWED : label->helds & ~MSM_SHADOWED;
    msm_set_gate(label);
    spin_unlock_irqrestore(&label->lock, flags);
}

/* False: there is no memory. */
static bool prepare(struct msm_label *label, const struct msm_live *candidate)
{
    set_entry(label, &candidate->policy);
    return msm_make_notes(label, MSM_WOULD_DENY) && msm_make_notes(label, MSM_WOULD_ALLOW);
}

int msm_shadow_label(struct msm_label *label)
{
    if (!msm_candidate)
        return 0;
    if (!prepare(label, msm_candidate))
        return -ENOMEM;
    set_shadowed(label, true);
    return 0;
}

void msm_reshadow_all(void)
{
    struct msm_label *label;

    if (msm_candidate)
        list_for_each_entry (label, &msm_labels, list)
            set_entry(label, &msm_candidate->policy);
}

bool msm_shadow_under_way(void)
{
    return ACCESS_ONCE(leaving) != NULL;
}

static void cf_check left(struct rcu_head *rcu)
{
    spin_lock(&msm_lock);
    leaving = NULL;
    spin_unlock(&msm_lock);
    msm_drop_candidate(container_of(rcu, struct msm_live, rcu));
}

static void forget_notes(void)
{
    struct msm_label *label;

    list_for_each_entry (label, &msm_labels, list) {
        set_shadowed(label, false);
        msm_free_notes(label, MSM_WOULD_DENY);
        msm_free_notes(label, MSM_WOULD_ALLOW);
    }
}

/* Under msm_lock. Labels keep their entries until the next candidate: some CPU may be reading them. */
static void let_go(void)
{
    forget_notes();
    leaving = msm_candidate;
    rcu_assign_pointer(msm_candidate, NULL);
    call_rcu(&leaving->rcu, left);
    msm_hasten();
}

/* Under msm_lock. Every label has its entry before any call is compared: a call may be about any of them. */
static int publish(struct msm_live *candidate)
{
    struct msm_label *label;

    list_for_each_entry (label, &msm_labels, list)
        if (!prepare(label, candidate)) {
            forget_notes();
            return -ENOMEM;
        }
    rcu_assign_pointer(msm_candidate, candidate);
    list_for_each_entry (label, &msm_labels, list)
        set_shadowed(label, true);
    return 0;
}

/* Takes over the candidate, which takes the place of another when that has left. */
static int take(struct msm_live *candidate)
{
    int rc;

    spin_lock(&msm_lock);
    if (msm_candidate)
        let_go();
    rc = leaving ? -ERESTART : publish(candidate);
    spin_unlock(&msm_lock);
    if (rc)
        msm_drop_candidate(candidate);
    return rc;
}

int msm_shadow(struct xenon_replace *op)
{
    struct msm_live *candidate = NULL;
    struct msm_where where = {};
    int rc;

    if (op->flags || op->confirm)
        return -EINVAL;
    op->fault = op->section = op->offset = op->domain = op->peer = op->means = op->count = 0;
    if (!op->size) {
        spin_lock(&msm_lock);
        if (msm_candidate)
            let_go();
        spin_unlock(&msm_lock);
        return 0;
    }
    if (msm_shadow_under_way())
        return -ERESTART;
    rc = msm_take_blob(op->blob, op->size, &candidate, &where);
    op->fault = where.fault;
    op->section = where.section;
    op->offset = where.offset;
    if (!rc && !where.fault)
        return take(candidate);
    if (candidate)
        msm_drop_candidate(candidate);
    return rc;
}

/* Asking it ------------------------------------------------------------------------------------------------
 */

static void compare(struct msm_label *label, unsigned int operation, bool allowed, bool would)
{
    if (allowed != would)
        msm_note(label, allowed ? MSM_WOULD_DENY : MSM_WOULD_ALLOW, operation);
}

static bool would_allow(const struct msm_entry *entry, unsigned int operation)
{
    return entry->profile && msm_decide(entry->profile, operation) == MSM_ALLOWED;
}

void msm_compare_entry(struct msm_label *label, unsigned int num)
{
    const struct msm_entry *entry = msm_shadow_of(label);

    if (entry->profile && msm_may_enter(entry->profile, num))
        msm_note(label, MSM_WOULD_ALLOW, msm_hypercalls[num].first);
}

void msm_compare(struct msm_label *label, unsigned int operation, bool allowed)
{
    compare(label, operation, allowed, would_allow(msm_shadow_of(label), operation));
}

void msm_compare_reach(struct msm_label *label, unsigned int operation, bool allowed, bool would)
{
    if (would_allow(msm_shadow_of(label), operation)) /* else it was noted at the gate */
        compare(label, operation, allowed, would);
}

void msm_compare_target(struct msm_label *label, const struct msm_label *target, unsigned int operation,
                        bool allowed)
{
    const struct msm_live *candidate = rcu_dereference(msm_candidate);
    const struct msm_entry *entry = msm_shadow_of(label);
    uint32_t object = target ? msm_shadow_of(target)->index : BLOB_NONE, rule;

    if (!candidate || !would_allow(entry, operation)) /* then it was noted at the gate */
        return;
    compare(label, operation, allowed,
            msm_decide_on(&candidate->policy, entry->profile, operation, object, &rule) == MSM_ALLOWED);
}
