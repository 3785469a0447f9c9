/* SPDX-License-Identifier: GPL-2.0-only */
/* The arena and what stands on it: alignment, zeroes, growth, the map of names, and lines of a source. */
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "lang/arena.h"
#include "lang/names.h"
#include "lang/source.h"

static void objects_are_zero_and_aligned(void **state)
{
    (void)state;
    static const unsigned char zeros[5000];
    struct arena arena = {0};
    for (size_t size = 0; size < sizeof(zeros); size += 37) {
        unsigned char *object = arena_alloc(&arena, size);
        assert_int_equal((uintptr_t)object % alignof(uint64_t), 0);
        assert_memory_equal(object, zeros, size);
        memset(object, 0xff, size);
    }
    arena_free(&arena);
    assert_null(arena.chunk);
}

static void objects_keep_apart(void **state)
{
    (void)state;
    struct arena arena = {0};
    unsigned char *object[400];
    for (size_t i = 0; i < 400; i++) {
        object[i] = arena_alloc(&arena, i + 1);
        memset(object[i], (int)(i & 0xff), i + 1);
    }
    for (size_t i = 0; i < 400; i++)
        for (size_t j = 0; j <= i; j++)
            assert_int_equal(object[i][j], i & 0xff);
    arena_free(&arena);
}

static void a_large_object_has_room(void **state)
{
    (void)state;
    struct arena arena = {0};
    unsigned char *object = arena_alloc(&arena, 10 << 20);
    memset(object, 1, 10 << 20);
    assert_string_equal(arena_print(&arena, "%s-%d", "text", 5), "text-5");
    arena_free(&arena);
}

static void growing_keeps_bytes(void **state)
{
    (void)state;
    struct arena arena = {0};
    const char *text = arena_text(&arena, "abcdef", 3);
    char *grown = arena_grow(&arena, text, 3, 10);
    assert_string_equal(text, "abc");
    assert_memory_equal(grown, "abc\0\0\0\0\0\0\0", 10);
    arena_free(&arena);
}

static void names_are_found(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct names names = {.arena = &arena};
    assert_null(names_find(&names, "nobody"));
    for (int i = 0; i < 1000; i++) {
        int *value = arena_alloc(&arena, sizeof(*value));
        *value = i;
        assert_null(names_add(&names, arena_print(&arena, "name-%d", i), value));
    }
    for (int i = 0; i < 1000; i++)
        assert_int_equal(*(int *)names_find(&names, arena_print(&arena, "name-%d", i)), i);
    assert_int_equal(*(int *)names_add(&names, "name-7", &arena), 7);
    assert_null(names_find(&names, "name-1000"));
    assert_int_equal(names.count, 1000);
    arena_free(&arena);
}

static void assert_line(const struct source *source, uint32_t line, const char *wanted)
{
    uint32_t length;
    const char *text = source_line(source, line, &length);
    assert_int_equal(length, strlen(wanted));
    assert_memory_equal(text, wanted, length);
}

static void lines_and_columns(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct sources sources = {.arena = &arena};
    uint32_t file = source_add(&sources, "path", "name", "one\r\n\ntwo\nx", 11);
    const struct source *source = sources.list[file];
    assert_int_equal(source->line_count, 4);
    assert_line(source, 1, "one");
    assert_line(source, 2, "");
    assert_line(source, 3, "two");
    assert_line(source, 4, "x");
    static const struct {
        uint32_t at, line, column;
    } places[] = {{0, 1, 1}, {4, 1, 5}, {5, 2, 1}, {6, 3, 1}, {9, 3, 4}, {10, 4, 1}, {11, 4, 2}};
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        struct position position = source_position(&sources, (struct span){.start = places[i].at});
        assert_int_equal(position.line, places[i].line);
        assert_int_equal(position.column, places[i].column);
    }
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(objects_are_zero_and_aligned),
        cmocka_unit_test(objects_keep_apart),
        cmocka_unit_test(a_large_object_has_room),
        cmocka_unit_test(growing_keeps_bytes),
        cmocka_unit_test(names_are_found),
        cmocka_unit_test(lines_and_columns),
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
