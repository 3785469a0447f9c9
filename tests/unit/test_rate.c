/* SPDX-License-Identifier: GPL-2.0-only */
/* Rates: that exactly the calls pass that a bucket computed with exact numbers lets through, and never one
 * more, on however many processors. */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>
#include "msm.h"
#include "tests/unit/pick.h"

#define RATES   3u
#define THREADS 8u
#define CALLS   4000u /* of each thread */
#define SECOND  UINT64_C(1000000000)

/* A profile with rates, and a domain's clocks. Rate n covers the operations [n, RATES): they nest. */
static struct blob_rate rates[RATES];
static const struct msm_policy policy = {.rates = rates};
static struct blob_profile profile;
static uint64_t clocks[RATES];

static void add_rate(uint32_t count, uint64_t period, uint32_t burst, uint32_t flags)
{
    uint32_t n = profile.rates++;

    rates[n] = (struct blob_rate){.period = period,
                                  .interval = (period - 1) / count + 1,
                                  .count = count,
                                  .burst = burst,
                                  .first = n,
                                  .end = RATES,
                                  .flags = flags};
}

static int set_up(void **state)
{
    (void)state;
    memset(rates, 0, sizeof(rates));
    memset(clocks, 0, sizeof(clocks));
    profile = (struct blob_profile){.rates = 0};
    return 0;
}

static bool charge(unsigned int operation, uint64_t now)
{
    struct msm_excess excess;

    return msm_charge(&policy, &profile, clocks, operation, now, &excess);
}

static struct msm_excess expect_excess(unsigned int operation, uint64_t now)
{
    struct msm_excess excess = {.rate = 99, .until = 99};

    assert_false(msm_charge(&policy, &profile, clocks, operation, now, &excess));
    return excess;
}

static void a_burst_and_then_one_an_interval(void **state)
{
    struct msm_excess excess;

    (void)state;
    add_rate(10, SECOND, 4, 0);
    for (int i = 0; i < 4; i++)
        assert_true(charge(0, 0));
    excess = expect_excess(0, 0);
    assert_int_equal(excess.rate, 0);
    assert_int_equal(excess.until, SECOND / 10);
    expect_excess(0, SECOND / 10 - 1);
    assert_true(charge(0, SECOND / 10));
    expect_excess(0, SECOND / 10);
    assert_true(charge(0, SECOND / 5));
}

static void a_burst_comes_back(void **state)
{
    (void)state;
    add_rate(10, SECOND, 4, 0);
    for (uint64_t now = 5 * SECOND; now < 100 * SECOND; now += 4 * SECOND / 10) {
        for (int i = 0; i < 4; i++)
            assert_true(charge(0, now));
        expect_excess(0, now);
    }
}

static void the_longest_times(void **state)
{
    (void)state;
    add_rate(1, BLOB_MAX_TIME, 1, 0);
    assert_true(charge(0, BLOB_MAX_TIME));
    assert_true(expect_excess(0, BLOB_MAX_TIME).until == UINT64_MAX - 1);
    set_up(state);
    add_rate(1, 2, UINT32_MAX, 0);
    assert_true(charge(0, BLOB_MAX_TIME));
    assert_true(charge(0, BLOB_MAX_TIME));
    assert_true(expect_excess(0, 0).until == BLOB_MAX_TIME + 4 - UINT64_C(2) * (UINT32_MAX - 1));
}

static void without_a_rate_all_passes(void **state)
{
    (void)state;
    add_rate(1, SECOND, 1, 0);
    add_rate(1, SECOND, 1, 0);
    for (int i = 0; i < 10; i++)
        assert_true(charge(RATES, 0));
    assert_int_equal(clocks[0] | clocks[1], 0);
}

/* What one rate refuses is charged to none of the others. */
static void all_rates_or_none(void **state)
{
    (void)state;
    add_rate(100, SECOND, 10, 0);
    add_rate(100, SECOND, 2, 0);
    assert_true(charge(1, 0));
    assert_true(charge(1, 0));
    for (int i = 0; i < 100; i++)
        assert_int_equal(expect_excess(1, 0).rate, 1);
    for (int i = 0; i < 8; i++)
        assert_true(charge(0, 0));
    assert_int_equal(expect_excess(0, 0).rate, 0);
    assert_true(clocks[0] == SECOND / 10 && clocks[1] == SECOND / 50);
}

/* Refused rather than delayed; of two rates of one kind, the one that ends last. */
static void the_gravest_excess(void **state)
{
    static const uint32_t expected[2][2] = {{1, 0}, {1, 1}};

    for (uint32_t wide_slow = 0; wide_slow < 2; wide_slow++)
        for (uint32_t narrow_slow = 0; narrow_slow < 2; narrow_slow++) {
            set_up(state);
            add_rate(1, SECOND, 1, wide_slow ? BLOB_SLOW : 0);
            add_rate(1, 2 * SECOND, 1, narrow_slow ? BLOB_SLOW : 0);
            assert_true(charge(1, 0));
            assert_int_equal(expect_excess(1, 0).rate, expected[wide_slow][narrow_slow]);
        }
    set_up(state);
    add_rate(1, 2 * SECOND, 1, 0);
    add_rate(1, SECOND, 1, 0);
    assert_true(charge(1, 0));
    assert_int_equal(expect_excess(1, 0).until, 2 * SECOND);
    assert_int_equal(expect_excess(1, 0).rate, 0);
}

/* A bucket of `burst` intervals' worth of time, which fills as time passes. */
struct bucket {
    __extension__ __int128 credit;
    uint64_t at;
};

static bool bucket_holds(struct bucket *bucket, const struct blob_rate *rate, uint64_t now)
{
    __extension__ __int128 full = (__int128)rate->interval * rate->burst;

    bucket->credit += now - bucket->at;
    bucket->at = now;
    if (bucket->credit > full)
        bucket->credit = full;
    return bucket->credit >= rate->interval;
}

static void add_random_rates(uint64_t *seed)
{
    for (uint32_t i = 0; i < RATES; i++)
        add_rate((uint32_t)(1 + pick(seed, 1000)), 1 + pick(seed, pick(seed, 2) ? 5000 : 1000 * SECOND),
                 (uint32_t)(1 + pick(seed, 20)), 0);
}

/* Calls in rising time, each decided by buckets too. */
static void as_buckets_decide(uint64_t seed)
{
    struct bucket buckets[RATES] = {{0, 0}};
    uint64_t now = pick(&seed, 2) ? 0 : SECOND, most;

    set_up(NULL);
    add_random_rates(&seed);
    most = 2 * rates[pick(&seed, RATES)].interval + 1;
    for (uint32_t i = 0; i < RATES; i++)
        buckets[i] = (struct bucket){(__int128)rates[i].interval * rates[i].burst, now};
    for (int call = 0; call < 300; call++) {
        unsigned int operation = (unsigned int)pick(&seed, RATES);
        bool holds = true;

        now += pick(&seed, 3) ? pick(&seed, most) : 0;
        for (uint32_t i = 0; i <= operation; i++)
            holds &= bucket_holds(&buckets[i], &rates[i], now);
        for (uint32_t i = 0; holds && i <= operation; i++)
            buckets[i].credit -= rates[i].interval;
        assert_int_equal(charge(operation, now), holds);
    }
}

static void model(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 2000; seed++)
        as_buckets_decide(seed * UINT64_C(0x9e3779b97f4a7c15));
}

static int compare_times(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

    return (a > b) - (a < b);
}

/* Between any two of the times at which calls passed, no more than a burst and count / period did. */
static void expect_bound(const struct blob_rate *rate, uint64_t *times, size_t count)
{
    qsort(times, count, sizeof(*times), compare_times);
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + rate->burst; j < count; j++) {
            __extension__ __int128 beyond = (__int128)(j - i + 1 - rate->burst) * rate->period;

            assert_true(beyond <= (__int128)(times[j] - times[i]) * rate->count);
        }
}

/* Clocks that run back, by more than any processors' clocks differ. */
static void times_out_of_order(void **state)
{
    static uint64_t times[2000];

    for (uint64_t round = 1; round <= 100; round++) {
        uint64_t seed = round * UINT64_C(0x9e3779b97f4a7c15), base = 0;
        size_t count = 0;

        set_up(state);
        add_random_rates(&seed);
        for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++) {
            uint64_t now;

            base += pick(&seed, rates[0].interval + 1);
            now = base - pick(&seed, base + 1) % (10 * rates[0].interval);
            if (charge(0, now))
                times[count++] = now;
        }
        assert_true(count > 0);
        expect_bound(&rates[0], times, count);
    }
}

/* What a thread's calls were; time is the threads' common one, and some of them are late. */
struct caller {
    pthread_t thread;
    uint64_t seed;
    unsigned int operation;
    size_t passed;
    uint64_t times[CALLS];
};

static struct caller callers[THREADS];
static uint64_t time_now, time_step;

static void *call_often(void *argument)
{
    struct caller *caller = argument;

    for (uint32_t i = 0; i < CALLS; i++) {
        uint64_t now = __atomic_fetch_add(&time_now, pick(&caller->seed, time_step + 1), __ATOMIC_RELAXED);

        now -= now < 2 * time_step ? 0 : pick(&caller->seed, 2 * time_step + 1);
        if (charge(caller->operation, now))
            caller->times[caller->passed++] = now;
    }
    return NULL;
}

/* Threads call; each thread's operation is chosen by its number, so that all rates but one are shared. */
static void run_threads(uint64_t step)
{
    time_now = 0;
    time_step = step;
    for (uint32_t i = 0; i < THREADS; i++) {
        callers[i].seed = (i + 1) * UINT64_C(0x9e3779b97f4a7c15);
        callers[i].operation = i % profile.rates;
        callers[i].passed = 0;
        assert_int_equal(pthread_create(&callers[i].thread, NULL, call_often, &callers[i]), 0);
    }
    for (uint32_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(callers[i].thread, NULL), 0);
}

/* All threads' calls that passed and were charged to the rate. */
static size_t collect(uint32_t rate, uint64_t *times)
{
    size_t count = 0;

    for (uint32_t i = 0; i < THREADS; i++) {
        if (callers[i].operation < rate)
            continue;
        memcpy(times + count, callers[i].times, callers[i].passed * sizeof(*times));
        count += callers[i].passed;
    }
    return count;
}

/* Clocks on both sides of a border between pages: the narrow rate's can be read, but writing it is caught. */
static uint64_t *border;
static bool is_wide_charged; /* by the other processor too */

/* Plays another processor that takes the last of the narrow rate just before it is charged. */
static void take_the_last(int number)
{
    (void)number;
    mprotect(border + 1, (size_t)sysconf(_SC_PAGESIZE), PROT_READ | PROT_WRITE);
    border[1] = 10 * SECOND;
    border[0] += is_wide_charged ? SECOND : 0;
}

/* A call that is charged to the wide rate, and then over the narrow one. Returns the wide one's clock. */
static uint64_t lose_the_race(uint64_t before, bool is_charged)
{
    struct sigaction catch = {.sa_handler = take_the_last}, old;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    uint8_t *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct msm_excess excess;
    uint64_t after;

    assert_true(pages != MAP_FAILED);
    border = (uint64_t *)(void *)(pages + page) - 1;
    border[0] = before;
    is_wide_charged = is_charged;
    assert_int_equal(mprotect(pages + page, page, PROT_READ), 0);
    assert_int_equal(sigaction(SIGSEGV, &catch, &old), 0);
    assert_false(msm_charge(&policy, &profile, border, 1, SECOND, &excess));
    assert_int_equal(sigaction(SIGSEGV, &old, NULL), 0);
    assert_int_equal(excess.rate, 1);
    assert_int_equal(excess.until, 10 * SECOND);
    after = border[0];
    munmap(pages, 2 * page);
    return after;
}

static void charges_are_taken_back(void **state)
{
    (void)state;
    add_rate(1, SECOND, 5, 0);
    add_rate(1, SECOND, 1, 0);
    assert_int_equal(lose_the_race(0, false), 0);
    assert_int_equal(lose_the_race(3 * SECOND, false), 3 * SECOND);
    assert_int_equal(lose_the_race(0, true), 3 * SECOND); /* too late: the other's charge rests on it */
}

static void threads_share_one_rate(void **state)
{
    static uint64_t times[THREADS * CALLS];

    (void)state;
    add_rate(1, SECOND, 1000, 0);
    run_threads(0);
    assert_int_equal(collect(0, times), 1000);
    set_up(state);
    add_rate(1, 1000, 3, 0);
    run_threads(300);
    expect_bound(&rates[0], times, collect(0, times));
    assert_true(collect(0, times) > 1000);
}

/* With several rates, charges are taken back under way. */
static void threads_share_several_rates(void **state)
{
    static uint64_t times[THREADS * CALLS];

    for (int round = 0; round < 5; round++) {
        set_up(state);
        add_rate(1, 500, 4, 0);
        add_rate(1, 700, 2, 0);
        add_rate(1, 2000, 1, 0);
        run_threads(200);
        for (uint32_t rate = 0; rate < RATES; rate++) {
            size_t count = collect(rate, times);

            assert_true(count > 100);
            expect_bound(&rates[rate], times, count);
        }
    }
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_burst_and_then_one_an_interval),
        TEST(a_burst_comes_back),
        TEST(the_longest_times),
        TEST(without_a_rate_all_passes),
        TEST(all_rates_or_none),
        TEST(the_gravest_excess),
        TEST(model),
        TEST(times_out_of_order),
        TEST(charges_are_taken_back),
        TEST(threads_share_one_rate),
        TEST(threads_share_several_rates),
    };

    return cmocka_run_group_tests_name("rate", tests, NULL, NULL);
}
