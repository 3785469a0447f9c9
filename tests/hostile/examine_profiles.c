/* SPDX-License-Identifier: GPL-2.0-only */
/* What must hold of any blob that the core accepts: what profiles decide, and on which terms. */
#include <string.h>
#include "tests/hostile/examine.h"

#define SECOND UINT64_C(1000000000)

static bool allows(const struct msm_policy *policy, uint32_t rule)
{
    return has_effect(policy, rule, BLOB_ALLOW) || has_effect(policy, rule, BLOB_BOOT);
}

static const char *examine_operation(const struct msm_policy *policy, const struct blob_profile *profile,
                                     unsigned int operation)
{
    uint32_t rule = msm_rule(policy, profile, operation);
    enum msm_verdict verdict = msm_decide(profile, operation);

    if (rule >= policy->header->section[BLOB_RULES].count)
        return "a rule that isn't there decides";
    if ((verdict == MSM_ALLOWED) != allows(policy, rule))
        return "the rule named for a verdict doesn't allow what the verdict allows";
    if ((verdict == MSM_DENIED_QUIETLY) != has_effect(policy, rule, BLOB_DENY_QUIETLY))
        return "the rule named for a verdict isn't as quiet as the verdict";
    if (verdict == MSM_ALLOWED && !(msm_known[operation / 64] >> operation % 64 & 1))
        return "an operation without a name is allowed";
    if (strlen(policy->strings + policy->files[policy->rules[rule].file].name) == 0)
        return "a rule's file has no name";
    return NULL;
}

/* A target may only take away from what is allowed. */
static const char *examine_on(const struct msm_policy *policy, const struct blob_profile *profile,
                              unsigned int operation, uint32_t object)
{
    uint32_t rule = BLOB_NONE;
    enum msm_verdict verdict = msm_decide(profile, operation);
    enum msm_verdict on = msm_decide_on(policy, profile, operation, object, &rule);

    if (on != verdict && (on != MSM_DENIED || verdict != MSM_ALLOWED))
        return "an operation is decided otherwise on a domain";
    if ((on == MSM_ALLOWED) != allows(policy, rule))
        return "the rule named for a verdict on a domain doesn't allow what the verdict allows";
    return NULL;
}

static const char *examine_target(const struct msm_policy *policy, const struct blob_profile *profile,
                                  const struct blob_target *target)
{
    const uint32_t *members = policy->members + target->first_member;
    const char *complaint = NULL;
    uint32_t rule;

    for (uint32_t i = 0; i < target->members && i < ASKED; i++) {
        if (!msm_has_member(policy, target->first_member, target->members, members[i]))
            return "a target's member isn't found";
        if (msm_decide_on(policy, profile, target->first, members[i], &rule) != MSM_ALLOWED ||
            msm_decide_on(policy, profile, target->end - 1, members[i], &rule) != MSM_ALLOWED)
            return "an operation is denied on a domain that it is allowed on";
    }
    for (uint32_t object = 0; object <= ASKED && !complaint; object++)
        complaint = examine_on(policy, profile, target->first, object < ASKED ? object : BLOB_NONE);
    return complaint;
}

static const char *examine_operations(const struct msm_policy *policy, const struct blob_profile *profile)
{
    const struct blob_target *targets = policy->targets + profile->first_target;
    const char *complaint = NULL;

    for (unsigned int operation = 0; operation < MSM_OPERATIONS && !complaint; operation++) {
        complaint = examine_operation(policy, profile, operation);
        if (!complaint)
            complaint = examine_on(policy, profile, operation, 0);
    }
    for (uint32_t i = 0; i < profile->targets && i < ASKED && !complaint; i++)
        complaint = examine_target(policy, profile, &targets[i]);
    return complaint;
}

static const char *examine_call(const struct blob_profile *profile, unsigned int hypercall,
                                uint64_t subcommand)
{
    unsigned int operation = msm_operation(hypercall, subcommand);

    if (operation >= MSM_OPERATIONS)
        return "an operation is beyond the table";
    if (msm_decide(profile, operation) == MSM_ALLOWED && !msm_may_enter(profile, hypercall))
        return "an allowed call can't be entered";
    return NULL;
}

/* Every subcommand of the hypercall and those next to its ranges. */
static const char *examine_hypercall(const struct msm_policy *policy, const struct blob_profile *profile,
                                     unsigned int hypercall)
{
    const struct msm_hypercall *call = &msm_hypercalls[hypercall];
    uint64_t ranges[][2] = {{0, call->near_count + 2u},
                            {call->far_number - 1u, (uint64_t)call->far_number + call->far_count + 1},
                            {UINT64_MAX - 2, UINT64_MAX}};
    const char *complaint = NULL;
    uint32_t rule;

    for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++)
        for (uint64_t sub = ranges[i][0]; sub < ranges[i][1] && !complaint; sub++)
            complaint = examine_call(profile, hypercall, sub);
    if (complaint || msm_may_enter(profile, hypercall))
        return complaint;
    msm_refuse_entry(policy, profile, hypercall, &rule);
    return allows(policy, rule) ? "a rule that allows refuses the entry" : NULL;
}

/* Calls at one moment, until one is over a rate: it must be one that the operation has, and end later. */
static const char *examine_moment(const struct msm_policy *policy, const struct blob_profile *profile,
                                  uint64_t *clocks, unsigned int operation, uint64_t now)
{
    bool is_limited = profile->limited[operation / 64] >> operation % 64 & 1, passes = true;
    struct msm_excess excess = {.rate = BLOB_NONE};
    const struct blob_rate *rate;

    for (unsigned int i = 0; i < 8 && passes; i++)
        passes = msm_charge(policy, profile, clocks, operation, now, &excess);
    if (passes)
        return NULL;
    if (!is_limited)
        return "a call is over a rate that it doesn't have";
    if (excess.rate - profile->first_rate >= profile->rates)
        return "a call is over another profile's rate";
    rate = &policy->rates[excess.rate];
    if (operation < rate->first || operation >= rate->end)
        return "a call is over a rate that doesn't cover it";
    if (excess.until <= now)
        return "a call is over its rate until before it";
    return has_effect(policy, rate->rule, BLOB_RATE) ? NULL : "a rate's rule is none";
}

static const char *examine_rates(const struct msm_policy *policy, const struct blob_profile *profile)
{
    static const uint64_t times[] = {0, 1, SECOND, SECOND - 1, 3600 * SECOND, BLOB_MAX_TIME};
    uint64_t clocks[BLOB_MAX_RATES] = {0};
    const char *complaint = NULL;

    for (size_t i = 0; i < sizeof(times) / sizeof(*times) && !complaint; i++) {
        complaint = examine_moment(policy, profile, clocks, 0, times[i]);
        for (uint32_t n = profile->first_rate; n < profile->first_rate + profile->rates && !complaint; n++) {
            complaint = examine_moment(policy, profile, clocks, policy->rates[n].first, times[i]);
            if (!complaint)
                complaint = examine_moment(policy, profile, clocks, policy->rates[n].end - 1, times[i]);
        }
    }
    return complaint;
}

static const char *examine_actions(const struct msm_policy *policy, const struct blob_profile *profile)
{
    static const uint64_t times[] = {0, 0, 0, 1, SECOND, SECOND - 1, 3600 * SECOND, UINT64_MAX};
    struct msm_ledger ledger;
    uint32_t rule;

    memset(&ledger, 0, sizeof(ledger));
    for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++) {
        unsigned int reached =
            msm_count(policy->actions + profile->first_action, profile->actions, &ledger, times[i], &rule);

        if (reached >> BLOB_ACTION_KINDS)
            return "violations lead to something unknown";
        if (reached ? !has_effect(policy, rule, BLOB_RESPONSE) : rule != BLOB_NONE)
            return "the rule named for a response is none";
    }
    return NULL;
}

static const char *examine_profile(const struct msm_policy *policy, const struct blob_profile *profile)
{
    const char *complaint = examine_operations(policy, profile);

    for (unsigned int hypercall = 0; hypercall < MSM_HYPERCALLS && !complaint; hypercall++)
        complaint = examine_hypercall(policy, profile, hypercall);
    if (!complaint)
        complaint = examine_rates(policy, profile);
    return complaint ? complaint : examine_actions(policy, profile);
}

const char *examine_profiles(const struct msm_policy *policy)
{
    const char *complaint = NULL;

    for (uint32_t i = 0; i < policy->header->section[BLOB_PROFILES].count && i < ASKED && !complaint; i++)
        complaint = examine_profile(policy, &policy->profiles[i]);
    return complaint;
}
