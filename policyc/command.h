/* SPDX-License-Identifier: GPL-2.0-only */
/* What policyc was asked to do, and the functions that do it; each returns an exit status. */
#ifndef XENON_COMMAND_H
#define XENON_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

enum exit_status {
    EXIT_CLEAN,   /* nothing wrong */
    EXIT_ERRORS,  /* the policy or the blob has errors */
    EXIT_TROUBLE, /* wrong usage, or a file that can't be read or written */
};

struct request {
    char **operands; /* files, or a code */
    size_t count;
    const char *output;
    const char **folders; /* where imports are looked for */
    size_t folder_count;
    bool strict; /* warnings are errors */
    bool json;
};

int command_compile(const struct request *request);
int command_check(const struct request *request);
int command_dump(const struct request *request);
int command_explain(const struct request *request);
int command_hypercalls(const struct request *request);

/* Prints `policyc: ` and a message on standard error. Returns EXIT_TROUBLE. */
int trouble(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
