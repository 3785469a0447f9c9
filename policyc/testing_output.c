/* SPDX-License-Identifier: GPL-2.0-only */
/* Results of tests, as text, JSON and JUnit's XML. Times are left out: every run writes the same. */
#include <inttypes.h>
#include "policyc/read/json_facts.h"
#include "policyc/read/view.h"
#include "policyc/read/wording.h"
#include "policyc/testing.h"

/* --- Text --- */

void tests_print(const struct tested_file *file)
{
    for (size_t i = 0; i < file->count; i++)
        printf("%s  %s: %s\n", file->results[i].failed ? "FAILED" : "ok    ", file->operand.path,
               file->results[i].test->name);
}

static uint32_t rule_count(const struct tested_file *file)
{
    return view_count(file->coverage.policy, BLOB_RULES);
}

static void print_missed(const struct tested_file *file)
{
    for (uint32_t rule = 0; rule < rule_count(file); rule++) {
        if (!coverage_lacks(&file->coverage, rule))
            continue;
        fputs("    ", stdout);
        view_print_place(stdout, file->coverage.policy, rule);
        printf("  %s\n", wording_effect(file->coverage.policy->rules[rule].effect));
    }
}

static void print_sum(const char *name, struct coverage_sum sum)
{
    printf("%s: tests touch %" PRIu32 " of %" PRIu32 " rules, %u%%\n", name, sum.touched, sum.rules,
           coverage_percent(sum));
}

/* The whole, each of its files if there are several, and what is left. */
void coverage_print(const struct tested_file *file, bool missed)
{
    uint32_t end;
    print_sum(file->operand.path, tested_file_sum(file));
    for (uint32_t first = 0; first < rule_count(file); first = end) {
        end = coverage_file_end(&file->coverage, first);
        if (end - first == rule_count(file))
            break;
        fputs("  ", stdout);
        print_sum(view_file(file->coverage.policy, first), coverage_sum(&file->coverage, first, end));
    }
    if (missed)
        print_missed(file);
}

static void put_place(struct json *json, const struct tested_file *file, struct span span)
{
    const struct sources *sources = &file->operand.compilation.sources;
    struct position position = source_position(sources, span);
    json_fact_text(json, "file", sources->list[span.file]->path);
    json_number(json, "line", position.line);
    json_number(json, "column", position.column);
}

static void put_result(struct json *json, const struct tested_file *file, const struct test_result *result)
{
    json_object(json, NULL);
    json_fact_text(json, "policy", file->operand.path);
    json_fact_text(json, "name", result->test->name);
    json_boolean(json, "passed", !result->failed);
    if (result->failed) {
        put_place(json, file, result->failed->outcome);
        json_fact_text(json, "message", result->message);
    } else {
        put_place(json, file, result->test->place);
    }
    json_end(json);
}

static void put_coverage(struct json *json, const struct tested_file *file)
{
    struct coverage_sum sum = tested_file_sum(file);
    json_object(json, NULL);
    json_fact_text(json, "policy", file->operand.path);
    json_number(json, "rules", sum.rules);
    json_number(json, "touched", sum.touched);
    json_number(json, "percent", coverage_percent(sum));
    json_array(json, "missed");
    for (uint32_t rule = 0; rule < rule_count(file); rule++) {
        if (!coverage_lacks(&file->coverage, rule))
            continue;
        json_object(json, NULL);
        json_fact_text(json, "file", view_file(file->coverage.policy, rule));
        json_number(json, "line", file->coverage.policy->rules[rule].line);
        json_number(json, "column", file->coverage.policy->rules[rule].column);
        json_fact_text(json, "effect", wording_effect(file->coverage.policy->rules[rule].effect));
        json_end(json);
    }
    json_end(json);
    json_end(json);
}

void tests_json(struct json *json, const struct tested_file *files, size_t count)
{
    json_array(json, "tests");
    for (size_t i = 0; i < count; i++)
        for (size_t test = 0; test < files[i].count; test++)
            put_result(json, &files[i], &files[i].results[test]);
    json_end(json);
    json_array(json, "coverage");
    for (size_t i = 0; i < count; i++)
        if (files[i].compiles)
            put_coverage(json, &files[i]);
    json_end(json);
}

/* --- JUnit --- */

/* A text of XML, in which sources have no control characters. */
static void put_escaped(FILE *out, const char *text)
{
    for (; *text; text++)
        switch (*text) {
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '&':
            fputs("&amp;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        default:
            fputc(*text, out);
        }
}

static void put_attribute(FILE *out, const char *name, const char *text)
{
    fprintf(out, " %s=\"", name);
    put_escaped(out, text);
    fputc('"', out);
}

static void junit_case(FILE *out, const struct tested_file *file, const struct test_result *result)
{
    const struct sources *sources = &file->operand.compilation.sources;
    fputs("    <testcase", out);
    put_attribute(out, "name", result->test->name);
    put_attribute(out, "classname", file->operand.path);
    if (!result->failed) {
        fputs("/>\n", out);
        return;
    }
    struct position position = source_position(sources, result->failed->outcome);
    fputs(">\n      <failure", out);
    put_attribute(out, "message", result->message);
    fputs(" type=\"XP0608\">", out);
    put_escaped(out, sources->list[result->failed->outcome.file]->path);
    fprintf(out, ":%" PRIu32 ":%" PRIu32 "</failure>\n    </testcase>\n", position.line, position.column);
}

/* A file that can't be tested is an error of a case of its own. */
static void junit_suite(FILE *out, const struct tested_file *file)
{
    fputs("  <testsuite", out);
    put_attribute(out, "name", file->operand.path);
    fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%d\">\n", file->count + !file->compiles,
            file->failed, !file->compiles);
    for (size_t i = 0; i < file->count; i++)
        junit_case(out, file, &file->results[i]);
    if (!file->compiles) {
        fputs("    <testcase name=\"compiles\"", out);
        put_attribute(out, "classname", file->operand.path);
        fputs(">\n      <error message=\"it has errors\"/>\n    </testcase>\n", out);
    }
    fputs("  </testsuite>\n", out);
}

void tests_junit(FILE *out, const struct tested_file *files, size_t count)
{
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n", out);
    for (size_t i = 0; i < count; i++)
        junit_suite(out, &files[i]);
    fputs("</testsuites>\n", out);
}
