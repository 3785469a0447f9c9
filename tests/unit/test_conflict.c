/* SPDX-License-Identifier: GPL-2.0-only */
/* Which domains may start beside those that run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "tests/unit/build_blob.h"

static struct parts parts;
static struct msm_policy policy; /* of the parts */
static uint32_t claims[8];

static int set_up(void **state)
{
    struct msm_where where;
    uint32_t size;

    parts_example(&parts);
    memset(claims, 0, sizeof(claims));
    *state = parts_assemble(&parts, &size);
    return msm_open(&policy, *state, size, &where) == MSM_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    free(*state);
    return 0;
}

/* Whether the domain may start, and if not, that the set is this one. */
static bool may_start(uint32_t domain, uint32_t expected)
{
    uint32_t set;
    bool may = msm_may_start(&policy, claims, domain, &set);

    assert_int_equal(set, may ? BLOB_NONE : expected);
    return may;
}

static void nothing_runs(void **state)
{
    (void)state;
    for (uint32_t domain = 0; domain <= DOMAIN_WEB; domain++)
        assert_true(may_start(domain, BLOB_NONE));
}

/* The sets: blue has the fleet and web, red has db; of the group zone, a has db and the fleet, b has web. */
static void another_set_runs(void **state)
{
    (void)state;
    msm_claim(&policy, claims, DOMAIN_DB);
    assert_int_equal(claims[SET_RED], 1);
    assert_int_equal(claims[SET_ZONE_A], 1);
    assert_int_equal(claims[SET_BLUE] + claims[SET_ZONE_B], 0);
    assert_false(may_start(DOMAIN_WEB, SET_RED));
    assert_false(may_start(DOMAIN_FLEET, SET_RED));
    assert_true(may_start(DOMAIN_DB, BLOB_NONE));
    assert_true(may_start(DOMAIN_ANY, BLOB_NONE));
    assert_true(may_start(DOMAIN_0, BLOB_NONE));
}

static void groups_are_apart(void **state)
{
    (void)state;
    msm_claim(&policy, claims, DOMAIN_WEB);
    assert_false(may_start(DOMAIN_FLEET, SET_ZONE_B));
    assert_false(may_start(DOMAIN_DB, SET_BLUE));
    msm_release(&policy, claims, DOMAIN_WEB);
    msm_claim(&policy, claims, DOMAIN_FLEET);
    assert_false(may_start(DOMAIN_WEB, SET_ZONE_A));
    assert_false(may_start(DOMAIN_DB, SET_BLUE));
}

/* A fleet has many domains: the set runs until the last of them has ended. */
static void the_last_one_releases(void **state)
{
    (void)state;
    msm_claim(&policy, claims, DOMAIN_FLEET);
    msm_claim(&policy, claims, DOMAIN_FLEET);
    assert_int_equal(claims[SET_BLUE], 2);
    msm_release(&policy, claims, DOMAIN_FLEET);
    assert_false(may_start(DOMAIN_DB, SET_BLUE));
    msm_release(&policy, claims, DOMAIN_FLEET);
    assert_true(may_start(DOMAIN_DB, BLOB_NONE));
    for (uint32_t set = 0; set < sizeof(claims) / sizeof(*claims); set++)
        assert_int_equal(claims[set], 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_runs),
        TEST(another_set_runs),
        TEST(groups_are_apart),
        TEST(the_last_one_releases),
    };

    return cmocka_run_group_tests_name("conflict", tests, NULL, NULL);
}
