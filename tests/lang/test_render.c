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

/* To be freed. */
static char *draw(struct drawn *drawn, bool colour)
{
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    assert_non_null(file);
    diagnostics_sort(&drawn->diagnostics);
    render(file, &drawn->diagnostics, &drawn->sources, colour);
    fclose(file);
    return text;
}

static void assert_drawn(struct drawn *drawn, bool colour, const char *wanted)
{
    char *text = draw(drawn, colour);
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
                 "1 | first\n"
                 "  | -----\n"
                 "help: did you mean `right`?\n");
}

static void two_places_in_one_line(void **state)
{
    (void)state;
    struct drawn drawn;
    begin(&drawn, "connect recon <-> liaison\n");
    report_beside(report(&drawn.diagnostics, XP0212, at(8, 13), "apart"), at(18, 25));
    report_beside(report(&drawn.diagnostics, XP0212, at(18, 25), "backwards"), at(8, 13));
    report_beside(report(&drawn.diagnostics, XP0212, at(18, 25), "within"), at(20, 21));
    assert_drawn(&drawn, false,
                 "error[XP0212]: apart\n  --> dir/file.xpol:1:9\n"
                 "1 | connect recon <-> liaison\n"
                 "  |         ^^^^^     ^^^^^^^\n"
                 "help: `policyc --explain XP0212` says more\n\n"
                 "error[XP0212]: backwards\n  --> dir/file.xpol:1:19\n"
                 "1 | connect recon <-> liaison\n"
                 "  |         ^^^^^     ^^^^^^^\n"
                 "help: `policyc --explain XP0212` says more\n\n"
                 "error[XP0212]: within\n  --> dir/file.xpol:1:19\n"
                 "1 | connect recon <-> liaison\n"
                 "  |                   ^^^^^^^\n"
                 "help: `policyc --explain XP0212` says more\n");
}

static void two_places_in_two_lines(void **state)
{
    (void)state;
    struct drawn drawn;
    begin(&drawn, "one\ntwo\n");
    report_beside(report(&drawn.diagnostics, XP0226, at(0, 3), "apart"), at(4, 7));
    assert_drawn(&drawn, false,
                 "warning[XP0226]: apart\n  --> dir/file.xpol:1:1\n1 | one\n  | ^^^\n"
                 "  --> dir/file.xpol:2:1\n2 | two\n  | ^^^\n"
                 "help: `policyc --explain XP0226` says more\n");
}

/* The second place is in the line, but not in what is shown of it. */
static void two_places_far_apart(void **state)
{
    (void)state;
    struct drawn drawn;
    char source[1001];
    memset(source, 'x', sizeof(source));
    source[sizeof(source) - 1] = 0;
    begin(&drawn, source);
    report_beside(report(&drawn.diagnostics, XP0226, at(500, 503), "apart"), at(10, 13));
    char *text = draw(&drawn, false);
    assert_non_null(strstr(text, "  --> dir/file.xpol:1:501\n"));
    assert_non_null(strstr(text, "  --> dir/file.xpol:1:11\n"));
    free(text);
    arena_free(&drawn.arena);
}

static void several_notes(void **state)
{
    (void)state;
    struct drawn drawn;
    begin(&drawn, "one\ntwo\n");
    struct diagnostic *d = report(&drawn.diagnostics, XP0212, at(0, 3), "message");
    report_note(&drawn.diagnostics, d, at(4, 5), "first");
    report_note(&drawn.diagnostics, d, at(5, 7), "second");
    assert_drawn(&drawn, false,
                 "error[XP0212]: message\n  --> dir/file.xpol:1:1\n1 | one\n  | ^^^\n"
                 "note: first\n  --> dir/file.xpol:2:1\n2 | two\n  | -\n"
                 "note: second\n  --> dir/file.xpol:2:2\n2 | two\n  |  --\n"
                 "help: `policyc --explain XP0212` says more\n");
}

/* In an expansion within an expansion. */
static void where_templates_are_used(void **state)
{
    (void)state;
    struct drawn drawn;
    begin(&drawn, "template outer\nuse outer\nuse inner\n");
    source_expand(&drawn.sources, 0, at(15, 24));
    source_expand(&drawn.sources, 1, (struct span){.file = 1, .start = 25, .end = 34});
    report(&drawn.diagnostics, XP0212, (struct span){.file = 2, .start = 0, .end = 8}, "message");
    assert_drawn(&drawn, false,
                 "error[XP0212]: message\n  --> dir/file.xpol:1:1\n1 | template outer\n  | ^^^^^^^^\n"
                 "note: in the template used here\n  --> dir/file.xpol:3:1\n3 | use inner\n  | ---------\n"
                 "note: in the template used here\n  --> dir/file.xpol:2:1\n2 | use outer\n  | ---------\n"
                 "help: `policyc --explain XP0212` says more\n");
}

static void a_fix_is_offered(void **state)
{
    (void)state;
    struct drawn drawn;
    begin(&drawn, "ab;");
    struct diagnostic *d = report(&drawn.diagnostics, XP0212, at(2, 3), "no end");
    report_fix(&drawn.diagnostics, d, at(2, 3), "%s", "");
    assert_drawn(&drawn, false,
                 "error[XP0212]: no end\n  --> dir/file.xpol:1:3\n1 | ab;\n  |   ^\n"
                 "help: `policyc --fix` mends it\n");
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
    size_t shown = 0;
    char *text = draw(&drawn, false);
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
        cmocka_unit_test(two_places_in_one_line),
        cmocka_unit_test(two_places_in_two_lines),
        cmocka_unit_test(two_places_far_apart),
        cmocka_unit_test(several_notes),
        cmocka_unit_test(where_templates_are_used),
        cmocka_unit_test(a_fix_is_offered),
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
