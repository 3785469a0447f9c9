/* SPDX-License-Identifier: GPL-2.0-only */
/* Who may do what, on whom, and how much of it. */
#include <string.h>
#include "policyc/read/decision.h"
#include "policyc/read/items.h"
#include "policyc/read/query_parts.h"
#include "policyc/read/view.h"
#include "policyc/read/wording.h"

/* Operations that a domain may do by one rule. */
struct grant {
    uint32_t domain;
    uint32_t object; /* asked for; BLOB_NONE: any */
    bool sealed;
};

/* Whether it may, by which rule. What it may do on some domains only counts where no domain is asked for. */
static bool may(const struct msm_policy *policy, const struct grant *grant, unsigned int operation,
                uint32_t *rule)
{
    const struct blob_profile *profile = msm_profile(policy, grant->domain, grant->sealed);
    if (grant->object != BLOB_NONE) {
        struct question question = {.subject = grant->domain,
                                    .operation = operation,
                                    .object = grant->object,
                                    .is_self = grant->object == grant->domain,
                                    .sealed = grant->sealed};
        struct decision decision = decide(policy, &question);
        *rule = decision.rule;
        return decision.refusal == REFUSED_NOT;
    }
    *rule = msm_rule(policy, profile, operation);
    return msm_decide(profile, operation) == MSM_ALLOWED;
}

/* The domains that the profile's target entry number `index` names. */
static const char *target_text(const struct query *query, const struct blob_target *target)
{
    const struct msm_policy *policy = query->lookup.policy;
    const char *text = "";
    for (uint32_t i = 0; i < target->members; i++)
        text = arena_print(query->lookup.arena, "%s%s%s", text, i ? ", " : "",
                           msm_label(policy, policy->members[target->first_member + i]));
    return text;
}

static bool has_any(const uint64_t set[BLOB_WORDS])
{
    uint64_t any = 0;
    for (unsigned int i = 0; i < BLOB_WORDS; i++)
        any |= set[i];
    return any;
}

/* Entries of one rule: they differ in their operations only. */
static void collect_rule(const struct msm_policy *policy, const struct blob_profile *profile, uint32_t rule,
                         uint64_t set[BLOB_WORDS])
{
    for (uint32_t i = 0; i < profile->targets; i++) {
        const struct blob_target *target = &policy->targets[profile->first_target + i];
        if (target->rule == rule)
            view_add_range(set, target->first, target->end);
    }
}

static bool is_first_of_rule(const struct msm_policy *policy, const struct blob_profile *profile,
                             uint32_t index)
{
    const struct blob_target *targets = policy->targets + profile->first_target;
    for (uint32_t i = 0; i < index; i++)
        if (targets[i].rule == targets[index].rule)
            return false;
    return true;
}

/* Takes from `left` what is limited to targets, a row for each rule. */
static void add_targets(struct query *query, const struct grant *grant, uint64_t left[BLOB_WORDS])
{
    const struct msm_policy *policy = query->lookup.policy;
    const struct blob_profile *profile = msm_profile(policy, grant->domain, grant->sealed);
    uint64_t all[BLOB_WORDS];
    memcpy(all, left, sizeof(all));
    for (uint32_t i = 0; i < profile->targets; i++) {
        const struct blob_target *target = &policy->targets[profile->first_target + i];
        uint64_t set[BLOB_WORDS] = {0};
        if (!is_first_of_rule(policy, profile, i))
            continue;
        collect_rule(policy, profile, target->rule, set);
        for (unsigned int word = 0; word < BLOB_WORDS; word++) {
            left[word] &= ~set[word];
            set[word] &= all[word];
        }
        if (has_any(set))
            query_add(query, (struct query_row){.subject = msm_label(policy, grant->domain),
                                                .what = items_text(query->lookup.arena, set),
                                                .object = target_text(query, target),
                                                .until_seal = !grant->sealed,
                                                .rule = target->rule});
    }
}

/* A row for each rule that allows some of the operations. `besides` may be named as well. */
static void add_by_rule(struct query *query, const struct grant *grant, const uint64_t *besides,
                        uint64_t left[BLOB_WORDS])
{
    const struct msm_policy *policy = query->lookup.policy;
    uint32_t first, rule;
    for (unsigned int operation = 1; operation < MSM_OPERATIONS; operation++) {
        uint64_t set[BLOB_WORDS] = {0};
        if (!view_has(left, operation))
            continue;
        may(policy, grant, operation, &first);
        for (unsigned int other = operation; other < MSM_OPERATIONS; other++) {
            if (!view_has(left, other) || !may(policy, grant, other, &rule) || rule != first)
                continue;
            view_add_range(set, other, other + 1);
            left[other / 64] &= ~(UINT64_C(1) << other % 64);
        }
        query_add(query, (struct query_row){
                             .subject = msm_label(policy, grant->domain),
                             .what = items_text_besides(query->lookup.arena, set, besides),
                             .object = grant->object == BLOB_NONE ? NULL : msm_label(policy, grant->object),
                             .until_seal = !grant->sealed,
                             .rule = first,
                         });
    }
}

/* Of `operations` those that the domain may do, without those in `except`. */
static void find_allowed(const struct msm_policy *policy, const struct grant *grant,
                         const uint64_t *operations, const uint64_t *except, uint64_t set[BLOB_WORDS])
{
    uint32_t rule;
    memset(set, 0, BLOB_WORDS * sizeof(*set));
    for (unsigned int operation = 1; operation < MSM_OPERATIONS; operation++)
        if (view_has(operations, operation) && !view_has(except, operation) &&
            may(policy, grant, operation, &rule))
            view_add_range(set, operation, operation + 1);
}

static void add_grants(struct query *query, struct grant *grant, const uint64_t *operations,
                       const uint64_t *except, uint64_t allowed[BLOB_WORDS])
{
    uint64_t left[BLOB_WORDS];
    find_allowed(query->lookup.policy, grant, operations, except, allowed);
    memcpy(left, allowed, sizeof(left));
    if (grant->object == BLOB_NONE)
        add_targets(query, grant, left);
    add_by_rule(query, grant, except, left);
}

/* What holds for ever, then what the seal ends. */
static void add_domain(struct query *query, uint32_t domain, uint32_t object, const uint64_t *operations)
{
    static const uint64_t nothing[BLOB_WORDS];
    struct grant grant = {.domain = domain, .object = object, .sealed = true};
    uint64_t always[BLOB_WORDS], until_seal[BLOB_WORDS];
    add_grants(query, &grant, operations, nothing, always);
    grant.sealed = false;
    if (query->lookup.policy->domains[domain].boot_profile != BLOB_NONE)
        add_grants(query, &grant, operations, always, until_seal);
}

void query_who_may(struct query *query, const struct query_names *names)
{
    for (uint32_t i = 0; i < view_count(query->lookup.policy, BLOB_DOMAINS); i++)
        add_domain(query, i, BLOB_NONE, names->operations);
}

/* Of the operations those that act on another domain. */
static void add_domain_on(struct query *query, uint32_t domain, uint32_t object, const uint64_t *operations)
{
    uint64_t some[BLOB_WORDS] = {0};
    for (unsigned int operation = 1; operation < MSM_OPERATIONS; operation++)
        if (view_has(operations, operation) && operation_has_object(operation))
            view_add_range(some, operation, operation + 1);
    add_domain(query, domain, object, some);
}

void query_who_may_on(struct query *query, const struct query_names *names)
{
    for (uint32_t i = 0; i < view_count(query->lookup.policy, BLOB_DOMAINS); i++)
        add_domain_on(query, i, names->domain[0], names->operations);
}

void query_what_may(struct query *query, const struct query_names *names)
{
    add_domain(query, names->domain[0], BLOB_NONE, msm_known);
}

void query_what_may_on(struct query *query, const struct query_names *names)
{
    add_domain_on(query, names->domain[0], names->domain[1], msm_known);
}

/* --- Limits --- */

static void add_limits(struct query *query, uint32_t domain)
{
    const struct msm_policy *policy = query->lookup.policy;
    const struct blob_limits *limits = msm_limits(policy, domain);
    for (enum wording_limit limit = 0; limit < LIMITS && limits; limit++) {
        char text[WORDING_SIZE];
        if (!wording_has_limit(limits, limit))
            continue;
        wording_limit(limits, limit, text);
        query_add(query, (struct query_row){.subject = msm_label(policy, domain),
                                            .what = arena_text(query->lookup.arena, text, strlen(text)),
                                            .rule = policy->domains[domain].rule});
    }
}

static void add_rates(struct query *query, uint32_t domain)
{
    const struct msm_policy *policy = query->lookup.policy;
    const struct blob_profile *profile = msm_profile(policy, domain, true);
    for (uint32_t i = 0; i < profile->rates; i++) {
        const struct blob_rate *rate = &policy->rates[profile->first_rate + i];
        char scope[OPERATION_NAME_SIZE], text[WORDING_SIZE];
        items_scope(rate->first, rate->end, scope);
        query_add(query,
                  (struct query_row){
                      .subject = msm_label(policy, domain),
                      .what = arena_print(query->lookup.arena, "rate %s %s", scope, wording_rate(rate, text)),
                      .rule = rate->rule,
                  });
    }
}

void query_limits(struct query *query, const struct query_names *names)
{
    (void)names;
    for (uint32_t i = 0; i < view_count(query->lookup.policy, BLOB_DOMAINS); i++) {
        add_limits(query, i);
        add_rates(query, i);
    }
}
