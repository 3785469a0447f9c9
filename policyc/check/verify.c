/* SPDX-License-Identifier: GPL-2.0-only */
/* Compares a blob's decisions with the model's, place by place. */
#include "policyc/check/verify.h"

#include <string.h>
#include "msm.h"
#include "policyc/check/lower.h"

static enum msm_verdict verdict_of(const struct rule *rule)
{
    if (rule->effect == BLOB_ALLOW)
        return MSM_ALLOWED;
    return rule->effect == BLOB_DENY_QUIETLY ? MSM_DENIED_QUIETLY : MSM_DENIED;
}

static bool same_place(const struct model *model, const struct msm_policy *policy, const struct rule *rule,
                       const struct blob_rule *entry)
{
    const struct sources *sources = &model->compilation->sources;
    struct position position = source_position(sources, rule->place);
    return entry->line == position.line && entry->column == position.column &&
           entry->effect == rule->effect &&
           strcmp(policy->strings + policy->files[entry->file].name, sources->list[rule->place.file]->name) ==
               0;
}

/* The first operation that blob and model decide differently, or MSM_OPERATIONS. */
static unsigned int compare_decisions(const struct model *model, const struct msm_policy *policy,
                                      const struct domain *domain, uint32_t index)
{
    const struct rule *before = NULL;
    uint32_t number_before = BLOB_NONE;
    for (unsigned int operation = 0; operation < MSM_OPERATIONS; operation++) {
        const struct rule *rule = lower_find(domain->profile, operation);
        uint32_t number = msm_rule(policy, index, operation);
        if (msm_decide(policy, index, operation) != verdict_of(rule))
            return operation;
        bool is_compared = rule == before && number == number_before;
        if (!is_compared && !same_place(model, policy, rule, &policy->rules[number]))
            return operation;
        before = rule;
        number_before = number;
    }
    return MSM_OPERATIONS;
}

/* Domains that share a profile share its decisions in the blob: one of them stands for all. */
static const char *compare_domains(const struct model *model, const struct msm_policy *policy)
{
    struct arena *arena = &model->compilation->arena;
    bool *seen = arena_array(arena, model->profile_count, sizeof(*seen));
    for (size_t i = 0; i < model->domain_count; i++) {
        const struct domain *domain = &model->domains[i];
        uint32_t index = msm_find_domain(policy, domain->name, strlen(domain->name));
        if (index == BLOB_NONE || policy->domains[index].profile != domain->profile - model->profiles)
            return arena_print(arena, "domain `%s` got lost", domain->name);
        if (domain->uuid_source && msm_find_uuid(policy, domain->uuid) != index)
            return arena_print(arena, "the UUID of domain `%s` got lost", domain->name);
        if (seen[policy->domains[index].profile])
            continue;
        seen[policy->domains[index].profile] = true;
        unsigned int operation = compare_decisions(model, policy, domain, index);
        if (operation < MSM_OPERATIONS)
            return arena_print(arena, "operation %u of domain `%s` is decided otherwise", operation,
                               domain->name);
    }
    return NULL;
}

const char *verify(const struct model *model, const struct image *image)
{
    struct msm_policy policy;
    struct msm_where where;
    if (msm_open(&policy, image->bytes, image->size, &where) != MSM_OK)
        return arena_print(&model->compilation->arena, "section %s, byte %u: %s",
                           msm_section_name(where.section), (unsigned)where.offset,
                           msm_fault_text(where.fault));
    return compare_domains(model, &policy);
}
