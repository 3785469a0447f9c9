/* SPDX-License-Identifier: GPL-2.0-only */
/* Who creates domains. */
#include "policyc/read/manage.h"

enum manage_extent manage_extent(const struct msm_policy *policy, const struct blob_profile *profile)
{
    if (msm_decide(profile, MSM_OP_domctl_createdomain) != MSM_ALLOWED)
        return MANAGES_NONE;
    for (uint32_t i = 0; i < profile->targets; i++)
        if (manage_names(&policy->targets[profile->first_target + i]))
            return MANAGES_SOME;
    return MANAGES_ALL;
}
