/* SPDX-License-Identifier: GPL-2.0-only */
/* What must hold of any blob that the core accepts: here, that all is found by its name. See examine.h. */
#include <stdlib.h>
#include <string.h>
#include "tests/hostile/examine.h"

static const char *examine_label(const struct msm_policy *policy, uint32_t domain)
{
    const char *label = msm_label(policy, domain);
    char longer[BLOB_MAX_NAME + 2];
    size_t length = strlen(label);
    uint32_t found;

    if (length == 0 || length > BLOB_MAX_NAME)
        return "a label is empty or too long";
    if (msm_find_domain(policy, label, length) != domain)
        return "a domain isn't found by its label";
    memcpy(longer, label, length);
    longer[length - 1] = '~';
    longer[length] = '~';
    found = msm_find_domain(policy, longer, length + 1);
    if (policy->domains[domain].flags & BLOB_FLEET && length < BLOB_MAX_NAME && found == BLOB_NONE)
        return "a fleet's label is of no domain";
    if (found != BLOB_NONE && found >= policy->header->section[BLOB_DOMAINS].count)
        return "a label is of a domain that isn't there";
    return NULL;
}

static const char *examine_domain(const struct msm_policy *policy, uint32_t domain)
{
    const struct blob_domain *entry = &policy->domains[domain];
    const struct blob_limits *limits = msm_limits(policy, domain);

    if (strlen(policy->strings + entry->tag) > BLOB_MAX_NAME ||
        strlen(policy->strings + entry->group) > BLOB_MAX_NAME)
        return "a tag or group is too long";
    if (limits && (limits->vcpus == 0 || limits->memory == 0))
        return "a domain may have nothing to run on";
    if (msm_profile(policy, domain, true) != &policy->profiles[entry->profile])
        return "a sealed domain has another profile";
    return examine_label(policy, domain);
}

static const char *examine_policy(const struct msm_policy *policy)
{
    const struct blob_section *sections = policy->header->section;
    const char *complaint = NULL;

    for (uint32_t i = 0; i < sections[BLOB_DOMAINS].count && !complaint; i++)
        complaint = examine_domain(policy, i);
    for (uint32_t i = 0; i < sections[BLOB_UUIDS].count && !complaint; i++)
        if (msm_find_uuid(policy, policy->uuids[i].uuid) != policy->uuids[i].domain)
            complaint = "a domain isn't found by its UUID";
    if (complaint)
        return complaint;
    if (msm_find_domain(policy, "Domain-0", 8) != policy->policy->control_domain)
        return "the control domain isn't Domain-0";
    if (strlen(policy->strings + policy->policy->name) == 0)
        return "the policy has no name";
    complaint = examine_profiles(policy);
    return complaint ? complaint : examine_relations(policy);
}

static const char *examine_refusal(const struct msm_where *where, size_t size)
{
    if (where->section >= BLOB_SECTIONS && where->section != BLOB_NONE)
        return "a refusal names a section that doesn't exist";
    return where->offset <= size ? NULL : "a refusal names a place outside the blob";
}

const char *examine(const uint8_t *bytes, size_t size, struct msm_where *where)
{
    uint8_t *copy = malloc(size ? size : 1);
    struct msm_policy policy;
    const char *complaint;

    if (!copy)
        abort();
    memcpy(copy, bytes, size);
    if (msm_open(&policy, copy, size, where) == MSM_OK)
        complaint = examine_policy(&policy);
    else
        complaint = examine_refusal(where, size);
    free(copy);
    return complaint;
}
