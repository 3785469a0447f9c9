/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether the virtual machines of an inventory are those that a policy is for. */
#ifndef XENON_COMPARE_H
#define XENON_COMPARE_H

#include "policyc/inventory/guest.h"

struct comparison {
    const struct msm_policy *policy;
    const struct sources *sources;
    struct diagnostics *diagnostics;
    bool has_source;  /* the policy's own sources are among them: places can be shown */
    bool is_complete; /* all of the inventory was understood: what isn't there is missing */
};

/* Reports whatever differs between the list of guests, with what their host has, and the policy. */
void compare(const struct comparison *comparison, const struct guest *guests, const struct guest_host *host);

#endif
