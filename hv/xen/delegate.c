/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Delegation: who may do something to a domain by name hands it on, for this domain, to another that the
 * policy says it delegates to. What it adds is on whom: nobody gets an operation that its own profile lacks,
 * nor what has been handed to it itself in order to hand it on.
 *
 * A domain is handed to one at a time. Each use is decided by the policy that is then in force; a policy by
 * which it could not have been handed on ends it for good, as does the end of either domain.
 */
#include <xen/errno.h>
#include <xen/nospec.h>
#include <xen/sched.h>

#include "module.h"

static uint32_t find_giver(const struct msm_policy *policy, const char *giver)
{
    return msm_find_domain(policy, giver, strlen(giver));
}

bool msm_is_handed(const struct msm_live *live, struct msm_label *label, unsigned int operation)
{
    const struct msm_label *caller = msm_label_of(current->domain);
    char giver[BLOB_MAX_NAME + 1];
    unsigned long flags;
    bool is_manager;

    if (likely(ACCESS_ONCE(label->manager) != caller))
        return false;
    spin_lock_irqsave(&label->lock, flags);
    is_manager = label->manager == caller;
    memcpy(giver, label->giver, sizeof(giver));
    spin_unlock_irqrestore(&label->lock, flags);
    return is_manager && msm_decide(msm_profile_of(caller, live), operation) == MSM_ALLOWED &&
           msm_hands_on(&live->policy, find_giver(&live->policy, giver), msm_index(caller, live),
                        live->sealed, operation, msm_index(label, live));
}

/* Under msm_lock. No giver: it is taken back. */
static void set_manager(struct msm_label *label, const struct msm_label *manager, const char *giver)
{
    unsigned long flags;

    spin_lock_irqsave(&label->lock, flags);
    label->manager = manager;
    strlcpy(label->giver, giver, sizeof(label->giver));
    spin_unlock_irqrestore(&label->lock, flags);
}

void msm_end_delegations(const struct msm_label *manager)
{
    struct msm_label *label;

    list_for_each_entry (label, &msm_labels, list)
        if (label->manager == manager)
            set_manager(label, NULL, "");
}

void msm_carry_delegation(struct msm_label *label, const struct msm_live *candidate)
{
    const struct msm_policy *policy = &candidate->policy;

    if (label->manager &&
        !msm_may_delegate(policy, find_giver(policy, label->giver), msm_index(label->manager, candidate)))
        set_manager(label, NULL, "");
}

/* Under msm_lock. `manager` may be NULL. */
static int hand_on(struct msm_label *label, const struct msm_label *manager)
{
    struct msm_label *caller = msm_label_of(current->domain);
    uint32_t index = msm_index(caller, msm_live);

    if (manager && !msm_may_delegate(&msm_live->policy, index, msm_index(manager, msm_live)))
        return msm_refuse(caller, msm_live, MSM_DENIED, __HYPERVISOR_xsm_op, XENON_OP_delegate, label->domain,
                          msm_live->policy.domains[index].rule);
    set_manager(label, manager, manager ? caller->name : "");
    msm_log_ordered(label, XENON_OP_delegate, manager ? manager->domain->domain_id : XENON_NO_DOMAIN);
    return 0;
}

static int delegate(struct domain *d, const struct domain *manager)
{
    int rc = msm_may_act_on(d, __HYPERVISOR_xsm_op, XENON_OP_delegate);

    if (rc)
        return rc;
    if (d == current->domain || d == manager || is_hardware_domain(d))
        return -EINVAL;
    spin_lock(&msm_lock);
    if (d->is_dying || (manager && manager->is_dying))
        rc = -ESRCH;
    else
        rc = hand_on(msm_label_of(d), manager ? msm_label_of(manager) : NULL);
    spin_unlock(&msm_lock);
    return rc;
}

static struct domain *find(uint32_t domid)
{
    return domid < DOMID_FIRST_RESERVED ? rcu_lock_domain_by_id(domid) : NULL;
}

int msm_delegate(const struct xenon_target *target)
{
    struct domain *d = find(target->domid), *manager = find(target->value);
    int rc = -ESRCH;

    if (d && (manager || target->value == XENON_NO_DOMAIN))
        rc = delegate(d, manager);
    if (manager)
        rcu_unlock_domain(manager);
    if (d)
        rcu_unlock_domain(d);
    return rc;
}
