/* SPDX-License-Identifier: GPL-2.0-only */
/* libxenon against the fake module: what it passes on, and what it doesn't believe. */
#include "tests/runtime/check.h"
#include "tests/runtime/fake.h"
#include "runtime/libxenon.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct xenon *xenon;
static struct xenon_load load;

static int give(int (*function)(struct xenon *, struct xenon_load *), const void *blob, size_t size)
{
    load.blob = blob;
    load.size = size;
    return function(xenon, &load);
}

static int open_fake(void **state)
{
    (void)state;
    fake_reset();
    load = (struct xenon_load){.flags = 0};
    return xenon_open(&xenon);
}

/* Every test also checks that nothing of the transport's memory is left. */
static int close_fake(void **state)
{
    (void)state;
    free(load.changes);
    xenon_close(xenon);
    return fake.allocated == 0 && fake.closed ? 0 : -1;
}

static void status_is_passed_on(void **state)
{
    (void)state;
    struct xenon_status status;
    assert_int_equal(xenon_get_status(xenon, &status), 0);
    assert_memory_equal(&status, &fake.status, sizeof(status));
}

static void errors_are_passed_on(void **state)
{
    (void)state;
    struct xenon_status status;
    struct xenon_record record;
    struct xenon_domain *domains;
    size_t count;
    for (size_t i = 0; i < FAKE_COMMANDS; i++)
        fake.error[i] = -EPERM;
    assert_int_equal(xenon_get_status(xenon, &status), -EPERM);
    assert_int_equal(give(xenon_replace, "x", 1), -EPERM);
    assert_int_equal(xenon_read_log(xenon, 0, &record, 1), -EPERM);
    assert_int_equal(xenon_list_domains(xenon, &domains, &count), -EPERM);
    assert_int_equal(xenon_keep(xenon, "x", 1), -EPERM);
    assert_int_equal(xenon_recall(xenon, (uint8_t[XENON_BOX_SIZE]){0}, &count), -EPERM);
}

static void no_memory_is_an_error(void **state)
{
    (void)state;
    struct xenon_record record;
    struct xenon_domain *domains;
    struct xenon *other;
    size_t count;
    fake.out_of_memory = true;
    assert_int_equal(give(xenon_replace, "x", 1), -ENOMEM);
    assert_int_equal(xenon_read_log(xenon, 0, &record, 1), -ENOMEM);
    assert_int_equal(xenon_list_domains(xenon, &domains, &count), -ENOMEM);
    assert_int_equal(xenon_keep(xenon, "x", 1), -ENOMEM);
    assert_int_equal(xenon_recall(xenon, (uint8_t[XENON_BOX_SIZE]){0}, &count), -ENOMEM);
    assert_int_equal(xenon_open(&other), -ENOMEM);
    assert_true(fake.closed);
}

static void blob_arrives_whole(void **state)
{
    (void)state;
    char blob[] = "the bytes of a policy";
    assert_int_equal(give(xenon_replace, blob, sizeof(blob)), 0);
    assert_int_equal(load.generation, 4);
    assert_int_equal(fake.received_size, sizeof(blob));
    assert_memory_equal(fake.received, blob, sizeof(blob));
}

static void empty_blob_is_the_modules_to_judge(void **state)
{
    (void)state;
    fake.refusal.fault = 1;
    assert_int_equal(give(xenon_replace, NULL, 0), 1);
    assert_int_equal(fake.received_size, 0);
}

static void refusal_has_its_place(void **state)
{
    (void)state;
    fake.refusal = (struct xenon_replace){.fault = 7, .section = 8, .offset = 32, .domain = 5};
    assert_int_equal(give(xenon_replace, "x", 1), 7);
    assert_int_equal(load.section, 8);
    assert_int_equal(load.offset, 32);
    assert_int_equal(load.domain, 5);
}

static void oversized_blob_is_never_sent(void **state)
{
    (void)state;
    assert_int_equal(give(xenon_replace, "x", BLOB_MAX_SIZE + 1u), -EFBIG);
    assert_int_equal(fake.calls, 0);
}

static void log_starts_where_it_is_asked_to(void **state)
{
    (void)state;
    struct xenon_record records[FAKE_RING];
    for (int i = 0; i < 6; i++)
        fake_append(fake_denial());
    assert_int_equal(xenon_read_log(xenon, 4, records, FAKE_RING), 2);
    assert_int_equal(records[0].sequence, 4);
    assert_int_equal(records[1].sequence, 5);
    assert_int_equal(xenon_read_log(xenon, 6, records, FAKE_RING), 0);
    assert_int_equal(xenon_read_log(xenon, 0, records, 2), 2);
    assert_int_equal(xenon_read_log(xenon, 0, records, 0), 0);
}

static void wrapped_ring_starts_later(void **state)
{
    (void)state;
    struct xenon_record records[FAKE_RING];
    for (int i = 0; i < FAKE_RING + 3; i++)
        fake_append(fake_denial());
    assert_int_equal(xenon_read_log(xenon, 0, records, FAKE_RING), FAKE_RING);
    assert_int_equal(records[0].sequence, 3);
    assert_int_equal(records[FAKE_RING - 1].sequence, FAKE_RING + 2);
}

static void records_that_do_not_rise_are_not_believed(void **state)
{
    (void)state;
    struct xenon_record records[FAKE_RING];
    for (int i = 0; i < 3; i++)
        fake_append(fake_denial());
    fake.ring[2].sequence = 1;
    assert_int_equal(xenon_read_log(xenon, 0, records, FAKE_RING), -EPROTO);
}

static void inverted_log_range_is_not_believed(void **state)
{
    (void)state;
    struct xenon_status status;
    fake.status.oldest = 3;
    fake.status.next = 2;
    assert_int_equal(xenon_get_status(xenon, &status), -EPROTO);
}

/* A transport to a module that fills all room, and claims one entry more. */
static int boast(void *context, struct xenon_op *op)
{
    (void)context;
    struct xenon_log *log = &op->u.log;
    struct xenon_domains *list = &op->u.domains;
    if (op->command == XENON_OP_log) {
        for (log->count = 0; log->count < log->room; log->count++)
            ((struct xenon_record *)(uintptr_t)log->buffer)[log->count].sequence = log->count;
        log->count++;
    } else {
        for (list->count = 0; list->count < list->room; list->count++)
            ((struct xenon_domain *)(uintptr_t)list->buffer)[list->count].domid = list->count;
        list->count++;
    }
    return 0;
}

static void *plain_allocate(void *context, size_t size)
{
    (void)context;
    return calloc(1, size);
}

static void plain_release(void *context, void *memory)
{
    (void)context;
    free(memory);
}

static void plain_close(void *context)
{
    (void)context;
}

static void too_many_entries_are_not_believed(void **state)
{
    (void)state;
    static const struct xenon_transport boaster = {
        .allocate = plain_allocate, .release = plain_release, .call = boast, .close = plain_close};
    struct xenon_record records[2];
    struct xenon_domain *domains;
    struct xenon *liar;
    size_t count;
    assert_int_equal(xenon_open_with(&boaster, NULL, &liar), 0);
    assert_int_equal(xenon_read_log(liar, 0, records, 2), -EPROTO);
    assert_int_equal(xenon_list_domains(liar, &domains, &count), -EPROTO);
    xenon_close(liar);
}

static void no_domains_is_no_error(void **state)
{
    (void)state;
    struct xenon_domain *domains;
    size_t count;
    assert_int_equal(xenon_list_domains(xenon, &domains, &count), 0);
    assert_null(domains);
    assert_int_equal(count, 0);
}

static void expect_all_domains(void)
{
    struct xenon_domain *domains;
    size_t count;
    assert_int_equal(xenon_list_domains(xenon, &domains, &count), 0);
    assert_int_equal(count, FAKE_DOMAINS);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(domains[i].domid, i);
    free(domains);
}

/* More than a page, and with an answer that leaves room. */
static void all_domains_are_listed(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < FAKE_DOMAINS; i++)
        fake_domain(i, "guest", i, 0);
    expect_all_domains();
    fake.most = 7;
    expect_all_domains();
}

static void domains_that_do_not_rise_are_not_believed(void **state)
{
    (void)state;
    struct xenon_domain *domains;
    size_t count;
    fake_domain(5, "recon", 0, 0);
    fake_domain(4, "liaison", 0, 0);
    assert_int_equal(xenon_list_domains(xenon, &domains, &count), -EPROTO);
}

static unsigned int pages;

/* Good pages, until one fails. */
static int fail_later(void *context, struct xenon_op *op)
{
    (void)context;
    if (pages++ == 2)
        return -EPERM;
    *(struct xenon_domain *)(uintptr_t)op->u.domains.buffer = (struct xenon_domain){.domid = pages};
    op->u.domains.count = 1;
    return 0;
}

/* What was read before it is freed, or the leak checker ends the test. */
static void failure_at_a_later_page(void **state)
{
    (void)state;
    static const struct xenon_transport failing = {
        .allocate = plain_allocate, .release = plain_release, .call = fail_later, .close = plain_close};
    struct xenon_domain *domains;
    struct xenon *other;
    size_t count;
    assert_int_equal(xenon_open_with(&failing, NULL, &other), 0);
    assert_int_equal(xenon_list_domains(other, &domains, &count), -EPERM);
    xenon_close(other);
}

/* A box, of whatever size it says. */
static struct {
    uint8_t bytes[XENON_BOX_SIZE];
    uint32_t size;
} box;

static int give_box(void *context, struct xenon_op *op)
{
    (void)context;
    uint8_t *bytes = (uint8_t *)(uintptr_t)op->u.box.buffer;
    if (op->command == XENON_OP_keep) {
        memcpy(box.bytes, bytes, op->u.box.size);
        box.size = op->u.box.size;
        return 0;
    }
    assert_int_equal(op->command, XENON_OP_recall);
    assert_int_equal(op->u.box.size, XENON_BOX_SIZE);
    memcpy(bytes, box.bytes, XENON_BOX_SIZE);
    op->u.box.size = box.size;
    return 0;
}

static void what_is_kept_is_recalled(void **state)
{
    (void)state;
    static const struct xenon_transport transport = {
        .allocate = plain_allocate, .release = plain_release, .call = give_box, .close = plain_close};
    uint8_t bytes[XENON_BOX_SIZE + 1] = {0}, read[XENON_BOX_SIZE];
    struct xenon *other;
    size_t size;
    assert_int_equal(xenon_open_with(&transport, NULL, &other), 0);
    assert_int_equal(xenon_recall(other, read, &size), 0);
    assert_int_equal(size, 0);
    assert_int_equal(xenon_keep(other, "state", 5), 0);
    assert_int_equal(xenon_recall(other, read, &size), 0);
    assert_int_equal(size, 5);
    assert_memory_equal(read, "state", 5);
    assert_int_equal(xenon_keep(other, bytes, sizeof(bytes)), -E2BIG);
    assert_int_equal(box.size, 5);
    assert_int_equal(xenon_keep(other, bytes, XENON_BOX_SIZE), 0);
    assert_int_equal(xenon_recall(other, read, &size), 0);
    assert_int_equal(size, XENON_BOX_SIZE);
    assert_int_equal(xenon_keep(other, NULL, 0), 0);
    assert_int_equal(box.size, 0);
    box.size = XENON_BOX_SIZE + 1;
    assert_int_equal(xenon_recall(other, read, &size), -EPROTO);
    xenon_close(other);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_fake, close_fake)
    const struct CMUnitTest tests[] = {
        TEST(status_is_passed_on),
        TEST(errors_are_passed_on),
        TEST(no_memory_is_an_error),
        TEST(blob_arrives_whole),
        TEST(empty_blob_is_the_modules_to_judge),
        TEST(refusal_has_its_place),
        TEST(oversized_blob_is_never_sent),
        TEST(log_starts_where_it_is_asked_to),
        TEST(wrapped_ring_starts_later),
        TEST(records_that_do_not_rise_are_not_believed),
        TEST(inverted_log_range_is_not_believed),
        TEST(too_many_entries_are_not_believed),
        TEST(no_domains_is_no_error),
        TEST(all_domains_are_listed),
        TEST(domains_that_do_not_rise_are_not_believed),
        TEST(failure_at_a_later_page),
        TEST(what_is_kept_is_recalled),
    };
    xenon_close(NULL);
    return cmocka_run_group_tests_name("runtime: libxenon", tests, NULL, NULL);
}
