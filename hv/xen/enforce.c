/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which policies this hypervisor can enforce. A policy may say more than the module acts on: in force it
 * would promise what nobody keeps, so it is refused as a whole, at boot and at a swap.
 *
 * Networks, tags and the times at which services restart are not the hypervisor's to enforce.
 */
#include "module.h"

static bool refuse(const struct msm_policy *policy, struct msm_where *where, uint32_t section,
                   const void *entry)
{
    where->fault = MSM_NOT_ENFORCED;
    where->section = section;
    where->offset = (const uint8_t *)entry - (const uint8_t *)policy->header;
    return false;
}

/* What would take the host along is never done to Domain-0, and the host is rebooted for Domain-0 only. */
static bool can_respond(const struct msm_policy *policy, uint32_t domain, bool sealed,
                        struct msm_where *where)
{
    const struct blob_profile *profile = msm_profile(policy, domain, sealed);
    const struct blob_action_at *action = policy->actions + profile->first_action;
    bool controls = domain == policy->policy->control_domain;
    uint32_t i;

    for (i = 0; i < profile->actions; i++, action++)
        if (action->action != BLOB_LOG && controls != (action->action == BLOB_REBOOT_HOST))
            return refuse(policy, where, BLOB_ACTIONS, &action->action);
    return true;
}

bool msm_can_enforce(const struct msm_policy *policy, struct msm_where *where)
{
    uint32_t i;

    if (!MSM_HAS_RATES && policy->header->section[BLOB_RATES].count)
        return refuse(policy, where, BLOB_RATES, policy->rates);
    for (i = 0; i < policy->header->section[BLOB_DOMAINS].count; i++)
        if (!can_respond(policy, i, false, where) || !can_respond(policy, i, true, where))
            return false;
    return true;
}
