/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether two policies say the same of a domain: the example, and one in which something is changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>
#include "tests/unit/build_blob.h"

static struct parts parts; /* of the second, before it is assembled */
static struct msm_policy first, second;
static uint8_t *blobs[2];

static void open_into(struct msm_policy *policy, uint8_t **blob)
{
    struct msm_where where;
    uint32_t size;

    free(*blob);
    *blob = parts_assemble(&parts, &size);
    assert_int_equal(msm_open(policy, *blob, size, &where), MSM_OK);
}

static int set_up(void **state)
{
    (void)state;
    parts_example(&parts);
    open_into(&first, &blobs[0]);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        free(blobs[i]);
        blobs[i] = NULL;
    }
    return 0;
}

static bool same_decisions(uint32_t profile)
{
    open_into(&second, &blobs[1]);
    return msm_same_decisions(&first, &first.profiles[profile], &second, &second.profiles[profile]);
}

static bool same_responses(uint32_t profile)
{
    open_into(&second, &blobs[1]);
    return msm_same_responses(&first, &first.profiles[profile], &second, &second.profiles[profile]);
}

static void same(void **state)
{
    (void)state;
    parts.policy[0].version++;
    for (uint32_t i = PROFILE_BOOT; i <= PROFILE_HOST; i++) {
        assert_true(same_decisions(i));
        assert_true(same_responses(i));
    }
    assert_false(
        msm_same_decisions(&first, &first.profiles[PROFILE_DB], &second, &second.profiles[PROFILE_GUEST]));
}

/* What was a violation is denied quietly. */
static void operations(void **state)
{
    unsigned int operation = msm_operation(EVENT_CHANNEL_OP, RESET);

    (void)state;
    parts.profiles[PROFILE_GUEST].quiet[operation / 64] |= UINT64_C(1) << operation % 64;
    parts_derive(&parts, operation);
    assert_false(same_decisions(PROFILE_GUEST));
    assert_true(same_decisions(PROFILE_HOST));
    assert_true(same_responses(PROFILE_GUEST));
}

/* The guest's target was `db`, and is another domain. */
static void targets(void **state)
{
    (void)state;
    parts.targets[parts.profiles[PROFILE_GUEST].first_target].first_member = DOMAIN_WEB - 1;
    assert_false(same_decisions(PROFILE_GUEST));
    assert_true(same_decisions(PROFILE_DB));
}

/* The target's number is the same, and its name isn't: as long, or shorter. */
static void names(void **state)
{
    (void)state;
    parts.targets[parts.profiles[PROFILE_GUEST].first_target].first_member = DOMAIN_WEB - 1;
    open_into(&first, &blobs[0]);
    assert_true(same_decisions(PROFILE_GUEST));
    parts.domains[DOMAIN_WEB].name = parts_string(&parts, "wec");
    assert_false(same_decisions(PROFILE_GUEST));
    parts.domains[DOMAIN_WEB].name = parts_string(&parts, "we");
    assert_false(same_decisions(PROFILE_GUEST));
}

static void rates(void **state)
{
    (void)state;
    parts.rates[RATE_SEND].burst++;
    assert_false(same_responses(PROFILE_GUEST));
    assert_true(same_responses(PROFILE_DB));
    parts.rates[RATE_SEND].burst--;
    parts.rates[RATE_SEND].flags ^= BLOB_SLOW;
    assert_false(same_responses(PROFILE_GUEST));
    assert_true(same_decisions(PROFILE_GUEST));
}

static void responses(void **state)
{
    const struct blob_profile *guest = &parts.profiles[PROFILE_GUEST];

    (void)state;
    parts.actions[guest->first_action].count++;
    assert_false(same_responses(PROFILE_GUEST));
    parts.actions[guest->first_action].count--;
    assert_true(same_responses(PROFILE_GUEST));
    parts.profiles[PROFILE_GUEST].binds = BLOB_LIVE;
    assert_false(same_responses(PROFILE_GUEST));
    assert_true(same_responses(PROFILE_HOST));
}

static void limits(void **state)
{
    const struct blob_limits *db = msm_limits(&first, DOMAIN_DB), *web = msm_limits(&first, DOMAIN_WEB);

    (void)state;
    open_into(&second, &blobs[1]);
    assert_true(msm_same_limits(db, msm_limits(&second, DOMAIN_DB)));
    assert_true(msm_same_limits(NULL, msm_limits(&second, DOMAIN_0)));
    assert_false(msm_same_limits(db, web));
    assert_false(msm_same_limits(db, NULL));
    assert_false(msm_same_limits(NULL, db));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(same), TEST(operations), TEST(targets), TEST(names), TEST(rates), TEST(responses), TEST(limits),
    };

    return cmocka_run_group_tests_name("compare", tests, NULL, NULL);
}
