/* SPDX-License-Identifier: GPL-2.0-only */
/* Findings for programs, byte by byte: JSON, SARIF and GitHub's annotations; and the changes that they offer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "lang/annotations.h"
#include "lang/fix.h"
#include "lang/report_json.h"
#include "lang/sarif.h"

struct run {
    struct arena arena;
    struct sources sources;
    struct diagnostics diagnostics;
    FILE *file;
    char *text;
    size_t size;
};

static void begin(struct run *run, const char *path, const char *text)
{
    *run = (struct run){0};
    run->sources.arena = &run->arena;
    run->diagnostics.arena = &run->arena;
    source_add(&run->sources, path, "file.xpol", text, strlen(text));
    run->file = open_memstream(&run->text, &run->size);
    assert_non_null(run->file);
}

static void assert_written(struct run *run, const char *wanted)
{
    fclose(run->file);
    assert_string_equal(run->text, wanted);
    free(run->text);
    arena_free(&run->arena);
}

static struct span at(uint32_t start, uint32_t end)
{
    return (struct span){.start = start, .end = end};
}

/* A finding with all that one can have, after a line with characters of one, two, three and four bytes. */
static void report_all(struct run *run)
{
    begin(run, "a b,c.xpol", "x\xc3\xa4\xe6\xbc\xa2\xf0\x9f\x98\x80 snd\ntwo\n");
    struct diagnostic *d = report(&run->diagnostics, XP0214, at(11, 14), "no `snd`:\t100%% wrong");
    report_beside(d, at(15, 18));
    report_note(&run->diagnostics, d, at(0, 1), "see \"x\"");
    report_help(&run->diagnostics, d, "did you mean `send`?");
    report_fix(&run->diagnostics, d, at(11, 14), "send");
}

static void as_json(void **state)
{
    (void)state;
    struct run run;
    struct report_json report;
    report_all(&run);
    report_json_start(&report, run.file);
    report_json_add(&report, &run.diagnostics, &run.sources);
    report_json_end(&report);
    assert_written(
        &run, "{\"findings\":[{\"code\":\"XP0214\",\"severity\":\"error\","
              "\"message\":\"no `snd`:\\u0009100% wrong\","
              "\"place\":{\"file\":\"a b,c.xpol\",\"line\":1,\"column\":12,\"end_line\":1,\"end_column\":15,"
              "\"start\":11,\"end\":14},"
              "\"beside\":{\"file\":\"a b,c.xpol\",\"line\":2,\"column\":1,\"end_line\":2,\"end_column\":4,"
              "\"start\":15,\"end\":18},"
              "\"notes\":[{\"message\":\"see \\\"x\\\"\",\"place\":{\"file\":\"a b,c.xpol\",\"line\":1,"
              "\"column\":1,\"end_line\":1,\"end_column\":2,\"start\":0,\"end\":1}}],"
              "\"help\":\"did you mean `send`?\","
              "\"fix\":{\"place\":{\"file\":\"a b,c.xpol\",\"line\":1,\"column\":12,\"end_line\":1,"
              "\"end_column\":15,\"start\":11,\"end\":14},\"replacement\":\"send\"}}],"
              "\"errors\":1,\"warnings\":0}\n");
}

static void as_json_without_findings(void **state)
{
    (void)state;
    struct run run;
    struct report_json report;
    begin(&run, "a.xpol", "");
    report_json_start(&report, run.file);
    report_json_add(&report, &run.diagnostics, &run.sources);
    report_json_end(&report);
    assert_written(&run, "{\"findings\":[],\"errors\":0,\"warnings\":0}\n");
}

static void report_in_template(struct run *run)
{
    begin(run, "t.xpol", "use t(a)\n");
    source_expand(&run->sources, 0, at(0, 8));
    report(&run->diagnostics, XP0226, (struct span){.file = 1, .start = 4, .end = 5}, "no effect");
}

static void a_template_as_json(void **state)
{
    (void)state;
    struct run run;
    struct report_json report;
    report_in_template(&run);
    report_json_start(&report, run.file);
    report_json_add(&report, &run.diagnostics, &run.sources);
    report_json_end(&report);
    assert_written(&run,
                   "{\"findings\":[{\"code\":\"XP0226\",\"severity\":\"warning\",\"message\":\"no effect\","
                   "\"place\":{\"file\":\"t.xpol\",\"line\":1,\"column\":5,\"end_line\":1,\"end_column\":6,"
                   "\"start\":4,\"end\":5},"
                   "\"used\":[{\"file\":\"t.xpol\",\"line\":1,\"column\":1,\"end_line\":1,\"end_column\":9,"
                   "\"start\":0,\"end\":8}]}],\"errors\":0,\"warnings\":1}\n");
}

static void as_annotations(void **state)
{
    (void)state;
    struct run run;
    report_all(&run);
    report(&run.diagnostics, XP0226, at(11, 16), "over\nlines");
    report_place(&run.diagnostics, XP0402, "a,b:c", "refused");
    annotate(run.file, &run.diagnostics, &run.sources);
    assert_written(&run, "::error file=a b%2Cc.xpol,line=1,endLine=1,col=12,endColumn=15,title=XP0214::"
                         "no `snd`:\t100%25 wrong%0Anote: see \"x\" (a b,c.xpol:1:1)%0A"
                         "help: did you mean `send`?\n"
                         "::warning file=a b%2Cc.xpol,line=1,endLine=2,col=12,title=XP0226::over%0Alines\n"
                         "::error title=XP0402::refused%0Aa,b:c\n");
}

static void a_template_as_annotations(void **state)
{
    (void)state;
    struct run run;
    report_in_template(&run);
    annotate(run.file, &run.diagnostics, &run.sources);
    assert_written(&run, "::warning file=t.xpol,line=1,endLine=1,col=5,endColumn=6,title=XP0226::no effect%0A"
                         "note: in the template used here (t.xpol:1:1)\n");
}

/* The parts of the log that a schema can't hold to account; the rest is validated in tests/cli. */
static void as_sarif(void **state)
{
    (void)state;
    struct run run;
    struct sarif sarif;
    report_all(&run);
    sarif_start(&sarif, run.file);
    sarif_add(&sarif, &run.diagnostics, &run.sources);
    sarif_add(&sarif, &run.diagnostics, &run.sources);
    sarif_end(&sarif, true);
    fclose(run.file);
    /* ä and 漢 are one unit of UTF-16 each, the face two. */
    assert_non_null(strstr(run.text, "\"locations\":[{\"physicalLocation\":{\"artifactLocation\":"
                                     "{\"uri\":\"a%20b%2Cc.xpol\"},\"region\":{\"startLine\":1,"
                                     "\"startColumn\":7,\"endLine\":1,\"endColumn\":10,\"byteOffset\":11,"
                                     "\"byteLength\":3}}}]"));
    assert_non_null(strstr(run.text, "\"insertedContent\":{\"text\":\"send\"}"));
    assert_non_null(strstr(run.text, "\"message\":{\"text\":\"see \\\"x\\\"\"}"));
    assert_non_null(strstr(run.text, "\"executionSuccessful\":true"));
    const char *rules = strstr(run.text, "\"rules\":[");
    assert_non_null(rules);
    const char *rule = strstr(rules, "\"id\":\"XP0214\"");
    assert_non_null(rule);
    assert_null(strstr(rule + 1, "\"id\":"));
    free(run.text);
    arena_free(&run.arena);
}

static void paths_as_references(void **state)
{
    static const struct {
        const char *path;
        const char *uri;
    } cases[] = {
        {"/a/b.xpol", "\"uri\":\"file:///a/b.xpol\""},
        {"c:d/%.xpol", "\"uri\":\"c%3Ad/%25.xpol\""},
        {"\xc3\xa4", "\"uri\":\"%C3%A4\""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct run run;
        struct sarif sarif;
        begin(&run, cases[i].path, "x");
        report(&run.diagnostics, XP0214, at(0, 1), "x");
        sarif_start(&sarif, run.file);
        sarif_add(&sarif, &run.diagnostics, &run.sources);
        sarif_end(&sarif, false);
        fclose(run.file);
        assert_non_null(strstr(run.text, cases[i].uri));
        assert_non_null(strstr(run.text, "\"executionSuccessful\":false"));
        free(run.text);
        arena_free(&run.arena);
    }
}

static void offer(struct run *run, uint32_t file, uint32_t start, uint32_t end, const char *text)
{
    struct span span = {.file = file, .start = start, .end = end};
    report_fix(&run->diagnostics, report(&run->diagnostics, XP0214, span, "message"), span, "%s", text);
}

static void assert_fixed(struct run *run, uint32_t file, size_t count, const char *wanted)
{
    size_t size;
    struct fixes fixes = fix_collect(&run->diagnostics, &run->sources, file);
    const char *text = fix_apply(&run->arena, run->sources.list[file], &fixes, &size);
    assert_int_equal(fixes.count, count);
    assert_int_equal(size, strlen(wanted));
    assert_memory_equal(text, wanted, size);
}

static void changes_are_made(void **state)
{
    (void)state;
    struct run run;
    begin(&run, "a.xpol", "0123456789");
    assert_fixed(&run, 0, 0, "0123456789");
    offer(&run, 0, 8, 10, "end");
    offer(&run, 0, 0, 1, "");
    offer(&run, 0, 4, 4, "longer");
    assert_fixed(&run, 0, 3, "123longer4567end");
    assert_written(&run, "");
}

static void of_changes_that_meet_the_first_is_made(void **state)
{
    (void)state;
    struct run run;
    begin(&run, "a.xpol", "0123456789");
    offer(&run, 0, 2, 5, "a");
    offer(&run, 0, 2, 5, "b");
    offer(&run, 0, 4, 6, "c");
    offer(&run, 0, 5, 6, "d");
    offer(&run, 0, 8, 8, "e");
    offer(&run, 0, 8, 8, "f");
    assert_fixed(&run, 0, 3, "01ad67e89");
    assert_written(&run, "");
}

static void templates_are_changed_in_their_file(void **state)
{
    (void)state;
    struct run run;
    begin(&run, "a.xpol", "abc");
    source_expand(&run.sources, 0, at(0, 1));
    source_add(&run.sources, "b.xpol", "b.xpol", "abc", 3);
    offer(&run, 1, 1, 2, "x");
    offer(&run, 2, 0, 1, "y");
    assert_fixed(&run, 0, 1, "axc");
    assert_written(&run, "");
}

/* It may stand for something right in another use. */
static void parameters_of_templates_stay(void **state)
{
    (void)state;
    struct run run;
    begin(&run, "a.xpol", "a $p b");
    source_expand(&run.sources, 0, at(0, 1));
    offer(&run, 1, 2, 4, "x");
    offer(&run, 1, 5, 6, "y");
    assert_fixed(&run, 0, 1, "a $p y");
    assert_false(fix_is_offered(run.diagnostics.first, &run.sources));
    assert_written(&run, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_json),
        cmocka_unit_test(as_json_without_findings),
        cmocka_unit_test(a_template_as_json),
        cmocka_unit_test(as_annotations),
        cmocka_unit_test(a_template_as_annotations),
        cmocka_unit_test(as_sarif),
        cmocka_unit_test(paths_as_references),
        cmocka_unit_test(changes_are_made),
        cmocka_unit_test(of_changes_that_meet_the_first_is_made),
        cmocka_unit_test(templates_are_changed_in_their_file),
        cmocka_unit_test(parameters_of_templates_stay),
    };
    return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
