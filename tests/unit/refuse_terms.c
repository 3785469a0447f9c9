/* SPDX-License-Identifier: GPL-2.0-only */
/* Refusals of targets, rates and actions. */
#include "tests/unit/refusal.h"

static struct blob_profile *const guest = &parts.profiles[PROFILE_GUEST];
static struct blob_profile *const host = &parts.profiles[PROFILE_HOST];
static struct blob_target *const target = &parts.targets[0];
static struct blob_rate *const rates = parts.rates;
static struct blob_action_at *const actions = parts.actions;

static void targets(void **state)
{
    (void)state;
    REFUSED(target->end, MSM_OPERATIONS + 1, MSM_INDEX, BLOB_TARGETS);
    REFUSED(target->end, UINT32_MAX, MSM_INDEX, BLOB_TARGETS);
    REFUSED(target->first, target->end, MSM_VALUE, BLOB_TARGETS);
    REFUSED(target->first, UINT32_MAX, MSM_VALUE, BLOB_TARGETS);
    REFUSED(target->first, target->first - 1, MSM_CONTRADICTION, BLOB_TARGETS);
    REFUSED_AT(target->end, target->end + 1, MSM_CONTRADICTION, BLOB_TARGETS, target->first);
    REFUSED(target->rule, parts.count[BLOB_RULES], MSM_INDEX, BLOB_TARGETS);
    REFUSED(target->rule, RULE_DENY, MSM_VALUE, BLOB_TARGETS);
    REFUSED(target->rule, RULE_BOOT, MSM_VALUE, BLOB_TARGETS);
    ACCEPTED(target->rule, RULE_ALLOW);
}

static void members_of_targets(void **state)
{
    (void)state;
    REFUSED(target->members, 0, MSM_VALUE, BLOB_TARGETS);
    REFUSED(target->first_member, parts.count[BLOB_MEMBERS] + 1, MSM_INDEX, BLOB_TARGETS);
    REFUSED(target->first_member, UINT32_MAX, MSM_INDEX, BLOB_TARGETS);
    REFUSED_AT(target->first_member, parts.count[BLOB_MEMBERS], MSM_INDEX, BLOB_TARGETS, target->members);
    REFUSED(target->members, parts.count[BLOB_MEMBERS], MSM_INDEX, BLOB_TARGETS);
    REFUSED(target->members, UINT32_MAX, MSM_INDEX, BLOB_TARGETS);
}

static void members(void **state)
{
    (void)state;
    REFUSED(parts.members[3], parts.count[BLOB_DOMAINS], MSM_INDEX, BLOB_MEMBERS);
    REFUSED(parts.members[0], BLOB_NONE, MSM_INDEX, BLOB_MEMBERS);
    REFUSED(parts.members[1], parts.members[0], MSM_ORDER, BLOB_MEMBERS);
    REFUSED(parts.members[3], DOMAIN_0, MSM_ORDER, BLOB_MEMBERS);
}

/* By their first operation, then by their rule, which may be there twice. */
static void order_of_targets(void **state)
{
    uint32_t unmask = msm_operation(EVENT_CHANNEL_OP, UNMASK);
    struct blob_target *next = &target[1];

    (void)state;
    parts_add(&parts, BLOB_TARGETS, next);
    *next = *target;
    guest->targets++;
    host->first_target++;
    expect_sound();
    REFUSED_AT(next->rule, RULE_ALLOW, MSM_ORDER, BLOB_TARGETS, next->first);
    next->rule = RULE_ALLOW;
    target->rule = RULE_ALLOW;
    ACCEPTED(next->rule, RULE_TARGET);
    target->end = unmask + 1;
    REFUSED_AT(target->first, unmask, MSM_ORDER, BLOB_TARGETS, next->first);
}

static void many_targets(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < BLOB_MAX_TARGETS - 1; i++, host->targets++)
        parts_add(&parts, BLOB_TARGETS, &parts.targets[1]);
    expect_sound();
    parts_add(&parts, BLOB_TARGETS, &parts.targets[1]);
    REFUSED(host->targets, host->targets + 1, MSM_VALUE, BLOB_PROFILES);
}

/* Few bytes that point to many members again and again would cost much to prove. */
static void members_pointed_to_too_often(void **state)
{
    uint32_t others = 10, run = BLOB_MAX_MEMBERS / BLOB_MAX_TARGETS; /* others: what the example points to */
    struct blob_target *last;

    (void)state;
    add_domains(run + 1);
    parts.targets[1].first_member = parts.count[BLOB_MEMBERS];
    parts.targets[1].members = run;
    for (uint32_t domain = 1; domain <= run; domain++)
        parts_add(&parts, BLOB_MEMBERS, &domain);
    for (uint32_t i = 0; i < BLOB_MAX_TARGETS - 1; i++, host->targets++)
        parts_add(&parts, BLOB_TARGETS, &parts.targets[1]);
    last = &parts.targets[parts.count[BLOB_TARGETS] - 1];
    ACCEPTED(last->members, run - others);
    REFUSED_AT(last->members, run - others + 1, MSM_TOO_LARGE, BLOB_SERVICES, parts.services[0].delegates);
    REFUSED_AT(last->members, run - 1, MSM_TOO_LARGE, BLOB_SETS, parts.sets[SET_BLUE].members);
    REFUSED(last->members, run, MSM_TOO_LARGE, BLOB_TARGETS);
}

static void values_of_rates(void **state)
{
    (void)state;
    REFUSED(rates[0].period, 0, MSM_VALUE, BLOB_RATES);
    REFUSED(rates[0].count, 0, MSM_VALUE, BLOB_RATES);
    REFUSED(rates[0].burst, 0, MSM_VALUE, BLOB_RATES);
    REFUSED(rates[0].interval, rates[0].interval - 1, MSM_CONTRADICTION, BLOB_RATES);
    REFUSED(rates[0].interval, rates[0].interval + 1, MSM_CONTRADICTION, BLOB_RATES);
    REFUSED(rates[0].interval, 0, MSM_CONTRADICTION, BLOB_RATES);
    REFUSED(rates[0].flags, 2, MSM_VALUE, BLOB_RATES);
    ACCEPTED(rates[0].flags, BLOB_SLOW);
    REFUSED(rates[0].rule, parts.count[BLOB_RULES], MSM_INDEX, BLOB_RATES);
    REFUSED(rates[0].rule, RULE_ALLOW, MSM_VALUE, BLOB_RATES);
}

/* What a burst is worth must fit in a clock's word, beside the present time. */
static void bursts(void **state)
{
    struct blob_rate *rate = &rates[RATE_SEND];

    (void)state;
    rate->count = 1;
    rate->period = rate->interval = BLOB_MAX_TIME / 3;
    ACCEPTED(rate->burst, 3);
    REFUSED(rate->burst, 4, MSM_VALUE, BLOB_RATES);
    REFUSED(rate->burst, UINT32_MAX, MSM_VALUE, BLOB_RATES);
    rate->period = rate->interval = UINT64_MAX;
    REFUSED(rate->burst, 1, MSM_VALUE, BLOB_RATES);
    rate->count = UINT32_MAX;
    rate->interval = (UINT64_MAX - 1) / UINT32_MAX + 1;
    ACCEPTED(rate->burst, 1);
    rate->period = rate->interval = 1;
    ACCEPTED(rate->burst, UINT32_MAX);
}

static void ranges_of_rates(void **state)
{
    (void)state;
    REFUSED(rates[RATE_SEND].end, MSM_OPERATIONS + 1, MSM_INDEX, BLOB_RATES);
    REFUSED(rates[RATE_SEND].first, rates[RATE_SEND].end, MSM_VALUE, BLOB_RATES);
    REFUSED_AT(rates[RATE_ALL].end, MSM_OPERATIONS - 1, MSM_CONTRADICTION, BLOB_PROFILES,
               guest->limited[(MSM_OPERATIONS - 1) / 64]);
    REFUSED_AT(rates[RATE_ALL].first, 1, MSM_CONTRADICTION, BLOB_PROFILES, guest->limited[0]);
    for (uint32_t i = 0; i < BLOB_WORDS * 64; i++)
        REFUSED(guest->limited[i / 64], guest->limited[i / 64] ^ UINT64_C(1) << i % 64, MSM_CONTRADICTION,
                BLOB_PROFILES);
    REFUSED(host->limited[3], 1, MSM_CONTRADICTION, BLOB_PROFILES);
}

/* What is wider comes first, no two are the same, and none reaches out of another. */
static void order_of_rates(void **state)
{
    struct blob_rate *wide = &rates[RATE_CHANNELS], *narrow = &rates[RATE_SEND];

    (void)state;
    REFUSED(narrow->first, wide->first - 1, MSM_ORDER, BLOB_RATES);
    REFUSED(narrow->end, wide->end + 1, MSM_VALUE, BLOB_RATES);
    ACCEPTED(narrow->end, wide->end);
    wide->first = 0;
    expect_sound();
    REFUSED_AT(wide->end, rates[RATE_ALL].end, MSM_ORDER, BLOB_RATES, wide->first);
}

/* Gives the guest one more rate, a copy of another with these operations. */
static struct blob_rate *add_rate(uint32_t first, uint32_t end)
{
    struct blob_rate rate = rates[RATE_ALL];
    uint32_t at;

    rate.first = first;
    rate.end = end;
    at = parts_add(&parts, BLOB_RATES, &rate);
    guest->rates++;
    host->first_rate++;
    return &rates[at];
}

static void depth_of_rates(void **state)
{
    struct blob_rate *narrow = &rates[RATE_SEND], *more = add_rate(narrow->end, narrow->end + 1);

    (void)state;
    expect_sound();
    narrow->end++;
    REFUSED(more->first, more->first, MSM_VALUE, BLOB_RATES);
}

static void many_rates(void **state)
{
    (void)state;
    parts.count[BLOB_RATES] = guest->rates = host->first_rate = 0;
    for (uint32_t i = 0; i < BLOB_MAX_RATES; i++)
        add_rate(i, i + 1);
    parts_derive(&parts, msm_operation(EVENT_CHANNEL_OP, RESET));
    expect_sound();
    add_rate(BLOB_MAX_RATES, BLOB_MAX_RATES + 1);
    REFUSED(guest->rates, guest->rates, MSM_VALUE, BLOB_PROFILES);
}

static void values_of_actions(void **state)
{
    (void)state;
    ACCEPTED(actions[1].window, 1);
    ACCEPTED(actions[1].window, BLOB_MAX_TIME);
    REFUSED(actions[1].window, BLOB_MAX_TIME + 1, MSM_VALUE, BLOB_ACTIONS);
    ACCEPTED(actions[1].action, BLOB_ACTION_KINDS - 1);
    REFUSED(actions[1].action, BLOB_ACTION_KINDS, MSM_VALUE, BLOB_ACTIONS);
    REFUSED(actions[1].count, 0, MSM_VALUE, BLOB_ACTIONS);
    REFUSED(actions[1].reserved, 1, MSM_PADDING, BLOB_ACTIONS);
    REFUSED(actions[1].rule, parts.count[BLOB_RULES], MSM_INDEX, BLOB_ACTIONS);
    REFUSED(actions[1].rule, RULE_ALLOW, MSM_VALUE, BLOB_ACTIONS);
}

static void order_of_actions(void **state)
{
    (void)state;
    REFUSED_AT(actions[0].action, BLOB_DESTROY, MSM_ORDER, BLOB_ACTIONS, actions[1].action);
    actions[1].action = actions[0].action;
    ACCEPTED(actions[1].count, actions[0].count);
    REFUSED_AT(actions[1].count, actions[0].count - 1, MSM_ORDER, BLOB_ACTIONS, actions[1].action);
}

static void many_actions(void **state)
{
    (void)state;
    while (guest->actions < BLOB_MAX_ACTIONS) {
        parts_add(&parts, BLOB_ACTIONS, &actions[1]);
        guest->actions = ++host->first_action;
    }
    expect_sound();
    parts_add(&parts, BLOB_ACTIONS, &actions[1]);
    REFUSED(guest->actions, guest->actions + 1, MSM_VALUE, BLOB_PROFILES);
}

int refuse_terms(void)
{
    const struct CMUnitTest tests[] = {
        TEST(targets),           TEST(members_of_targets),
        TEST(members),           TEST(order_of_targets),
        TEST(many_targets),      TEST(members_pointed_to_too_often),
        TEST(values_of_rates),   TEST(bursts),
        TEST(ranges_of_rates),   TEST(order_of_rates),
        TEST(depth_of_rates),    TEST(many_rates),
        TEST(values_of_actions), TEST(order_of_actions),
        TEST(many_actions),
    };

    return cmocka_run_group_tests_name("terms", tests, NULL, NULL);
}
