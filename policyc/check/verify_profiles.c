/* SPDX-License-Identifier: GPL-2.0-only */
/* Compares a blob's decisions with the model's, place by place; and rates, responses, and who has which
 * profile. */
#include "policyc/check/verify_profiles.h"

#include <string.h>
#include "policyc/check/identity.h"
#include "policyc/check/lower.h"

/* On so many domains limited operations are tried. */
#define TRIED 4u

static enum msm_verdict verdict_of(const struct rule *rule)
{
    if (rule->effect == BLOB_ALLOW || rule->effect == BLOB_BOOT)
        return MSM_ALLOWED;
    return rule->effect == BLOB_DENY_QUIETLY ? MSM_DENIED_QUIETLY : MSM_DENIED;
}

static bool same_place(const struct model *model, const struct msm_policy *policy, const struct rule *rule,
                       uint32_t number)
{
    const struct blob_rule *entry = &policy->rules[number];
    struct identity place = identity_of(model->compilation, rule->place);
    return entry->line == place.line &&
           entry->column == (place.column < UINT16_MAX ? place.column : UINT16_MAX) &&
           entry->effect == rule->effect &&
           strcmp(policy->strings + policy->files[entry->file].name, place.file) == 0;
}

/* The same for the operations that one rule decides, up to `end`. */
static unsigned int compare_run(const struct model *model, const struct msm_policy *policy,
                                const struct blob_profile *entry, const struct run *run, unsigned int end)
{
    uint32_t before = BLOB_NONE;
    for (unsigned int operation = run->first; operation < end; operation++) {
        uint32_t number = msm_rule(policy, entry, operation);
        if (msm_decide(entry, operation) != verdict_of(run->rule))
            return operation;
        if (number != before && !same_place(model, policy, run->rule, number))
            return operation;
        before = number;
    }
    return MSM_OPERATIONS;
}

/* The first operation that blob and model decide differently, or MSM_OPERATIONS. */
static unsigned int compare_decisions(const struct model *model, const struct msm_policy *policy,
                                      const struct profile *profile, const struct blob_profile *entry)
{
    const struct runs *runs = &profile->decided;
    unsigned int found = MSM_OPERATIONS;
    for (size_t i = 0; i < runs->count && found == MSM_OPERATIONS; i++)
        found = compare_run(model, policy, entry, &runs->list[i],
                            i + 1 < runs->count ? runs->list[i + 1].first : MSM_OPERATIONS);
    return found;
}

/* Whether a rule limits the operation to domains of which this is one. */
static bool is_limited_to(const struct profile *profile, unsigned int operation, uint32_t domain)
{
    for (size_t i = 0; i < profile->limited_rule_count; i++) {
        const struct rule *rule = profile->limited_rules[i];
        if (operations_has(rule->operations, operation) && members_has(&rule->on->members, domain))
            return true;
    }
    return false;
}

static bool is_decided_on(const struct msm_policy *policy, const struct profile *profile,
                          const struct blob_profile *entry, unsigned int operation, uint32_t domain)
{
    uint32_t rule;
    enum msm_verdict verdict = msm_decide_on(policy, entry, operation, domain, &rule);
    return verdict == (is_limited_to(profile, operation, domain) ? MSM_ALLOWED : MSM_DENIED);
}

static bool is_target_right(const struct model *model, const struct msm_policy *policy,
                            const struct target *target, const struct blob_target *made)
{
    const struct members *members = &target->rule->on->members;
    return made->first == target->first && made->end == target->end && made->members == members->count &&
           memcmp(policy->members + made->first_member, members->list,
                  members->count * sizeof(*members->list)) == 0 &&
           same_place(model, policy, target->rule, made->rule);
}

/* The targets themselves, without repetitions; and what the core makes of them, tried with some domains. */
static bool are_targets_right(const struct model *model, const struct msm_policy *policy,
                              const struct profile *profile, const struct blob_profile *entry)
{
    const struct blob_target *made = policy->targets + entry->first_target;
    const struct blob_target *end = made + entry->targets;
    for (size_t i = 0; i < profile->target_count; i++) {
        const struct target *target = &profile->targets[i];
        bool is_repetition = i && made > policy->targets + entry->first_target &&
                             is_target_right(model, policy, target, made - 1);
        if (is_repetition)
            continue;
        if (made == end || !is_target_right(model, policy, target, made++))
            return false;
        for (uint32_t domain = 0; domain < model->domain_count && domain < TRIED; domain++)
            if (!is_decided_on(policy, profile, entry, target->first, domain))
                return false;
        if (!is_decided_on(policy, profile, entry, target->end - 1, target->rule->on->members.list[0]))
            return false;
    }
    return made == end;
}

static bool are_rates_right(const struct model *model, const struct msm_policy *policy,
                            const struct profile *profile, const struct blob_profile *entry)
{
    const struct rates *rates = &profile->rates;
    for (size_t i = 0; i < rates->count && i < entry->rates; i++) {
        const struct rate *rate = rates->list[i];
        const struct blob_rate *made = &policy->rates[entry->first_rate + i];
        if (made->first != rate->first || made->end != rate->end || made->count != rate->count ||
            made->period != rate->period || made->burst != rate->burst ||
            made->flags != (rate->slow ? BLOB_SLOW : 0u) ||
            !same_place(model, policy, &rate->declared, made->rule))
            return false;
    }
    return entry->rates == rates->count;
}

static bool are_responses_right(const struct model *model, const struct msm_policy *policy,
                                const struct profile *profile, const struct blob_profile *entry)
{
    const struct responses *responses = &profile->responses;
    for (size_t i = 0; i < responses->count && i < entry->actions; i++) {
        const struct response *response = responses->list[i];
        const struct blob_action_at *made = &policy->actions[entry->first_action + i];
        if (made->action != (uint32_t)response->action || made->count != response->count ||
            made->window != response->window || !same_place(model, policy, &response->declared, made->rule))
            return false;
    }
    return entry->actions == responses->count && entry->binds == (uint32_t)responses->binds;
}

static const char *compare_profile(const struct model *model, const struct msm_policy *policy,
                                   const struct profile *profile, const struct blob_profile *entry)
{
    struct arena *arena = &model->compilation->arena;
    unsigned int operation = compare_decisions(model, policy, profile, entry);
    if (operation < MSM_OPERATIONS)
        return arena_print(arena, "operation %u of profile `%s` is decided otherwise", operation,
                           profile->name);
    if (strcmp(policy->strings + entry->name, profile->name) != 0 ||
        entry->guest != (uint32_t)profile->guest ||
        !same_place(model, policy, &profile->declared, entry->rule))
        return arena_print(arena, "profile `%s` is another", profile->name);
    if (!are_targets_right(model, policy, profile, entry))
        return arena_print(arena, "targets of profile `%s` differ", profile->name);
    if (!are_rates_right(model, policy, profile, entry))
        return arena_print(arena, "rates of profile `%s` differ", profile->name);
    if (!are_responses_right(model, policy, profile, entry))
        return arena_print(arena, "responses of profile `%s` differ", profile->name);
    return NULL;
}

/* Whether the domain has its profiles, before the seal and after it. */
static bool has_profiles(const struct msm_policy *policy, const struct domain *domain, uint32_t index)
{
    const struct profile *boot = domain->boot ? domain->boot : domain->profile;
    return msm_profile(policy, index, true) == &policy->profiles[domain->profile->number] &&
           msm_profile(policy, index, false) == &policy->profiles[boot->number];
}

const char *verify_profiles(const struct model *model, const struct msm_policy *policy)
{
    struct arena *arena = &model->compilation->arena;
    if (policy->header->section[BLOB_PROFILES].count != model->held_count)
        return "profiles got lost";
    for (size_t i = 0; i < model->held_count; i++) {
        const char *fault = compare_profile(model, policy, model->held[i], &policy->profiles[i]);
        if (fault)
            return fault;
    }
    for (uint32_t i = 0; i < model->domain_count; i++)
        if (!has_profiles(policy, &model->domains[i], i))
            return arena_print(arena, "domain `%s` has another profile", model->domains[i].name);
    return NULL;
}
