/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Labels: which entry of the policy a domain is. A domain keeps its label, by name, through every swap.
 *
 * Stock tools name a label by a SID that they asked for first. Ours says which generation of the
 * policy it belongs to, so that one from before a swap can't stand for another domain's entry.
 */
#include <xen/errno.h>
#include <xen/lib.h>
#include <xen/xmalloc.h>

#include "module.h"

/* Stock tools pass these without having asked: unlabelled guests and stub domains. */
#define FIRST_SID_ASKED_FOR 0x10000u

/* The lower half of a SID, and its value for no entry: BLOB_MAX_DOMAINS leaves it free. */
#define NO_INDEX 0xffffu

LIST_HEAD(msm_labels);

uint32_t msm_sid(const struct msm_live *live, uint32_t index)
{
    return (live->generation % 0xffff + 1) << 16 | (index & NO_INDEX);
}

uint32_t msm_sid_index(const struct msm_live *live, uint32_t sid)
{
    uint32_t index = sid & NO_INDEX;

    if (index >= live->policy.header->section[BLOB_DOMAINS].count || msm_sid(live, index) != sid)
        return BLOB_NONE;
    return index;
}

int cf_check msm_alloc_label(struct domain *d)
{
    struct msm_label *label;

    if (is_system_domain(d)) /* Xen's own: they make no hypercalls */
        return 0;
    label = xzalloc_flex_struct(struct msm_label, vcpu, d->max_vcpus);
    if (!label)
        return -ENOMEM;
    INIT_LIST_HEAD(&label->list);
    msm_init_violations(label);
    label->domain = d;
    d->ssid = label;
    return 0;
}

void cf_check msm_free_label(struct domain *d)
{
    struct msm_label *label = msm_label_of(d);
    unsigned int which;

    if (!label)
        return;
    msm_end_label(label, XENON_NO_DOMAIN);
    spin_lock(&msm_lock);
    msm_end_claim(label);
    msm_end_delegations(label);
    list_del(&label->list);
    spin_unlock(&msm_lock);
    d->ssid = NULL;
    for (which = 0; which < MSM_NOTES; which++)
        msm_free_notes(label, which);
    xfree(label);
}

/* Whether the policy keeps the entry for one virtual machine, known by its UUID. */
static bool has_uuid(const struct msm_policy *policy, uint32_t index)
{
    uint32_t i;

    for (i = 0; i < policy->header->section[BLOB_UUIDS].count; i++)
        if (policy->uuids[i].domain == index)
            return true;
    return false;
}

/*
 * The entry for a new domain, or BLOB_NONE if the policy doesn't want it. A UUID that the policy names
 * decides; a label that was asked for must then be the same, and a label with a UUID is nobody else's.
 */
static uint32_t choose_entry(const struct msm_live *live, const struct domain *d, uint32_t ssidref)
{
    uint32_t by_uuid = msm_find_uuid(&live->policy, d->handle);
    uint32_t by_sid;

    if (d->domain_id == 0)
        return live->policy.policy->control_domain;
    if (ssidref < FIRST_SID_ASKED_FOR)
        return by_uuid != BLOB_NONE ? by_uuid : live->policy.policy->default_domain;
    by_sid = msm_sid_index(live, ssidref);
    if (by_sid == by_uuid)
        return by_sid;
    if (by_sid == BLOB_NONE || by_uuid != BLOB_NONE || has_uuid(&live->policy, by_sid))
        return BLOB_NONE;
    return by_sid;
}

/* The control domain's entry is domain 0's alone, however it is asked for. */
static uint32_t choose(const struct msm_live *live, const struct domain *d, uint32_t ssidref)
{
    uint32_t index = choose_entry(live, d, ssidref);

    return index == live->policy.policy->control_domain && d->domain_id ? BLOB_NONE : index;
}

static void set_entry(struct msm_label *label, const struct msm_live *live, uint32_t index)
{
    struct msm_entry *entry = &label->entry[live->generation & 1];

    entry->index = index;
    entry->profile = index == BLOB_NONE ? NULL : msm_profile(&live->policy, index, live->sealed);
    msm_set_ways(label, live);
}

static void open_gate(struct msm_label *label)
{
    unsigned long flags;

    spin_lock_irqsave(&label->lock, flags);
    msm_set_gate(label);
    spin_unlock_irqrestore(&label->lock, flags);
}

int cf_check msm_label_domain(struct domain *d, uint32_t ssidref)
{
    struct msm_label *label = msm_label_of(d);
    uint32_t index;
    int rc = -EPERM;

    spin_lock(&msm_lock);
    index = choose(msm_live, d, ssidref);
    if (index != BLOB_NONE) {
        strlcpy(label->name, msm_label(&msm_live->policy, index), sizeof(label->name));
        set_entry(label, msm_live, index);
        label->entry[~msm_live->generation & 1].index = BLOB_NONE; /* a policy that leaves never knew it */
        msm_bind_response(label, msm_live, true);
        open_gate(label);
        list_add(&label->list, &msm_labels);
        rc = msm_shadow_label(label);
    }
    spin_unlock(&msm_lock);
    return rc;
}

domid_t msm_caller(void)
{
    return is_idle_domain(current->domain) ? XENON_NO_DOMAIN : current->domain->domain_id;
}

void msm_end_label(struct msm_label *label, domid_t peer)
{
    if (test_and_clear_bool(label->alive))
        msm_log_life(XENON_ENDED, label, peer);
}

bool msm_next_label(domid_t *domid, struct xenon_domain *entry)
{
    struct msm_label *label, *found = NULL;

    spin_lock(&msm_lock);
    list_for_each_entry (label, &msm_labels, list)
        if (label->domain->domain_id >= *domid &&
            (!found || label->domain->domain_id < found->domain->domain_id))
            found = label;
    if (found) {
        memset(entry, 0, sizeof(*entry));
        entry->domid = *domid = found->domain->domain_id;
        strlcpy(entry->label, found->name, sizeof(entry->label));
        msm_describe(found, entry);
    }
    spin_unlock(&msm_lock);
    return found;
}

/*
 * A dying domain makes no more calls, and may stay long, held by another's mapping of its memory: it must not
 * keep a policy that no longer knows it from being loaded.
 */
bool msm_runs(const struct msm_label *label, const struct msm_live *live)
{
    return !label->domain->is_dying && msm_index(label, live) != BLOB_NONE;
}

void msm_relabel_all(const struct msm_live *candidate)
{
    struct msm_label *label;

    list_for_each_entry (label, &msm_labels, list)
        set_entry(label, candidate, msm_find_domain(&candidate->policy, label->name, strlen(label->name)));
}

void msm_carry_all(const struct msm_live *candidate)
{
    struct msm_label *label;

    list_for_each_entry (label, &msm_labels, list) {
        if (MSM_HAS_RATES)
            msm_carry_clocks(label, msm_live, candidate);
        msm_bind_response(label, candidate, false);
        msm_carry_delegation(label, candidate);
    }
}

void msm_open_gates(void)
{
    struct msm_label *label;

    list_for_each_entry (label, &msm_labels, list)
        open_gate(label);
}
