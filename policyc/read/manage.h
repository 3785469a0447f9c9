/* SPDX-License-Identifier: GPL-2.0-only */
/* Who creates domains, and whom: the question of msm_manages() for all domains at once. */
#ifndef XENON_MANAGE_H
#define XENON_MANAGE_H

#include "msm.h"

enum manage_extent { MANAGES_NONE, MANAGES_SOME, MANAGES_ALL };

/* Which domains the profile allows to create. */
enum manage_extent manage_extent(const struct msm_policy *policy, const struct blob_profile *profile);

/* Whether the target is one of those whose domains a profile with MANAGES_SOME allows to create. */
static inline bool manage_names(const struct blob_target *target)
{
    return target->first <= MSM_OP_domctl_createdomain && MSM_OP_domctl_createdomain < target->end;
}

#endif
