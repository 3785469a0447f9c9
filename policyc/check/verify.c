/* SPDX-License-Identifier: GPL-2.0-only */
/* Opens the blob as the hypervisor does, and compares what it says of the policy as a whole. */
#include "policyc/check/verify.h"

#include <string.h>
#include "policyc/check/verify_profiles.h"
#include "policyc/check/verify_relations.h"

static bool is_policy_right(const struct model *model, const struct msm_policy *policy)
{
    const struct blob_policy *entry = policy->policy;
    uint32_t flags = model->policy->sealed ? BLOB_SEALED : 0;
    uint32_t default_domain =
        model->default_domain ? (uint32_t)(model->default_domain - model->domains) : BLOB_NONE;
    return strcmp(policy->strings + entry->name, model->policy->name->text) == 0 &&
           entry->version == model->policy->version && entry->flags == flags &&
           entry->control_domain == model->control - model->domains &&
           entry->default_domain == default_domain;
}

const char *verify(const struct model *model, const struct image *image, struct msm_policy *policy)
{
    struct msm_where where;
    if (msm_open(policy, image->bytes, image->size, &where) != MSM_OK)
        return arena_print(&model->compilation->arena, "section %s, byte %u: %s",
                           msm_section_name(where.section), (unsigned)where.offset,
                           msm_fault_text(where.fault));
    if (!is_policy_right(model, policy))
        return "the policy is another";
    const char *fault = verify_profiles(model, policy);
    return fault ? fault : verify_relations(model, policy);
}
