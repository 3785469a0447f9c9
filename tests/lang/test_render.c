/* SPDX-License-Identifier: GPL-2.0-only */
/* How findings are drawn: their order, carets under tabs and wide characters, cut lines, colour. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "lang/render.h"
#include "tests/lang/compile_text.h"

struct drawn {
    struct arena arena;
    struct sources sources;
    struct diagnostics diagnostics;
};

static void begin(struct drawn *drawn, const char *text)
{
    *drawn = (struct drawn){0};
    drawn->sources.arena = &drawn->arena;
    drawn->diagnostics.arena = &drawn->arena;
    source_add(&drawn->sources, "dir/file.xpol", "file.xpol", text, strlen(text));
}

static struct span at(uint32_t start, uint32_t end)
{
    return (struct span){.start = start, .end = end};
}

static void assert_drawn(struct drawn *drawn, bool colour, const char *wanted)
{
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    assert_non_null(file);
    diagnostics_sort(&drawn->diagnostics);
    render(file, &drawn->diagnostics, &drawn->sources, colour);
    fclose(file);
    assert_string_equal(text, wanted);
    free(text);
    arena_free(&drawn->arena);
}

static void the_shape(void **state)
{
    (void)state;
    struct drawn drawn;
    begin(&drawn, "first\nallow wrong here\n");
    struct diagnostic *d = report(&drawn.diagnostics, XP0212, at(12, 17), "unknown hypercall `%s`", "wrong");
    report_note(&drawn.diagnostics, d, at(0, 5), "see `%s`", "first");
    report_help(&drawn.diagnostics, d, "did you mean `right`?");
    assert_drawn(&drawn, false,
                 "error[XP0212]: unknown hypercall `wrong`\n"
                 "  --> dir/file.xpol:2:7\n"
                 "2 | allow wrong here\n"
                 "  |       ^^^^^\n"
                 "note: see `first`\n"
                 "  --> dir/file.xpol:1:1\n"
                 "help: did you mean `right`?\n");
}

static void sorted_by_place(void **state)
{
    (void)state;
    struct drawn drawn;
    begin(&drawn, "ab");
    report(&drawn.diagnostics, XP0226, at(1, 2), "second");
    report(&drawn.diagnostics, XP0212, at(0, 1), "first");
    report(&drawn.diagnostics, XP0214, at(1, 2), "third");
    assert_int_equal(drawn.diagnostics.errors, 2);
    assert_int_equal(drawn.diagnostics.warnings, 1);
    assert_drawn(&drawn, false,
                 "error[XP0212]: first\n  --> dir/file.xpol:1:1\n1 | ab\n  | ^\n"
                 "help: `policyc --explain XP0212` says more\n\n"
                 "warning[XP0226]: second\n  --> dir/file.xpol:1:2\n1 | ab\n  |  ^\n"
                 "help: `policyc --explain XP0226` says more\n\n"
                 "error[XP0214]: third\n  --> dir/file.xpol:1:2\n1 | ab\n  |  ^\n"
                 "help: `policyc --explain XP0214` says more\n");
}

static void warnings_can_be_errors(void **state)
{
    (void)state;
    struct drawn drawn;
    begin(&drawn, "ab");
    drawn.diagnostics.strict = true;
    report(&drawn.diagnostics, XP0226, at(0, 1), "no effect");
    assert_int_equal(drawn.diagnostics.errors, 1);
    assert_drawn(&drawn, false,
                 "error[XP0226]: no effect\n  --> dir/file.xpol:1:1\n1 | ab\n  | ^\n"
                 "help: `policyc --explain XP0226` says more\n");
}

static void carets_under_tabs_and_wide_characters(void **state)
{
    (void)state;
    struct drawn drawn;
    begin(&drawn, "\ta\t\xe6\xbc\xa2\xe5\xad\x97 wrong");
    report(&drawn.diagnostics, XP0212, at(3, 9), "wide");
    report(&drawn.diagnostics, XP0212, at(10, 15), "after");
    assert_drawn(&drawn, false,
                 "error[XP0212]: wide\n  --> dir/file.xpol:1:4\n"
                 "1 |     a   \xe6\xbc\xa2\xe5\xad\x97 wrong\n"
                 "  |         ^^^^\n"
                 "help: `policyc --explain XP0212` says more\n\n"
                 "error[XP0212]: after\n  --> dir/file.xpol:1:11\n"
                 "1 |     a   \xe6\xbc\xa2\xe5\xad\x97 wrong\n"
                 "  |              ^^^^^\n"
                 "help: `policyc --explain XP0212` says more\n");
}

static void what_is_no_text_is_shown_as_such(void **state)
{
    (void)state;
    struct drawn drawn;
    begin(&drawn, "a\xff\x1b[2Jb wrong");
    report(&drawn.diagnostics, XP0212, at(8, 13), "bytes");
    assert_drawn(&drawn, false,
                 "error[XP0212]: bytes\n  --> dir/file.xpol:1:9\n"
                 "1 | a\xef\xbf\xbd\xef\xbf\xbd[2Jb wrong\n"
                 "  |         ^^^^^\n"
                 "help: `policyc --explain XP0212` says more\n");
}

static void a_span_over_lines_ends_with_the_first(void **state)
{
    (void)state;
    struct drawn drawn;
    begin(&drawn, "x all except\n  domctl\n");
    report(&drawn.diagnostics, XP0227, at(2, 21), "lines");
    assert_drawn(&drawn, false,
                 "warning[XP0227]: lines\n  --> dir/file.xpol:1:3\n1 | x all except\n  |   ^^^^^^^^^^\n"
                 "help: `policyc --explain XP0227` says more\n");
}

static void the_end_of_a_file_has_one_caret(void **state)
{
    (void)state;
    struct drawn drawn;
    begin(&drawn, "");
    report(&drawn.diagnostics, XP0201, at(0, 0), "empty");
    assert_drawn(&drawn, false,
                 "error[XP0201]: empty\n  --> dir/file.xpol:1:1\n1 | \n  | ^\n"
                 "help: `policyc --explain XP0201` says more\n");
}

static void colour_when_asked_for(void **state)
{
    (void)state;
    struct drawn drawn;
    begin(&drawn, "ab");
    report(&drawn.diagnostics, XP0212, at(0, 2), "red");
    assert_drawn(&drawn, true,
                 "\033[1;31merror[XP0212]\033[0m\033[1m: red\n\033[0m"
                 "  --> dir/file.xpol:1:1\n"
                 "\033[1;34m1 | \033[0mab\n"
                 "\033[1;34m  | \033[1;31m^^\n\033[0m"
                 "\033[1;32mhelp\033[0m: `policyc --explain XP0212` says more\n");
}

static void only_so_many_are_shown(void **state)
{
    (void)state;
    struct drawn drawn;
    begin(&drawn, "ab");
    for (unsigned int i = 0; i < RENDER_MAX + 2; i++)
        report(&drawn.diagnostics, XP0212, at(0, 1), "again");
    char *text = NULL;
    size_t size;
    size_t shown = 0;
    FILE *file = open_memstream(&text, &size);
    assert_non_null(file);
    render(file, &drawn.diagnostics, &drawn.sources, false);
    fclose(file);
    for (const char *line = text; (line = strstr(line, "error[")); line++)
        shown++;
    assert_int_equal(shown, RENDER_MAX);
    assert_non_null(strstr(text, "\n2 more findings are not shown\n"));
    free(text);
    arena_free(&drawn.arena);
}

static void a_long_line_is_cut_around_the_place(void **state)
{
    (void)state;
    struct compiled compiled;
    char source[2000];
    memset(source, ' ', sizeof(source));
    memcpy(source + 1000, "wrong", 5);
    source[sizeof(source) - 1] = 0;
    compile_text(&compiled, "long.xpol", source);
    char *text = findings_text(&compiled, false);
    assert_non_null(strstr(text, "  --> long.xpol:1:1001\n"));
    const char *excerpt = strstr(text, "1 | ");
    const char *carets = strstr(text, "  | ");
    assert_non_null(excerpt);
    assert_int_equal(strstr(excerpt, "wrong") - excerpt, strstr(carets, "^^^^^\n") - carets);
    assert_true(strcspn(excerpt, "\n") < 200);
    free(text);
    compilation_free(&compiled.compilation);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shape),
        cmocka_unit_test(sorted_by_place),
        cmocka_unit_test(warnings_can_be_errors),
        cmocka_unit_test(carets_under_tabs_and_wide_characters),
        cmocka_unit_test(what_is_no_text_is_shown_as_such),
        cmocka_unit_test(a_span_over_lines_ends_with_the_first),
        cmocka_unit_test(the_end_of_a_file_has_one_caret),
        cmocka_unit_test(colour_when_asked_for),
        cmocka_unit_test(only_so_many_are_shown),
        cmocka_unit_test(a_long_line_is_cut_around_the_place),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests_name("render", tests, NULL, NULL);
}
