/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Starts: a domain first runs within its limits, and while no domain of another conflict set does.
 *
 * It claims its sets when it is first let run, and keeps the claim until Xen has torn it down. Paused, or
 * shut down and to be resumed, it may run again at any time: its rivals may not.
 *
 * A service domain that runs while a guest does that it serves is the guest's group's, as long as it lives:
 * who took it over has what the guest gave it. No policy mixes groups, but another may follow.
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

/* The group of a guest that the other serves, or NULL. */
static const char *served_group(const struct msm_live *live, const struct msm_label *server,
                                const struct msm_label *guest)
{
    const struct msm_policy *policy = &live->policy;
    const struct blob_service *service = msm_service(policy, msm_index(server, live));
    uint32_t index = msm_index(guest, live);

    if (!service || !msm_has_member(policy, service->first_client, service->clients, index) ||
        !policy->domains[index].group)
        return NULL;
    return policy->strings + policy->domains[index].group;
}

void msm_group_all(const struct msm_live *live)
{
    struct msm_label *server, *guest;
    const char *group;

    list_for_each_entry (server, &msm_labels, list) {
        if (!server->started || server->group[0] || !msm_service(&live->policy, msm_index(server, live)))
            continue;
        list_for_each_entry (guest, &msm_labels, list) {
            group = guest->started ? served_group(live, server, guest) : NULL;
            if (group)
                strlcpy(server->group, group, sizeof(server->group));
        }
    }
}

/* The rule by which a domain that is another group's would serve the guest, or BLOB_NONE. */
static uint32_t find_stranger(const struct msm_live *live, const struct msm_label *guest)
{
    const struct msm_label *server;
    const char *group;
    uint32_t rule;

    list_for_each_entry (server, &msm_labels, list) {
        group = server->group[0] && !server->domain->is_dying ? served_group(live, server, guest) : NULL;
        if (!group || !strcmp(group, server->group))
            continue;
        msm_may_reach(&live->policy, msm_index(server, live), msm_index(guest, live), 0, live->sealed, &rule);
        return rule;
    }
    return BLOB_NONE;
}

/* What keeps the domain from running, or BLOB_NONE. A policy that was restored may not know it. */
static uint32_t find_obstacle(const struct msm_label *label)
{
    uint32_t index = msm_index(label, msm_live), set;

    if (index == BLOB_NONE)
        return msm_live->policy.domains[msm_index(msm_label_of(current->domain), msm_live)].rule;
    if (!msm_may_start(&msm_live->policy, msm_live->claims, index, &set))
        return msm_live->policy.sets[set].rule;
    return find_stranger(msm_live, label);
}

/* Under msm_lock. One that is dying runs no more, whatever is done to it. */
static int claim(struct msm_label *label)
{
    uint32_t rule;

    if (label->started || label->domain->is_dying)
        return 0;
    end_claims_of_dead();
    rule = find_obstacle(label);
    if (rule != BLOB_NONE)
        return msm_refuse(msm_label_of(current->domain), msm_live, MSM_DENIED, __HYPERVISOR_domctl,
                          XEN_DOMCTL_unpausedomain, label->domain, rule);
    msm_claim(&msm_live->policy, msm_live->claims, msm_index(label, msm_live));
    label->started = true;
    msm_group_all(msm_live);
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

/* From the oldest on: of two that are in conflict it is the younger that doesn't fit. */
void msm_carry_claims(const struct msm_live *candidate)
{
    const struct msm_policy *policy = &candidate->policy;
    struct msm_label *label;

    end_claims_of_dead();
    memset(candidate->claims, 0, policy->header->section[BLOB_SETS].count * sizeof(*candidate->claims));
    list_for_each_entry_reverse(label, &msm_labels, list)
    {
        uint32_t index = msm_index(label, candidate), set;

        label->misfit =
            label->started && (index == BLOB_NONE || !msm_may_start(policy, candidate->claims, index, &set) ||
                               find_stranger(candidate, label) != BLOB_NONE);
        if (label->started && !label->misfit)
            msm_claim(policy, candidate->claims, index);
    }
}
