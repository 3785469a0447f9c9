/* SPDX-License-Identifier: GPL-2.0-only */
/* libxenon's longer answers: policies, changes, rates and counts, and what of them isn't believed. */
#include "tests/runtime/check.h"
#include "runtime/libxenon.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static struct xenon *xenon;

/* The module of these tests, which answers one command: what it has, and what it says of it. */
static struct module {
    uint32_t count;  /* of entries that it has */
    uint32_t claims; /* says so many more */
    uint32_t most;   /* gives so many in an answer */
    uint32_t growth; /* more of them with each call, up to three calls */
    int error;
    unsigned int calls;
    unsigned int pieces; /* of memory that it gave */
    int ends[2];         /* of a pipe that stands for the interrupt */
    struct xenon_op last;
} module;

static void answer_changes(struct xenon_replace *op)
{
    struct xenon_change *out = (struct xenon_change *)(uintptr_t)op->changes;
    for (uint32_t i = 0; i < module.count && i < op->room; i++)
        out[i] = (struct xenon_change){.kind = XENON_DECIDES, .domid = (uint16_t)i, .peer = XENON_NO_DOMAIN};
    op->count = module.count;
    op->generation = 9;
    memset(op->live, 0x77, sizeof(op->live));
}

static void answer_fetch(struct xenon_fetch *op)
{
    op->size = module.count + module.claims;
    op->which = 5;
    if (module.count <= op->room)
        memset((void *)(uintptr_t)op->buffer, 'b', module.count);
}

static void answer_rates(struct xenon_rates *op)
{
    uint64_t *out = (uint64_t *)(uintptr_t)op->buffer;
    for (uint32_t i = 0; i < module.count && i < op->room; i++)
        out[i] = i * 10;
    op->count = module.count + module.claims;
    op->generation = 6;
}

/* It has every second operation. */
static void answer_learned(struct xenon_learned *op)
{
    struct xenon_count *out = (struct xenon_count *)(uintptr_t)op->buffer;
    uint32_t given = 0;
    for (uint32_t i = 0; i < module.count && given < op->room && given < module.most; i++)
        if (2 * i >= op->first)
            out[given++] = (struct xenon_count){.operation = 2 * i, .count = i};
    op->count = given + module.claims;
}

static int call(void *context, struct xenon_op *op)
{
    (void)context;
    module.last = *op;
    if (module.calls++ < 3)
        module.count += module.growth;
    if (module.error)
        return module.error;
    if (op->command == XENON_OP_fetch)
        answer_fetch(&op->u.fetch);
    else if (op->command == XENON_OP_rates)
        answer_rates(&op->u.rates);
    else if (op->command == XENON_OP_learned)
        answer_learned(&op->u.learned);
    else
        answer_changes(&op->u.replace);
    return 0;
}

static void *allocate(void *context, size_t size)
{
    (void)context;
    module.pieces++;
    return malloc(size);
}

static void release(void *context, void *memory)
{
    (void)context;
    module.pieces--;
    free(memory);
}

static int watch(void *context)
{
    (void)context;
    return module.ends[0];
}

static int acknowledge(void *context)
{
    (void)context;
    char byte;
    return read(module.ends[0], &byte, 1) == 1 ? 0 : -EIO;
}

static void close_module(void *context)
{
    (void)context;
}

static int setup(void **state)
{
    (void)state;
    static const struct xenon_transport transport = {.allocate = allocate,
                                                     .release = release,
                                                     .call = call,
                                                     .close = close_module,
                                                     .watch = watch,
                                                     .acknowledge = acknowledge};
    module = (struct module){.most = UINT32_MAX};
    return pipe(module.ends) || xenon_open_with(&transport, NULL, &xenon);
}

/* Nothing of the transport's memory is left. */
static int teardown(void **state)
{
    (void)state;
    xenon_close(xenon);
    close(module.ends[0]);
    close(module.ends[1]);
    return module.pieces ? -1 : 0;
}

static void request_arrives_whole(void **state)
{
    (void)state;
    struct xenon_load load = {.blob = "x", .size = 1, .flags = XENON_IF_LIVE, .confirm = 60, .live = {1, 2}};
    assert_int_equal(xenon_replace(xenon, &load), 0);
    assert_int_equal(module.last.command, XENON_OP_replace);
    assert_int_equal(module.last.u.replace.flags, XENON_IF_LIVE);
    assert_int_equal(module.last.u.replace.confirm, 60);
    assert_int_equal(module.last.u.replace.live[1], 2);
    assert_int_equal(load.live[0], 0x77);
    assert_int_equal(load.generation, 9);
    assert_null(load.changes);
}

static void changes_of_a_load_are_counted(void **state)
{
    (void)state;
    struct xenon_load load = {.blob = "x", .size = 1};
    module.count = 5000;
    assert_int_equal(xenon_replace(xenon, &load), 0);
    assert_int_equal(load.count + load.missed, 5000);
    assert_int_equal(load.changes[load.count - 1].domid, load.count - 1);
    free(load.changes);
}

/* Each time with the digest that the caller wants to be live. */
static void prepare_brings_all_changes(void **state)
{
    (void)state;
    struct xenon_load load = {.blob = "x", .size = 1, .flags = XENON_IF_LIVE, .live = {3}};
    module.count = 4000;
    module.growth = 100;
    assert_int_equal(xenon_prepare(xenon, &load), 0);
    assert_int_equal(module.calls, 4);
    assert_int_equal(module.last.u.replace.live[0], 3);
    assert_int_equal(load.count, 4300);
    assert_int_equal(load.missed, 0);
    assert_int_equal(load.changes[4299].domid, 4299);
    free(load.changes);
}

static void nothing_lets_go_of_a_candidate(void **state)
{
    (void)state;
    struct xenon_load load = {.size = 0};
    assert_int_equal(xenon_shadow(xenon, &load), 0);
    assert_int_equal(module.last.command, XENON_OP_shadow);
    assert_int_equal(module.last.u.replace.size, 0);
}

static void fetch_grows_with_the_policy(void **state)
{
    (void)state;
    void *blob;
    size_t size;
    uint32_t generation;
    module.count = 1000;
    module.growth = 10;
    assert_int_equal(xenon_fetch(xenon, XENON_LIVE, &blob, &size, &generation), 0);
    assert_int_equal(size, 1030);
    assert_int_equal(generation, 5);
    assert_int_equal(((char *)blob)[1029], 'b');
    free(blob);
}

static void no_candidate_is_no_error(void **state)
{
    (void)state;
    void *blob;
    size_t size;
    assert_int_equal(xenon_fetch(xenon, XENON_CANDIDATE, &blob, &size, NULL), 0);
    assert_null(blob);
    assert_int_equal(size, 0);
    assert_int_equal(module.last.u.fetch.which, XENON_CANDIDATE);
}

static void oversized_answers_are_not_believed(void **state)
{
    (void)state;
    void *blob;
    uint64_t *clocks;
    struct xenon_count *counts;
    size_t count;
    module.claims = BLOB_MAX_SIZE + 1u;
    assert_int_equal(xenon_fetch(xenon, XENON_LIVE, &blob, &count, NULL), -EPROTO);
    assert_int_equal(xenon_get_rates(xenon, 1, &clocks, &count, NULL), -EPROTO);
    assert_int_equal(xenon_get_learned(xenon, 1, XENON_LIVE, XENON_WOULD_DENY, &counts, &count), -EPROTO);
}

static void rates_are_passed_on(void **state)
{
    (void)state;
    uint64_t *clocks;
    size_t count;
    uint32_t generation;
    module.count = 3;
    assert_int_equal(xenon_get_rates(xenon, 7, &clocks, &count, &generation), 0);
    assert_int_equal(module.last.u.rates.domid, 7);
    assert_int_equal(count, 3);
    assert_int_equal(clocks[2], 20);
    assert_int_equal(generation, 6);
    free(clocks);
}

static void learned_counts_come_in_pieces(void **state)
{
    (void)state;
    struct xenon_count *counts;
    size_t count;
    module.count = 250;
    module.most = 7;
    assert_int_equal(xenon_get_learned(xenon, 3, XENON_CANDIDATE, XENON_WOULD_ALLOW, &counts, &count), 0);
    assert_int_equal(module.last.u.learned.domid, 3);
    assert_int_equal(module.last.u.learned.which, XENON_CANDIDATE);
    assert_int_equal(module.last.u.learned.kind, XENON_WOULD_ALLOW);
    assert_int_equal(count, 250);
    for (uint32_t i = 0; i < count; i++)
        assert_int_equal(counts[i].operation, 2 * i);
    free(counts);
}

static void operations_beyond_the_table_are_not_believed(void **state)
{
    (void)state;
    struct xenon_count *counts;
    size_t count;
    module.count = 400;
    assert_int_equal(xenon_get_learned(xenon, 3, XENON_LIVE, XENON_WOULD_DENY, &counts, &count), -EPROTO);
}

static void orders_have_their_values(void **state)
{
    (void)state;
    static const uint8_t digest[BLOB_DIGEST] = {4, 5};
    assert_int_equal(xenon_learn(xenon, 6, true), 0);
    assert_int_equal(module.last.u.target.domid, 6);
    assert_int_equal(module.last.u.target.value, 1);
    assert_int_equal(xenon_learn(xenon, 6, false), 0);
    assert_int_equal(module.last.u.target.value, 0);
    assert_int_equal(xenon_confirm(xenon, digest), 0);
    assert_int_equal(module.last.u.confirm.digest[1], 5);
}

static void errors_leave_nothing(void **state)
{
    (void)state;
    struct xenon_load load = {.blob = "x", .size = 1};
    struct xenon_count *counts;
    uint64_t *clocks;
    void *blob;
    size_t size;
    module.error = -EPERM;
    assert_int_equal(xenon_prepare(xenon, &load), -EPERM);
    assert_int_equal(xenon_fetch(xenon, XENON_LIVE, &blob, &size, NULL), -EPERM);
    assert_int_equal(xenon_get_rates(xenon, 1, &clocks, &size, NULL), -EPERM);
    assert_int_equal(xenon_get_learned(xenon, 1, XENON_LIVE, XENON_WOULD_DENY, &counts, &size), -EPERM);
}

static void interrupt_ends_a_wait_once(void **state)
{
    (void)state;
    assert_int_equal(xenon_wait(xenon, 0), 0);
    assert_int_equal(write(module.ends[1], "i", 1), 1);
    assert_int_equal(xenon_wait(xenon, -1), 1);
    assert_int_equal(xenon_wait(xenon, 0), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(request_arrives_whole),
        TEST(changes_of_a_load_are_counted),
        TEST(prepare_brings_all_changes),
        TEST(nothing_lets_go_of_a_candidate),
        TEST(fetch_grows_with_the_policy),
        TEST(no_candidate_is_no_error),
        TEST(oversized_answers_are_not_believed),
        TEST(rates_are_passed_on),
        TEST(learned_counts_come_in_pieces),
        TEST(operations_beyond_the_table_are_not_believed),
        TEST(orders_have_their_values),
        TEST(errors_leave_nothing),
        TEST(interrupt_ends_a_wait_once),
    };
    return cmocka_run_group_tests_name("runtime: longer answers", tests, NULL, NULL);
}
