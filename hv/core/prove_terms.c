/* SPDX-License-Identifier: GPL-2.0-only */
/* Proving the terms on which profiles allow: on which domains, how often, and what violations lead to. */
#include "bits.h"
#include "proof.h"

/* Whether [*first, *end) is a range of operations. */
static bool prove_range(struct proof *proof, uint32_t section, const uint32_t *first, const uint32_t *end)
{
    if (*end > MSM_OPERATIONS)
        return proof_refuse(proof, MSM_INDEX, section, end);
    if (*first >= *end)
        return proof_refuse(proof, MSM_VALUE, section, first);
    return true;
}

static bool prove_target(struct proof *proof, const struct blob_profile *profile,
                         const struct blob_target *target)
{
    if (!prove_range(proof, BLOB_TARGETS, &target->first, &target->end))
        return false;
    if (!bits_all(profile->allowed, target->first, target->end))
        return proof_refuse(proof, MSM_CONTRADICTION, BLOB_TARGETS, &target->first);
    if (target->members == 0)
        return proof_refuse(proof, MSM_VALUE, BLOB_TARGETS, &target->members);
    return proof_run(proof, BLOB_TARGETS, &target->first_member, &target->members) &&
           proof_rule(proof, BLOB_TARGETS, &target->rule, BLOB_ALLOW);
}

bool proof_targets(struct proof *proof, const struct blob_profile *profile)
{
    const struct blob_target *targets;

    if (!proof_slice(proof, BLOB_TARGETS, &profile->first_target, &profile->targets))
        return false;
    if (profile->targets > BLOB_MAX_TARGETS)
        return proof_refuse(proof, MSM_VALUE, BLOB_PROFILES, &profile->targets);
    targets = proof->policy.targets + profile->first_target;
    for (uint32_t i = 0; i < profile->targets; i++) {
        if (!prove_target(proof, profile, &targets[i]))
            return false;
        /* One rule may be there twice, from two uses of a template. */
        if (i && (targets[i].first < targets[i - 1].first ||
                  (targets[i].first == targets[i - 1].first && targets[i].rule < targets[i - 1].rule)))
            return proof_refuse(proof, MSM_ORDER, BLOB_TARGETS, &targets[i].first);
    }
    return true;
}

static bool prove_rate(struct proof *proof, const struct blob_rate *rate)
{
    if (rate->period == 0)
        return proof_refuse(proof, MSM_VALUE, BLOB_RATES, &rate->period);
    if (rate->count == 0)
        return proof_refuse(proof, MSM_VALUE, BLOB_RATES, &rate->count);
    if (rate->interval != (rate->period - 1) / rate->count + 1)
        return proof_refuse(proof, MSM_CONTRADICTION, BLOB_RATES, &rate->interval);
    if (rate->burst == 0 || rate->interval > BLOB_MAX_TIME / rate->burst)
        return proof_refuse(proof, MSM_VALUE, BLOB_RATES, &rate->burst);
    if (rate->flags & ~(uint32_t)BLOB_SLOW)
        return proof_refuse(proof, MSM_VALUE, BLOB_RATES, &rate->flags);
    return prove_range(proof, BLOB_RATES, &rate->first, &rate->end) &&
           proof_rule(proof, BLOB_RATES, &rate->rule, BLOB_RATE);
}

/* The rates that a rate lies in, by where they end: the narrowest is the last. */
struct nest {
    uint32_t ends[BLOB_MAX_NESTED];
    uint32_t depth;
};

/* Whether the rate lies inside the narrowest that reaches it, or behind all. Rates come sorted. */
static bool prove_nested(struct proof *proof, struct nest *nest, const struct blob_rate *rate)
{
    while (nest->depth && nest->ends[nest->depth - 1] <= rate->first)
        nest->depth--;
    if (nest->depth && nest->ends[nest->depth - 1] < rate->end)
        return proof_refuse(proof, MSM_VALUE, BLOB_RATES, &rate->end);
    if (nest->depth == BLOB_MAX_NESTED)
        return proof_refuse(proof, MSM_VALUE, BLOB_RATES, &rate->first);
    nest->ends[nest->depth++] = rate->end;
    return true;
}

static bool prove_limited(struct proof *proof, const struct blob_profile *profile)
{
    const struct blob_rate *rates = proof->policy.rates + profile->first_rate;
    uint64_t limited[BLOB_WORDS] = {0};

    for (uint32_t i = 0; i < profile->rates; i++)
        bits_add(limited, rates[i].first, rates[i].end);
    for (uint32_t i = 0; i < BLOB_WORDS; i++)
        if (profile->limited[i] != limited[i])
            return proof_refuse(proof, MSM_CONTRADICTION, BLOB_PROFILES, &profile->limited[i]);
    return true;
}

bool proof_rates(struct proof *proof, const struct blob_profile *profile)
{
    struct nest nest = {.depth = 0};
    const struct blob_rate *rates;

    if (!proof_slice(proof, BLOB_RATES, &profile->first_rate, &profile->rates))
        return false;
    if (profile->rates > BLOB_MAX_RATES)
        return proof_refuse(proof, MSM_VALUE, BLOB_PROFILES, &profile->rates);
    rates = proof->policy.rates + profile->first_rate;
    for (uint32_t i = 0; i < profile->rates; i++) {
        if (!prove_rate(proof, &rates[i]))
            return false;
        if (i && (rates[i].first < rates[i - 1].first ||
                  (rates[i].first == rates[i - 1].first && rates[i].end >= rates[i - 1].end)))
            return proof_refuse(proof, MSM_ORDER, BLOB_RATES, &rates[i].first);
        if (!prove_nested(proof, &nest, &rates[i]))
            return false;
    }
    return prove_limited(proof, profile);
}

static bool prove_action(struct proof *proof, const struct blob_action_at *action)
{
    if (action->window > BLOB_MAX_TIME)
        return proof_refuse(proof, MSM_VALUE, BLOB_ACTIONS, &action->window);
    if (action->action >= BLOB_ACTION_KINDS)
        return proof_refuse(proof, MSM_VALUE, BLOB_ACTIONS, &action->action);
    if (action->count == 0)
        return proof_refuse(proof, MSM_VALUE, BLOB_ACTIONS, &action->count);
    if (action->reserved)
        return proof_refuse(proof, MSM_PADDING, BLOB_ACTIONS, &action->reserved);
    return proof_rule(proof, BLOB_ACTIONS, &action->rule, BLOB_RESPONSE);
}

bool proof_actions(struct proof *proof, const struct blob_profile *profile)
{
    const struct blob_action_at *actions;

    if (!proof_slice(proof, BLOB_ACTIONS, &profile->first_action, &profile->actions))
        return false;
    if (profile->actions > BLOB_MAX_ACTIONS)
        return proof_refuse(proof, MSM_VALUE, BLOB_PROFILES, &profile->actions);
    actions = proof->policy.actions + profile->first_action;
    for (uint32_t i = 0; i < profile->actions; i++) {
        if (!prove_action(proof, &actions[i]))
            return false;
        /* The same may follow from several counts, and from one count in several windows. */
        if (i && (actions[i].action < actions[i - 1].action ||
                  (actions[i].action == actions[i - 1].action && actions[i].count < actions[i - 1].count)))
            return proof_refuse(proof, MSM_ORDER, BLOB_ACTIONS, &actions[i].action);
    }
    return true;
}
