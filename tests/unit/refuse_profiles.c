/* SPDX-License-Identifier: GPL-2.0-only */
/* Refusals of profiles and their spans. */
#include "tests/unit/refusal.h"

static struct blob_profile *const guest = &parts.profiles[PROFILE_GUEST];
static struct blob_profile *const host = &parts.profiles[PROFILE_HOST];

static void declarations(void **state)
{
    (void)state;
    REFUSED(host->rule, parts.count[BLOB_RULES], MSM_INDEX, BLOB_PROFILES);
    REFUSED(host->rule, BLOB_NONE, MSM_INDEX, BLOB_PROFILES);
    REFUSED(host->rule, RULE_DENY, MSM_VALUE, BLOB_PROFILES);
}

static void guests_and_bindings(void **state)
{
    (void)state;
    for (uint32_t kind = 0; kind < BLOB_GUESTS; kind++)
        ACCEPTED(guest->guest, kind);
    REFUSED(guest->guest, BLOB_GUESTS, MSM_VALUE, BLOB_PROFILES);
    for (uint32_t binding = 0; binding < BLOB_BINDINGS; binding++)
        ACCEPTED(guest->binds, binding);
    REFUSED(guest->binds, BLOB_BINDINGS, MSM_VALUE, BLOB_PROFILES);
}

/* The operation that nothing may allow or quieten: what no hypercall has, and every hole. */
static void unknown_operations(void **state)
{
    (void)state;
    for (unsigned int operation = 0; operation < BLOB_WORDS * 64; operation++) {
        uint64_t *allowed = &guest->allowed[operation / 64], *quiet = &guest->quiet[operation / 64];
        uint64_t bit = UINT64_C(1) << operation % 64;

        if (msm_known[operation / 64] & bit)
            continue;
        REFUSED(*allowed, *allowed | bit, MSM_VALUE, BLOB_PROFILES);
        REFUSED(*quiet, *quiet | bit, MSM_VALUE, BLOB_PROFILES);
    }
    assert_int_equal(msm_known[0] & 1, 0);
}

static void allowed_and_quiet(void **state)
{
    unsigned int send = msm_operation(EVENT_CHANNEL_OP, SEND);
    uint64_t *quiet = &guest->quiet[send / 64];

    (void)state;
    REFUSED(*quiet, *quiet | UINT64_C(1) << send % 64, MSM_CONTRADICTION, BLOB_PROFILES);
}

static void entry_mask(void **state)
{
    (void)state;
    for (unsigned int n = 0; n < MSM_HYPERCALLS; n++)
        REFUSED(guest->entry, guest->entry ^ UINT64_C(1) << n, MSM_CONTRADICTION, BLOB_PROFILES);
}

/* Spans, and what else profiles have: each has the next ones, and all together have them all. */
static void owners(void **state)
{
    (void)state;
    REFUSED(host->first_span, host->first_span + 1, MSM_VALUE, BLOB_PROFILES);
    REFUSED(host->first_span, host->first_span - 1, MSM_VALUE, BLOB_PROFILES);
    REFUSED(host->spans, host->spans + 1, MSM_INDEX, BLOB_PROFILES);
    REFUSED(host->spans, UINT32_MAX, MSM_INDEX, BLOB_PROFILES);
    REFUSED(host->spans, 0, MSM_VALUE, BLOB_PROFILES);
    REFUSED(guest->spans, 0, MSM_VALUE, BLOB_PROFILES);
    REFUSED(host->first_target, 0, MSM_VALUE, BLOB_PROFILES);
    REFUSED(host->targets, 2, MSM_INDEX, BLOB_PROFILES);
    REFUSED(host->first_rate, 0, MSM_VALUE, BLOB_PROFILES);
    REFUSED(host->rates, 1, MSM_INDEX, BLOB_PROFILES);
    REFUSED(host->first_action, 0, MSM_VALUE, BLOB_PROFILES);
    REFUSED(host->actions, 1, MSM_INDEX, BLOB_PROFILES);
}

static void entries_that_no_profile_has(void **state)
{
    static const enum blob_section_kind kinds[] = {BLOB_SPANS, BLOB_TARGETS, BLOB_RATES, BLOB_ACTIONS};

    (void)state;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
        parts.count[kinds[i]]++;
        expect_unused(kinds[i]);
        parts.count[kinds[i]]--;
    }
}

static void starts_of_spans(void **state)
{
    struct blob_span *spans = &parts.spans[guest->first_span];

    (void)state;
    REFUSED(spans[0].first, 1, MSM_VALUE, BLOB_SPANS);
    REFUSED(spans[2].first, spans[1].first, MSM_ORDER, BLOB_SPANS);
    REFUSED(spans[2].first, spans[1].first - 1, MSM_ORDER, BLOB_SPANS);
    REFUSED(spans[2].first, MSM_OPERATIONS, MSM_INDEX, BLOB_SPANS);
    REFUSED(spans[2].first, UINT32_MAX, MSM_INDEX, BLOB_SPANS);
}

/* The profile's first span whose rule is `rule`. */
static struct blob_span *find_span(const struct blob_profile *profile, uint32_t rule)
{
    for (uint32_t i = profile->first_span; i < profile->first_span + profile->spans; i++)
        if (parts.spans[i].rule == rule)
            return &parts.spans[i];
    fail_msg("no span of the profile has rule %u", (unsigned int)rule);
    return NULL;
}

/* Whether a rule may decide what a span's right rule decides. */
static bool may_stand_for(uint32_t rule, uint32_t right)
{
    bool rule_denies = rule == RULE_DENY || parts.rules[rule].effect == BLOB_DECLARED;
    bool right_denies = right == RULE_DENY || right == RULE_GUEST;

    return rule == right || (rule_denies && right_denies) || (rule == RULE_TARGET && right == RULE_ALLOW);
}

static void rules_of_spans(void **state)
{
    static const uint32_t all[] = {RULE_ALLOW, RULE_DENY, RULE_QUIET, RULE_GUEST};

    (void)state;
    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
        struct blob_span *span = find_span(guest, all[i]);

        REFUSED(span->rule, parts.count[BLOB_RULES], MSM_INDEX, BLOB_SPANS);
        for (uint32_t rule = 0; rule < parts.count[BLOB_RULES]; rule++)
            if (may_stand_for(rule, all[i]))
                ACCEPTED(span->rule, rule);
            else
                REFUSED(span->rule, rule, MSM_CONTRADICTION, BLOB_SPANS);
    }
}

/* Only until the seal may a rule of boot { } decide. */
static void rules_of_boot(void **state)
{
    struct blob_span *span = find_span(&parts.profiles[PROFILE_BOOT], RULE_BOOT);

    (void)state;
    ACCEPTED(span->rule, RULE_ALLOW);
    REFUSED(span->rule, RULE_DOMAIN, MSM_CONTRADICTION, BLOB_SPANS);
    span = find_span(host, RULE_ALLOW);
    REFUSED(span->rule, RULE_BOOT, MSM_CONTRADICTION, BLOB_SPANS);
}

/* A span that reaches one operation too far takes in one that its rule doesn't decide. */
static void span_reaches_too_far(void **state)
{
    struct blob_span *span = find_span(guest, RULE_ALLOW);

    (void)state;
    REFUSED_AT(span[1].first, span[1].first + 1, MSM_CONTRADICTION, BLOB_SPANS, span->rule);
    REFUSED_AT(span->first, span->first - 1, MSM_CONTRADICTION, BLOB_SPANS, span->rule);
}

/* The last span of a profile has no next one to say where it ends: it reaches to the end of the table. */
static void last_spans(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < parts.count[BLOB_PROFILES]; i++) {
        struct blob_span *last = &parts.spans[parts.profiles[i].first_span + parts.profiles[i].spans - 1];

        REFUSED(last->rule, last->rule == RULE_ALLOW ? RULE_DENY : RULE_ALLOW, MSM_CONTRADICTION, BLOB_SPANS);
    }
}

int refuse_profiles(void)
{
    const struct CMUnitTest tests[] = {
        TEST(declarations),
        TEST(guests_and_bindings),
        TEST(unknown_operations),
        TEST(allowed_and_quiet),
        TEST(entry_mask),
        TEST(owners),
        TEST(entries_that_no_profile_has),
        TEST(starts_of_spans),
        TEST(rules_of_spans),
        TEST(rules_of_boot),
        TEST(span_reaches_too_far),
        TEST(last_spans),
    };

    return cmocka_run_group_tests_name("profiles", tests, NULL, NULL);
}
