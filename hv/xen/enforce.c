/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which policies this hypervisor can enforce. A policy may say more than the module acts on: in force it
 * would promise what nobody keeps, so it is refused as a whole, at boot and at a swap.
 *
 * Networks, tags and groups are not the hypervisor's to enforce.
 */
#include "module.h"

/* Sections that must be empty: nothing here acts on their entries. */
static const uint8_t not_enforced[] = {BLOB_TARGETS, BLOB_RATES,       BLOB_ACTIONS,  BLOB_LIMITS,
                                       BLOB_SETS,    BLOB_CONNECTIONS, BLOB_SERVICES, BLOB_DEVICES};

static bool refuse(const struct msm_policy *policy, struct msm_where *where, uint32_t section,
                   const void *entry)
{
    where->fault = MSM_NOT_ENFORCED;
    where->section = section;
    where->offset = (const uint8_t *)entry - (const uint8_t *)policy->header;
    return false;
}

/* Until the module can be sealed, what a boot profile allows would be allowed for ever. */
static bool has_no_boot_profile(const struct msm_policy *policy, struct msm_where *where)
{
    uint32_t i;

    for (i = 0; i < policy->header->section[BLOB_DOMAINS].count; i++)
        if (policy->domains[i].boot_profile != BLOB_NONE)
            return refuse(policy, where, BLOB_DOMAINS, &policy->domains[i].boot_profile);
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
    return has_no_boot_profile(policy, where);
}
