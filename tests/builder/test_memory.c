/* SPDX-License-Identifier: GPL-2.0-only */
/* The builder's catalogue, and what of it outlasts the builder, in a box that is here. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "runtime/builder/memory.h"

static struct {
    uint8_t bytes[XENON_BOX_SIZE];
    size_t size;
    int error;
} box;

int xenon_keep(struct xenon *xenon, const void *bytes, size_t size)
{
    (void)xenon;
    assert_in_range(size, 0, XENON_BOX_SIZE);
    if (box.error)
        return box.error;
    if (size)
        memcpy(box.bytes, bytes, size);
    box.size = size;
    return 0;
}

int xenon_recall(struct xenon *xenon, uint8_t bytes[XENON_BOX_SIZE], size_t *size)
{
    (void)xenon;
    if (box.error)
        return box.error;
    memcpy(bytes, box.bytes, box.size);
    *size = box.size;
    return 0;
}

static unsigned int read_text(struct catalogue *catalogue, const char *text)
{
    FILE *file = fmemopen((char *)(uintptr_t)text, strlen(text), "r");

    assert_non_null(file);
    unsigned int wrong = catalogue_read(catalogue, file);
    fclose(file);
    return wrong;
}

static const char two[] = "# guests\n"
                          "one alpha 64 /kernel - disk=blk:/dev/sda card=net\n"
                          "\n"
                          "two bravo 32 /kernel /ramdisk # the other\n";

static int reset(void **state)
{
    (void)state;
    memset(&box, 0, sizeof(box));
    return 0;
}

static void a_catalogue_is_read(void **state)
{
    struct catalogue catalogue;
    (void)state;

    assert_int_equal(read_text(&catalogue, two), 0);
    assert_int_equal(catalogue.count, 2);
    const struct entry *one = catalogue_find(&catalogue, "one"), *other = catalogue_find(&catalogue, "two");
    assert_string_equal(one->owner, "alpha");
    assert_int_equal(one->memory, 64);
    assert_string_equal(one->ramdisk, "");
    assert_string_equal(one->disk_server, "blk");
    assert_string_equal(one->disk, "/dev/sda");
    assert_string_equal(one->card_server, "net");
    assert_string_equal(other->ramdisk, "/ramdisk");
    assert_string_equal(other->disk_server, "");
    assert_null(catalogue_find(&catalogue, "three"));
    catalogue_free(&catalogue);
}

static void the_first_wrong_line_is_named(void **state)
{
    static const char *const wrong[] = {
        "one alpha 64 /kernel\n",
        "one alpha 0 /kernel -\n",
        "one alpha 64MiB /kernel -\n",
        "one alpha 64 /kernel - disk=blk\n",
        "one alpha 64 /kernel - tape=net\n",
        "two bravo 1 /kernel -\n",
        "a-name-that-is-longer-than-a-label alpha 64 /kernel -\n",
    };
    (void)state;

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct catalogue catalogue;
        char text[256];
        snprintf(text, sizeof(text), "two bravo 32 /kernel -\n%s", wrong[i]);
        assert_int_equal(read_text(&catalogue, text), 2);
        catalogue_free(&catalogue);
    }
}

static void the_next_builder_knows_what_runs(void **state)
{
    struct catalogue before, after;
    (void)state;

    assert_int_equal(read_text(&before, two), 0);
    struct entry *one = catalogue_find(&before, "one");
    one->domid = 7;
    one->disk_domid = 3;
    one->card_domid = 65000;
    assert_int_equal(memory_keep(NULL, &before), 0);
    catalogue_free(&before);

    assert_int_equal(read_text(&after, two), 0);
    assert_int_equal(memory_recall(NULL, &after), 0);
    one = catalogue_find(&after, "one");
    assert_int_equal(one->domid, 7);
    assert_int_equal(one->disk_domid, 3);
    assert_int_equal(one->card_domid, 65000);
    assert_int_equal(catalogue_find(&after, "two")->domid, 0);

    one->domid = 0;
    assert_int_equal(memory_keep(NULL, &after), 0);
    assert_int_equal(box.size, 0);
    catalogue_free(&after);
}

static void guests_that_are_no_more_are_passed_over(void **state)
{
    static const char text[] = "gone 4 0 0\nno number\n\ntwo 9 0 5\nlast";
    struct catalogue catalogue;
    (void)state;

    memcpy(box.bytes, text, strlen(text));
    box.size = strlen(text);
    assert_int_equal(read_text(&catalogue, two), 0);
    assert_int_equal(memory_recall(NULL, &catalogue), 0);
    assert_int_equal(catalogue_find(&catalogue, "one")->domid, 0);
    assert_int_equal(catalogue_find(&catalogue, "two")->domid, 9);
    assert_int_equal(catalogue_find(&catalogue, "two")->card_domid, 5);
    catalogue_free(&catalogue);
}

static void more_than_fits_is_refused(void **state)
{
    struct entry *entries = calloc(200, sizeof(*entries));
    struct catalogue catalogue = {.entries = entries, .count = 200};
    (void)state;

    assert_non_null(entries);
    for (size_t i = 0; i < 200; i++) {
        snprintf(entries[i].name, NAME_SIZE, "guest-with-a-longish-name-%zu", i);
        entries[i].domid = 30000;
    }
    assert_int_equal(memory_keep(NULL, &catalogue), -E2BIG);
    assert_int_equal(box.size, 0);
    catalogue.count = 80;
    assert_int_equal(memory_keep(NULL, &catalogue), 0);
    catalogue_free(&catalogue);
}

static void a_refusal_is_passed_on(void **state)
{
    struct catalogue catalogue;
    (void)state;

    assert_int_equal(read_text(&catalogue, two), 0);
    box.error = -EPERM;
    assert_int_equal(memory_keep(NULL, &catalogue), -EPERM);
    assert_int_equal(memory_recall(NULL, &catalogue), -EPERM);
    catalogue_free(&catalogue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_catalogue_is_read, reset),
        cmocka_unit_test_setup(the_first_wrong_line_is_named, reset),
        cmocka_unit_test_setup(the_next_builder_knows_what_runs, reset),
        cmocka_unit_test_setup(guests_that_are_no_more_are_passed_over, reset),
        cmocka_unit_test_setup(more_than_fits_is_refused, reset),
        cmocka_unit_test_setup(a_refusal_is_passed_on, reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
