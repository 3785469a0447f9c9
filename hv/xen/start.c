/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Starts: a domain first runs within its limits, and while no domain of another conflict set does.
 *
 * It claims its sets when it is first let run, and keeps the claim until Xen has torn it down. Paused, or
 * shut down and to be resumed, it may run again at any time: its rivals may not.
 */
#include <xen/errno.h>
#include <xen/sched.h>
#include <xen/vmap.h>
#include <public/domctl.h>

#include "module.h"

bool msm_make_claims(struct msm_live *live)
{
    live->claims = vzalloc((live->policy.header->section[BLOB_SETS].count + 1) * sizeof(*live->claims));
    return live->claims;
}

void msm_end_claim(struct msm_label *label)
{
    uint32_t index = msm_index(label, msm_live);

    if (label->started && index != BLOB_NONE)
        msm_release(&msm_live->policy, msm_live->claims, index);
    label->started = false;
}

/* Xen may keep what is left of a domain for long, as others have mapped its memory. */
static void end_claims_of_dead(void)
{
    struct msm_label *label;

    list_for_each_entry (label, &msm_labels, list)
        if (label->domain->is_dying == DOMDYING_dead)
            msm_end_claim(label);
}

/* Under msm_lock. One that is dying runs no more, whatever is done to it. */
static int claim(struct msm_label *label)
{
    uint32_t index = msm_index(label, msm_live), set;

    if (label->started || label->domain->is_dying)
        return 0;
    end_claims_of_dead();
    if (!msm_may_start(&msm_live->policy, msm_live->claims, index, &set))
        return msm_refuse(msm_label_of(current->domain), msm_live, MSM_DENIED, __HYPERVISOR_domctl,
                          XEN_DOMCTL_unpausedomain, label->domain, msm_live->policy.sets[set].rule);
    msm_claim(&msm_live->policy, msm_live->claims, index);
    label->started = true;
    msm_log_life(XENON_STARTED, label, msm_caller());
    return 0;
}

int cf_check msm_start(struct domain *d)
{
    struct msm_label *label = msm_label_of(d);
    int rc;

    if (ACCESS_ONCE(label->started))
        return 0;
    rc = msm_limit_start(d);
    if (rc)
        return rc;
    spin_lock(&msm_lock);
    rc = claim(label);
    spin_unlock(&msm_lock);
    return rc;
}

bool msm_carry_claims(const struct msm_live *candidate, struct msm_outcome *outcome)
{
    const struct msm_policy *policy = &candidate->policy;
    const struct msm_label *label;
    uint32_t index, set;

    end_claims_of_dead();
    memset(candidate->claims, 0, policy->header->section[BLOB_SETS].count * sizeof(*candidate->claims));
    list_for_each_entry (label, &msm_labels, list) {
        index = label->started ? msm_find_domain(policy, label->name, strlen(label->name)) : BLOB_NONE;
        if (index == BLOB_NONE)
            continue;
        if (!msm_may_start(policy, candidate->claims, index, &set)) {
            outcome->domid = label->domain->domain_id;
            outcome->where.fault = MSM_IN_CONFLICT;
            outcome->where.section = BLOB_SETS;
            outcome->where.offset = (const uint8_t *)&policy->sets[set] - (const uint8_t *)policy->header;
            return false;
        }
        msm_claim(policy, candidate->claims, index);
    }
    return true;
}
