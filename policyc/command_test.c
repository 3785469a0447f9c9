/* SPDX-License-Identifier: GPL-2.0-only */
/* --test: runs the tests that are in policies. All of them are run; the worst status counts. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "lang/replace_file.h"
#include "policyc/findings.h"
#include "policyc/testing.h"

static int write_junit(const struct request *request, struct arena *arena, const struct tested_file *files)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return trouble("out of memory");
    tests_junit(out, files, request->count);
    int error = fclose(out) ? ENOMEM : replace_file(arena, request->junit, text, size);
    free(text);
    return error ? trouble("can't write %s: %s", request->junit, strerror(error)) : EXIT_CLEAN;
}

/* Where the answer is text, it stands on standard output, and what is wrong on the other. */
static void show(const struct request *request, struct tested_file *file, struct findings *findings)
{
    if (request->format == FORMAT_TEXT)
        tests_print(file);
    fflush(stdout);
    findings_add(findings, &file->operand.compilation.diagnostics, &file->operand.compilation.sources);
}

static void show_coverage(const struct request *request, const struct tested_file *files)
{
    for (size_t i = 0; i < request->count; i++)
        if (files[i].compiles)
            coverage_print(&files[i], request->coverage);
}

static void summarise(const struct request *request, const struct tested_file *files)
{
    size_t tests = 0, failed = 0;
    for (size_t i = 0; i < request->count; i++) {
        tests += files[i].count;
        failed += files[i].failed;
    }
    if (request->coverage || request->at_least)
        show_coverage(request, files);
    printf("%zu test%s, %zu failed\n", tests, tests == 1 ? "" : "s", failed);
}

static int status_of(const struct request *request, const struct tested_file *file)
{
    if (file->status == EXIT_CLEAN && coverage_percent(tested_file_sum(file)) < request->at_least)
        return EXIT_ERRORS;
    return file->status;
}

static int run(const struct request *request, struct arena *arena, struct tested_file *files)
{
    struct findings findings;
    int worst = EXIT_CLEAN;
    findings_start(&findings, request);
    for (size_t i = 0; i < request->count; i++) {
        tested_file_open(&files[i], request, request->operands[i]);
        show(request, &files[i], &findings);
        int status = status_of(request, &files[i]);
        if (status > worst)
            worst = status;
    }
    if (request->format == FORMAT_JSON) {
        report_json_rest(&findings.json);
        tests_json(&findings.json.json, files, request->count);
    } else if (request->format == FORMAT_TEXT) {
        summarise(request, files);
    }
    if (request->junit && write_junit(request, arena, files) != EXIT_CLEAN)
        worst = EXIT_TROUBLE;
    return findings_end(&findings, worst);
}

int command_test(const struct request *request)
{
    struct arena arena = {0};
    struct tested_file *files = arena_array(&arena, request->count, sizeof(*files));
    int status = run(request, &arena, files);
    for (size_t i = 0; i < request->count; i++)
        operand_close(&files[i].operand);
    arena_free(&arena);
    return status;
}
