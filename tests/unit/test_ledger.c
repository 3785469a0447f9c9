/* SPDX-License-Identifier: GPL-2.0-only */
/* What violations lead to, and how long they count. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>
#include "msm.h"
#include "tests/unit/pick.h"

#define SECOND UINT64_C(1000000000)

static struct blob_action_at actions[BLOB_MAX_ACTIONS];
static const struct msm_policy policy = {.actions = actions};
static struct blob_profile profile;
static struct msm_ledger ledger;

static int set_up(void **state)
{
    (void)state;
    memset(&ledger, 0, sizeof(ledger));
    profile = (struct blob_profile){.actions = 0};
    return 0;
}

/* An action's rule is its number. */
static void add_action(enum blob_action action, uint32_t count, uint64_t window)
{
    uint32_t n = profile.actions++;

    actions[n] = (struct blob_action_at){.window = window, .action = action, .count = count, .rule = n};
}

static unsigned int count(uint64_t now)
{
    uint32_t rule;
    unsigned int reached =
        msm_count(policy.actions + profile.first_action, profile.actions, &ledger, now, &rule);

    assert_int_equal(rule == BLOB_NONE, reached == 0);
    return reached;
}

static void nothing_follows(void **state)
{
    (void)state;
    for (int i = 1; i <= 100; i++) {
        assert_int_equal(count(0), 0);
        assert_int_equal(ledger.violations, i);
    }
}

static void thresholds_stay_reached(void **state)
{
    uint32_t rule;

    (void)state;
    add_action(BLOB_LOG, 2, 0);
    add_action(BLOB_LOG, 5, 0);
    add_action(BLOB_PAUSE, 3, 0);
    assert_int_equal(count(0), 0);
    assert_int_equal(count(0), 1u << BLOB_LOG);
    assert_int_equal(count(SECOND), 1u << BLOB_LOG | 1u << BLOB_PAUSE);
    assert_int_equal(count(UINT64_MAX), 1u << BLOB_LOG | 1u << BLOB_PAUSE);
    assert_int_equal(msm_count(policy.actions + profile.first_action, profile.actions, &ledger, 0, &rule),
                     1u << BLOB_LOG | 1u << BLOB_PAUSE);
    assert_int_equal(rule, 2);
}

static void the_gravest_is_named(void **state)
{
    uint32_t rule;

    (void)state;
    add_action(BLOB_LOG, 1, 0);
    add_action(BLOB_CRASH, 3, 0);
    add_action(BLOB_REBOOT_HOST, 2, 0);
    msm_count(policy.actions + profile.first_action, profile.actions, &ledger, 0, &rule);
    assert_int_equal(rule, 0);
    msm_count(policy.actions + profile.first_action, profile.actions, &ledger, 0, &rule);
    assert_int_equal(rule, 2);
    msm_count(policy.actions + profile.first_action, profile.actions, &ledger, 0, &rule);
    assert_int_equal(rule, 2);
}

/* A window's violations are forgotten; the next one begins anew. */
static void windows_pass(void **state)
{
    (void)state;
    add_action(BLOB_CRASH, 3, 16 * SECOND);
    assert_int_equal(count(0), 0);
    assert_int_equal(count(SECOND), 0);
    assert_int_equal(count(40 * SECOND), 0);
    assert_int_equal(count(41 * SECOND), 0);
    assert_int_equal(count(42 * SECOND), 1u << BLOB_CRASH);
    assert_int_equal(count(UINT64_MAX), 0);
    assert_int_equal(ledger.violations, 6);
}

/* Processors' clocks differ a little: a time before the last one's counts with that. */
static void time_runs_back(void **state)
{
    (void)state;
    add_action(BLOB_CRASH, 3, 16 * SECOND);
    assert_int_equal(count(100 * SECOND), 0);
    assert_int_equal(count(98 * SECOND), 0);
    assert_int_equal(count(0), 1u << BLOB_CRASH);
}

static void counts_do_not_overflow(void **state)
{
    (void)state;
    add_action(BLOB_CRASH, UINT32_MAX, SECOND);
    ledger.windows[0].counts[0] = UINT32_MAX - 2;
    assert_int_equal(count(0), 0);
    for (int i = 0; i < 5; i++)
        assert_int_equal(count(0), 1u << BLOB_CRASH);
}

static uint32_t count_younger(const uint64_t *times, size_t number, uint64_t now, uint64_t age)
{
    uint32_t found = 0;

    for (size_t i = 0; i < number; i++)
        found += now - times[i] < age;
    return found;
}

/* What the window holds lies between the violations of the window and those of a sixteenth more. */
static void keep_to_window(uint64_t window, uint64_t seed)
{
    uint64_t longest = (window + MSM_PARTS - 1) / MSM_PARTS * MSM_SLOTS, now = pick(&seed, 3) * window;
    uint64_t times[200];

    set_up(NULL);
    add_action(BLOB_LOG, 1, window);
    for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++) {
        uint32_t held = 0;

        now += pick(&seed, pick(&seed, 20) ? window / 10 + 2 : 2 * window);
        times[i] = now;
        count(now);
        for (uint32_t slot = 0; slot < MSM_SLOTS; slot++)
            held += ledger.windows[0].counts[slot];
        assert_in_range(held, count_younger(times, i + 1, now, window + 1),
                        count_younger(times, i + 1, now, longest));
    }
}

static void windows_are_never_shorter(void **state)
{
    static const uint64_t windows[] = {1, 15, 16, 17, 100, 1000, SECOND, 16 * SECOND, 86400 * SECOND};

    (void)state;
    for (size_t i = 0; i < sizeof(windows) / sizeof(*windows); i++)
        for (uint64_t seed = 1; seed <= 200; seed++)
            keep_to_window(windows[i], seed * UINT64_C(0x9e3779b97f4a7c15));
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_follows),
        TEST(thresholds_stay_reached),
        TEST(the_gravest_is_named),
        TEST(windows_pass),
        TEST(time_runs_back),
        TEST(counts_do_not_overflow),
        TEST(windows_are_never_shorter),
    };

    return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
