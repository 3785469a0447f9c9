/* SPDX-License-Identifier: GPL-2.0-only */
/* Which operation a hypercall is, and what a proven policy says of it, and of doing it to another domain. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "tests/unit/build_blob.h"

enum { HVM_OP = 34, SCHED_OP = 29, SCHED_OP_COMPAT = 6, EVENT_CHANNEL_OP_COMPAT = 16, PHYSDEV_OP = 33 };
enum { PHYSDEV_OP_COMPAT = 19, PAGING_DOMCTL_CONT = 49, UNUSED_NUMBER = 63, SHADOW_OP = 10, RESET_CONT = 14 };

static struct parts parts;
static struct msm_policy policy; /* of the example */
static const struct blob_profile *guest, *host;

static bool is_known(unsigned int operation)
{
    return msm_known[operation / 64] >> operation % 64 & 1;
}

static int open_example(void **state)
{
    struct msm_where where;
    uint32_t size;
    uint8_t *blob;

    parts_example(&parts);
    blob = parts_assemble(&parts, &size);
    *state = blob;
    if (msm_open(&policy, blob, size, &where) != MSM_OK)
        return -1;
    guest = &policy.profiles[PROFILE_GUEST];
    host = &policy.profiles[PROFILE_HOST];
    return 0;
}

static int close_example(void **state)
{
    free(*state);
    return 0;
}

static void subcommands_are_operations(void **state)
{
    unsigned int send = msm_operation(EVENT_CHANNEL_OP, SEND),
                 unmask = msm_operation(EVENT_CHANNEL_OP, UNMASK);

    (void)state;
    assert_true(is_known(send));
    assert_int_equal(unmask - send, UNMASK - SEND);
    assert_int_equal(msm_operation(XSM_OP, 0x101) - msm_operation(XSM_OP, 0x100), 1);
    assert_true(is_known(msm_operation(XSM_OP, 0x100)));
    assert_true(is_known(msm_operation(DOMCTL, 1)));
    assert_true(is_known(msm_operation(DOMCTL, 1000)));
}

static void a_call_without_subcommands_ignores_the_argument(void **state)
{
    unsigned int operation = msm_operation(MMU_UPDATE, 0);

    (void)state;
    assert_true(is_known(operation));
    assert_int_equal(msm_operation(MMU_UPDATE, 1), operation);
    assert_int_equal(msm_operation(MMU_UPDATE, UINT64_MAX), operation);
}

static void aliases_are_folded(void **state)
{
    (void)state;
    assert_int_equal(msm_operation(EVENT_CHANNEL_OP_COMPAT, SEND), msm_operation(EVENT_CHANNEL_OP, SEND));
    assert_int_equal(msm_operation(SCHED_OP_COMPAT, 0), msm_operation(SCHED_OP, 0));
    assert_int_equal(msm_operation(PHYSDEV_OP_COMPAT, 4), msm_operation(PHYSDEV_OP, 4));
    assert_int_equal(msm_operation(PAGING_DOMCTL_CONT, SHADOW_OP), msm_operation(DOMCTL, SHADOW_OP));
    assert_true(is_known(msm_operation(SCHED_OP_COMPAT, 0)));
}

/* Xen's handlers take an int, or look at fewer bits still: a guest can't hide a subcommand behind the others.
 */
static void bits_that_xen_ignores(void **state)
{
    uint64_t dirt = UINT64_C(0xdeadbeef00000000);

    (void)state;
    assert_int_equal(msm_operation(EVENT_CHANNEL_OP, dirt | SEND), msm_operation(EVENT_CHANNEL_OP, SEND));
    assert_int_equal(msm_operation(MEMORY_OP, dirt | 0xffffffc0 | EXCHANGE),
                     msm_operation(MEMORY_OP, EXCHANGE));
    assert_int_equal(msm_operation(GRANT_TABLE_OP, dirt | 0xfffff000 | 5), msm_operation(GRANT_TABLE_OP, 5));
    assert_int_equal(msm_operation(HVM_OP, dirt | 1), 0);
    assert_true(is_known(msm_operation(HVM_OP, 1)));
}

/* Xen resumes a long reset of event channels by a number of its own: it must be decided like the reset. */
static void continuations_are_folded(void **state)
{
    (void)state;
    assert_int_equal(msm_operation(EVENT_CHANNEL_OP, RESET_CONT), msm_operation(EVENT_CHANNEL_OP, RESET));
    assert_int_equal(msm_operation(EVENT_CHANNEL_OP_COMPAT, RESET_CONT),
                     msm_operation(EVENT_CHANNEL_OP, RESET));
    assert_true(is_known(msm_operation(EVENT_CHANNEL_OP, RESET)));
}

static void unknown_is_operation_0(void **state)
{
    (void)state;
    assert_int_equal(msm_operation(UNUSED_NUMBER, 0), 0);
    assert_int_equal(msm_operation(UNUSED_NUMBER, UINT64_MAX), 0);
    assert_int_equal(msm_operation(EVENT_CHANNEL_OP, 0xfff), 0);
    assert_int_equal(msm_operation(EVENT_CHANNEL_OP, 0x80000000), 0);
    assert_int_equal(msm_operation(EVENT_CHANNEL_OP, 0xffffffff), 0);
    assert_int_equal(msm_operation(XSM_OP, 0xff), 0);
    assert_int_equal(msm_operation(DOMCTL, 999), 0);
}

/* What the table says for a subcommand, worked out with branches. */
static unsigned int expect_operation(unsigned int n, uint64_t subcommand)
{
    const struct msm_hypercall *call = &msm_hypercalls[n];
    uint64_t value = subcommand & call->mask;

    if (call->place == MSM_NOWHERE)
        return call->first;
    if (value == call->continuation)
        value = call->continues;
    if (value < call->near_count)
        return call->first + (unsigned int)value;
    if (value >= call->far_number && value < (uint64_t)call->far_number + call->far_count)
        return call->first + call->near_count + (unsigned int)value - call->far_number;
    return 0;
}

static void the_whole_table(void **state)
{
    static const uint64_t dirt[] = {
        0, 0xffff, 1u << 31, UINT64_C(1) << 32, UINT64_C(1) << 62, UINT64_C(1) << 63};

    (void)state;
    for (unsigned int n = 0; n < MSM_HYPERCALLS; n++)
        for (uint64_t subcommand = 0; subcommand < 4200; subcommand++)
            for (size_t i = 0; i < sizeof(dirt) / sizeof(*dirt); i++) {
                unsigned int operation = msm_operation(n, subcommand ^ dirt[i]);

                assert_int_equal(operation, expect_operation(n, subcommand ^ dirt[i]));
                assert_true(operation < MSM_OPERATIONS);
                assert_int_equal(msm_operation(n, ~subcommand), expect_operation(n, ~subcommand));
            }
}

/* No two hypercalls share an operation unless one is the other's alias; no known operation is out of reach.
 */
static void operations_are_disjoint(void **state)
{
    static unsigned int owner[MSM_OPERATIONS];

    (void)state;
    for (unsigned int n = 0; n < MSM_HYPERCALLS; n++)
        for (uint64_t subcommand = 0; subcommand < 4096; subcommand++) {
            unsigned int operation = msm_operation(n, subcommand), canonical = msm_hypercalls[n].hypercall;

            assert_true(operation == 0 || owner[operation] == 0 || owner[operation] == canonical + 1);
            owner[operation] = canonical + 1;
        }
    for (unsigned int operation = 1; operation < MSM_OPERATIONS; operation++)
        assert_true(!is_known(operation) || owner[operation]);
}

static void verdicts(void **state)
{
    (void)state;
    assert_int_equal(msm_decide(guest, msm_operation(EVENT_CHANNEL_OP, SEND)), MSM_ALLOWED);
    assert_int_equal(msm_decide(guest, msm_operation(EVENT_CHANNEL_OP, UNMASK)), MSM_ALLOWED);
    assert_int_equal(msm_decide(guest, msm_operation(MMU_UPDATE, 0)), MSM_ALLOWED);
    assert_int_equal(msm_decide(guest, msm_operation(MEMORY_OP, EXCHANGE)), MSM_DENIED_QUIETLY);
    assert_int_equal(msm_decide(guest, msm_operation(EVENT_CHANNEL_OP, RESET)), MSM_DENIED);
    assert_int_equal(msm_decide(guest, msm_operation(EVENT_CHANNEL_OP, SEND + 1)), MSM_DENIED);
    assert_int_equal(msm_decide(guest, msm_operation(DOMCTL, 1)), MSM_DENIED);
    assert_int_equal(msm_decide(host, msm_operation(DOMCTL, 1)), MSM_ALLOWED);
    assert_int_equal(msm_decide(host, 0), MSM_DENIED);
}

static void host_may_do_what_is_known_and_nothing_else(void **state)
{
    (void)state;
    for (unsigned int operation = 0; operation < MSM_OPERATIONS; operation++)
        assert_int_equal(msm_decide(host, operation), is_known(operation) ? MSM_ALLOWED : MSM_DENIED);
}

static void entries(void **state)
{
    (void)state;
    assert_true(msm_may_enter(guest, EVENT_CHANNEL_OP));
    assert_true(msm_may_enter(guest, EVENT_CHANNEL_OP_COMPAT));
    assert_true(msm_may_enter(guest, MMU_UPDATE));
    assert_false(msm_may_enter(guest, MEMORY_OP));
    assert_false(msm_may_enter(guest, DOMCTL));
    assert_false(msm_may_enter(guest, PAGING_DOMCTL_CONT));
    assert_true(msm_may_enter(host, PAGING_DOMCTL_CONT));
    assert_false(msm_may_enter(host, UNUSED_NUMBER));
}

/* A hypercall whose subcommand is in memory: what can be said of it before that is read. */
static void refused_entries(void **state)
{
    uint32_t rule;

    (void)state;
    assert_int_equal(msm_refuse_entry(&policy, guest, DOMCTL, &rule), MSM_DENIED);
    assert_int_equal(rule, RULE_GUEST);
}

/* The entry is quiet when all its operations are; one rule is named only when it decides them all. */
static void quiet_entries(void **state)
{
    const struct msm_hypercall *call = &msm_hypercalls[DOMCTL];
    unsigned int end = 0u + call->first + call->near_count + call->far_count;
    struct msm_where where;
    struct msm_policy quiet;
    uint32_t size, rule;
    bool some_loud;
    uint8_t *blob;

    (void)state;
    for (unsigned int loud = call->first; loud <= end; loud++) {
        parts_example(&parts);
        for (unsigned int op = call->first; op < end; op++)
            if (is_known(op) && op != loud)
                parts.profiles[PROFILE_GUEST].quiet[op / 64] |= UINT64_C(1) << op % 64;
        parts_derive(&parts, 0);
        blob = parts_assemble(&parts, &size);
        assert_int_equal(msm_open(&quiet, blob, size, &where), MSM_OK);
        some_loud = loud < end && is_known(loud);
        assert_int_equal(msm_refuse_entry(&quiet, &quiet.profiles[PROFILE_GUEST], DOMCTL, &rule),
                         some_loud ? MSM_DENIED : MSM_DENIED_QUIETLY);
        assert_int_equal(rule, some_loud ? RULE_GUEST : RULE_QUIET);
        free(blob);
    }
    parts_example(&parts);
}

/* Several quiet rules are as quiet as one: only the rule that is named differs. */
static void entries_quiet_by_several_rules(void **state)
{
    const struct msm_hypercall *call = &msm_hypercalls[DOMCTL];
    unsigned int end = 0u + call->first + call->near_count + call->far_count;
    const struct blob_rule second = {.line = 99, .column = 1, .file = 1, .effect = BLOB_DENY_QUIETLY};
    uint32_t size, rule, other, span;
    struct msm_where where;
    struct msm_policy quiet;
    uint8_t *blob;

    (void)state;
    for (unsigned int op = call->first; op < end; op++)
        if (is_known(op))
            parts.profiles[PROFILE_GUEST].quiet[op / 64] |= UINT64_C(1) << op % 64;
    parts_derive(&parts, 0);
    other = parts_add(&parts, BLOB_RULES, &second);
    span = parts.profiles[PROFILE_GUEST].first_span;
    while (parts.spans[span].rule != RULE_QUIET || parts.spans[span].first < call->first)
        span++;
    parts.spans[span].rule = other;
    blob = parts_assemble(&parts, &size);
    assert_int_equal(msm_open(&quiet, blob, size, &where), MSM_OK);
    assert_int_equal(msm_refuse_entry(&quiet, &quiet.profiles[PROFILE_GUEST], DOMCTL, &rule),
                     MSM_DENIED_QUIETLY);
    assert_int_equal(rule, RULE_GUEST);
    free(blob);
    parts_example(&parts);
}

static void rules_that_decide(void **state)
{
    (void)state;
    assert_int_equal(msm_rule(&policy, guest, 0), RULE_GUEST);
    assert_int_equal(msm_rule(&policy, guest, msm_operation(EVENT_CHANNEL_OP, SEND)), RULE_ALLOW);
    assert_int_equal(msm_rule(&policy, guest, msm_operation(EVENT_CHANNEL_OP, SEND + 1)), RULE_GUEST);
    assert_int_equal(msm_rule(&policy, guest, msm_operation(EVENT_CHANNEL_OP, RESET)), RULE_DENY);
    assert_int_equal(msm_rule(&policy, guest, msm_operation(MEMORY_OP, EXCHANGE)), RULE_QUIET);
    assert_int_equal(msm_rule(&policy, guest, MSM_OPERATIONS - 1), RULE_GUEST);
    assert_int_equal(msm_rule(&policy, host, 0), RULE_HOST);
    assert_int_equal(msm_rule(&policy, host, msm_operation(DOMCTL, 1)), RULE_ALLOW);
}

/* The search must agree with reading the spans one by one. */
static void every_rule(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < parts.count[BLOB_PROFILES]; i++) {
        const struct blob_profile *profile = &policy.profiles[i];
        const struct blob_span *span = &parts.spans[profile->first_span];
        uint32_t at = 0;

        for (unsigned int operation = 0; operation < MSM_OPERATIONS; operation++) {
            if (at + 1 < profile->spans && span[at + 1].first == operation)
                at++;
            assert_int_equal(msm_rule(&policy, profile, operation), span[at].rule);
        }
    }
}

static void profiles_until_the_seal(void **state)
{
    (void)state;
    assert_ptr_equal(msm_profile(&policy, DOMAIN_0, false), &policy.profiles[PROFILE_BOOT]);
    assert_ptr_equal(msm_profile(&policy, DOMAIN_0, true), host);
    assert_ptr_equal(msm_profile(&policy, DOMAIN_WEB, false), guest);
    assert_ptr_equal(msm_profile(&policy, DOMAIN_WEB, true), guest);
    assert_int_equal(
        msm_rule(&policy, &policy.profiles[PROFILE_BOOT], msm_operation(EVENT_CHANNEL_OP, RESET)), RULE_BOOT);
}

static void expect_on(const struct blob_profile *profile, unsigned int operation, uint32_t object,
                      enum msm_verdict verdict, uint32_t rule)
{
    uint32_t decides;

    assert_int_equal(msm_decide_on(&policy, profile, operation, object, &decides), verdict);
    assert_int_equal(decides, rule);
}

static void verdicts_on_domains(void **state)
{
    unsigned int limited = msm_operation(EVENT_CHANNEL_OP, ALLOC_UNBOUND);

    (void)state;
    assert_int_equal(msm_decide(guest, limited), MSM_ALLOWED);
    expect_on(guest, limited, DOMAIN_DB, MSM_ALLOWED, RULE_TARGET);
    expect_on(guest, limited, DOMAIN_WEB, MSM_DENIED, RULE_GUEST);
    expect_on(guest, limited, DOMAIN_0, MSM_DENIED, RULE_GUEST);
    expect_on(guest, limited, BLOB_NONE, MSM_DENIED, RULE_GUEST);
    expect_on(guest, msm_operation(EVENT_CHANNEL_OP, SEND), DOMAIN_WEB, MSM_ALLOWED, RULE_ALLOW);
    expect_on(guest, msm_operation(EVENT_CHANNEL_OP, SEND), BLOB_NONE, MSM_ALLOWED, RULE_ALLOW);
    expect_on(guest, msm_operation(EVENT_CHANNEL_OP, RESET), DOMAIN_DB, MSM_DENIED, RULE_DENY);
    expect_on(guest, msm_operation(MEMORY_OP, EXCHANGE), DOMAIN_DB, MSM_DENIED_QUIETLY, RULE_QUIET);
}

/* Overlapping ranges of several rules: what one of them allows is allowed, by the first that does. */
static void several_targets(void **state)
{
    unsigned int first = msm_operation(EVENT_CHANNEL_OP, SEND);
    const struct blob_target targets[] = {{first, first + 1, 1, 1, RULE_ALLOW},
                                          {first, first + 2, 0, 2, RULE_TARGET},
                                          {first + 2, first + 3, 2, 2, RULE_TARGET}};
    struct msm_policy changed = policy;
    struct blob_profile profile = *guest;
    uint32_t rule;

    (void)state;
    changed.targets = targets;
    profile.first_target = 0;
    profile.targets = sizeof(targets) / sizeof(*targets);
    assert_int_equal(msm_decide_on(&changed, &profile, first, DOMAIN_DB, &rule), MSM_ALLOWED);
    assert_int_equal(rule, RULE_ALLOW);
    assert_int_equal(msm_decide_on(&changed, &profile, first, DOMAIN_ANY, &rule), MSM_ALLOWED);
    assert_int_equal(rule, RULE_TARGET);
    assert_int_equal(msm_decide_on(&changed, &profile, first, DOMAIN_WEB, &rule), MSM_DENIED);
    assert_int_equal(rule, RULE_GUEST);
    assert_int_equal(msm_decide_on(&changed, &profile, first + 2, DOMAIN_WEB, &rule), MSM_ALLOWED);
    assert_int_equal(msm_decide_on(&changed, &profile, first + 2, DOMAIN_ANY, &rule), MSM_DENIED);
}

/* Allowed everywhere, denied everywhere: neither is a domain's by name. */
static void delegated(void **state)
{
    unsigned int limited = msm_operation(EVENT_CHANNEL_OP, ALLOC_UNBOUND);

    (void)state;
    assert_true(msm_is_limited(&policy, guest, limited));
    assert_true(msm_delegates(&policy, guest, limited, DOMAIN_DB));
    assert_false(msm_delegates(&policy, guest, limited, DOMAIN_WEB));
    assert_false(msm_delegates(&policy, guest, limited, BLOB_NONE));
    for (unsigned int subcommand = SEND; subcommand <= RESET; subcommand++) {
        unsigned int operation = msm_operation(EVENT_CHANNEL_OP, subcommand);

        if (operation == limited)
            continue;
        assert_false(msm_is_limited(&policy, guest, operation));
        assert_false(msm_delegates(&policy, guest, operation, DOMAIN_DB));
    }
}

static void managers(void **state)
{
    (void)state;
    for (uint32_t domain = DOMAIN_ANY; domain <= DOMAIN_WEB; domain++) {
        assert_true(msm_manages(&policy, host, domain));
        assert_false(msm_manages(&policy, guest, domain));
    }
    assert_false(msm_manages(&policy, host, DOMAIN_0));
    assert_true(msm_manages(&policy, &policy.profiles[PROFILE_BOOT], DOMAIN_0));
}

/* DOMAIN_DB delegates to DOMAIN_ANY; here it has the profile of a guest. */
static void handing_on(void **state)
{
    unsigned int limited = msm_operation(EVENT_CHANNEL_OP, ALLOC_UNBOUND);
    unsigned int unlimited = msm_operation(EVENT_CHANNEL_OP, SEND);
    struct blob_domain domains[DOMAIN_WEB + 1];
    struct blob_policy controlled = *policy.policy;
    struct msm_policy changed = policy;

    (void)state;
    memcpy(domains, policy.domains, sizeof(domains));
    domains[DOMAIN_DB].profile = PROFILE_GUEST;
    changed.domains = domains;
    for (uint32_t domain = DOMAIN_0; domain <= DOMAIN_WEB; domain++) {
        assert_int_equal(msm_may_delegate(&changed, DOMAIN_DB, domain), domain == DOMAIN_ANY);
        assert_false(msm_may_delegate(&changed, DOMAIN_WEB, domain));
        assert_int_equal(msm_hands_on(&changed, DOMAIN_DB, domain, true, limited, DOMAIN_DB),
                         domain == DOMAIN_ANY);
    }
    assert_false(msm_may_delegate(&changed, BLOB_NONE, DOMAIN_ANY));
    assert_false(msm_may_delegate(&changed, DOMAIN_DB, BLOB_NONE));
    assert_false(msm_hands_on(&changed, DOMAIN_DB, DOMAIN_ANY, true, limited, DOMAIN_WEB));
    assert_int_equal(msm_decide(guest, unlimited), MSM_ALLOWED);
    assert_false(msm_hands_on(&changed, DOMAIN_DB, DOMAIN_ANY, true, unlimited, DOMAIN_DB));
    controlled.control_domain = DOMAIN_DB;
    changed.policy = &controlled;
    assert_true(msm_hands_on(&changed, DOMAIN_DB, DOMAIN_ANY, true, unlimited, DOMAIN_DB));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(subcommands_are_operations),
        cmocka_unit_test(a_call_without_subcommands_ignores_the_argument),
        cmocka_unit_test(aliases_are_folded),
        cmocka_unit_test(bits_that_xen_ignores),
        cmocka_unit_test(continuations_are_folded),
        cmocka_unit_test(unknown_is_operation_0),
        cmocka_unit_test(the_whole_table),
        cmocka_unit_test(operations_are_disjoint),
        cmocka_unit_test(verdicts),
        cmocka_unit_test(host_may_do_what_is_known_and_nothing_else),
        cmocka_unit_test(entries),
        cmocka_unit_test(refused_entries),
        cmocka_unit_test(quiet_entries),
        cmocka_unit_test(entries_quiet_by_several_rules),
        cmocka_unit_test(rules_that_decide),
        cmocka_unit_test(every_rule),
        cmocka_unit_test(profiles_until_the_seal),
        cmocka_unit_test(verdicts_on_domains),
        cmocka_unit_test(several_targets),
        cmocka_unit_test(delegated),
        cmocka_unit_test(managers),
        cmocka_unit_test(handing_on),
    };

    return cmocka_run_group_tests_name("decide", tests, open_example, close_example);
}
