/* SPDX-License-Identifier: GPL-2.0-only */
/* The tests of one file, run, and the forms in which their results are written. */
#ifndef XENON_TESTING_H
#define XENON_TESTING_H

#include "lang/json.h"
#include "policyc/operand.h"
#include "policyc/read/coverage.h"
#include "policyc/read/scenario.h"

struct test_result {
    const struct scenario *test;
    const struct scenario_step *failed; /* NULL: the test passes */
    const char *message;                /* what happened instead; in the operand's arena */
};

struct tested_file {
    struct operand operand;
    int status; /* of compiling it and running its tests */
    struct test_result *results;
    size_t count;
    size_t failed;
    bool compiles; /* .coverage is set */
    struct coverage coverage;
};

/*
 * Compiles the file and runs its tests. Those that fail are findings of the operand, which is open whatever
 * comes of it.
 */
void tested_file_open(struct tested_file *file, const struct request *request, const char *path);

/* Of all its rules, how many the tests touched. */
struct coverage_sum tested_file_sum(const struct tested_file *file);

/* A line for each test, and with `missed` one for each rule that none touched. */
void tests_print(const struct tested_file *file);
void coverage_print(const struct tested_file *file, bool missed);

/* Members of an object: `tests` and `coverage`. */
void tests_json(struct json *json, const struct tested_file *files, size_t count);

/* A document with a suite for each file, as JUnit writes it. */
void tests_junit(FILE *out, const struct tested_file *files, size_t count);

#endif
