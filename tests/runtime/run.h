/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs xenon-policy's main() on the fake, in a child process of its own, and keeps all it said. */
#ifndef XENON_TESTS_RUNTIME_RUN_H
#define XENON_TESTS_RUNTIME_RUN_H

#include <stddef.h>

enum stdout_kind {
    TO_FILE,
    TO_TERMINAL,
    TO_CLOSED_PIPE, /* nobody reads it */
    TO_FULL_DISK,
};

struct outcome {
    int status; /* exit status, or 128 + the signal that ended it */
    char out[65536];
    char err[8192];
};

enum { RUN_ARGUMENTS = 8 };

/*
 * Runs `xenon-policy` with the arguments, of which `arguments` holds up to RUN_ARGUMENTS, ended by NULL.
 * The outcome is the next run's too: read it first.
 */
const struct outcome *run_to(enum stdout_kind kind, const char *const arguments[]);

#define run(...) run_to(TO_FILE, (const char *const[]){__VA_ARGS__, NULL})

/* Writes a file whose name ends so. Returns its name, which is good until the next call; the caller unlinks
 * it. */
const char *run_file(const char *ending, const void *data, size_t size);

/* Fails the test unless every line of `text` is JSON to python3's reader. */
void assert_json_lines(const char *text);

#endif
