/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which policies this hypervisor can enforce. A policy may say more than the module acts on: in force it
 * would promise what nobody keeps, so it is refused as a whole, at boot and at a swap.
 *
 * Networks, tags and groups are not the hypervisor's to enforce.
 */
#include "module.h"

/* Sections that must be empty: nothing here acts on their entries. */
static const uint8_t not_enforced[] = {BLOB_DEVICES};

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

static bool can_respond_to_all(const struct msm_policy *policy, struct msm_where *where)
{
    uint32_t i;

    for (i = 0; i < policy->header->section[BLOB_DOMAINS].count; i++)
        if (!can_respond(policy, i, false, where) || !can_respond(policy, i, true, where))
            return false;
    return true;
}

/* Whom a service serves is among the connections. Nothing restarts it, and it hands nothing on. */
static bool can_serve_all(const struct msm_policy *policy, struct msm_where *where)
{
    const struct blob_service *service = policy->services;
    uint32_t i;

    for (i = 0; i < policy->header->section[BLOB_SERVICES].count; i++, service++)
        if (service->restart || service->delegates)
            return refuse(policy, where, BLOB_SERVICES, service);
    return true;
}

bool msm_can_enforce(const struct msm_policy *policy, struct msm_where *where)
{
    uint32_t i;

    for (i = 0; i < ARRAY_SIZE(not_enforced); i++) {
        const struct blob_section *section = &policy->header->section[not_enforced[i]];

        if (section->count)
            return refuse(policy, where, section->kind, (const uint8_t *)policy->header + section->offset);
    }
    return can_serve_all(policy, where) && can_respond_to_all(policy, where);
}
