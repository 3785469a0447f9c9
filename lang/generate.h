/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hypercall table while it is turned from YAML into C.
 *
 * Every mistake in the YAML ends the program with a line `FILE:LINE:COLUMN: error: …` and exit status 1:
 * a table that is partly right would decide wrongly everywhere.
 */
#ifndef XENON_GENERATE_H
#define XENON_GENERATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HYPERCALLS 64u /* numbers of hypercalls: 0 to 63, one bit each in a word */

enum place { NOWHERE, REGISTER, MEMORY, PLACES };

/* What the compiler wants to know of an operation, beyond its number. */
struct facts {
    bool has_target;
    unsigned int baseline; /* kernels that need it: a bit 1 << enum blob_guest each */
    const char *refused;   /* what becomes of them without it, or NULL */
};

/* Where in the YAML, both from 1. */
struct position {
    size_t line, column;
};

struct command {
    struct position at;
    const char *name, *text;
    const char *prefix; /* or NULL: the hypercall's */
    uint64_t number;
    uint64_t continuation; /* the number by which Xen resumes it, or 0 */
    struct facts facts;
    unsigned int operation;
};

struct call {
    struct position at;
    const char *name, *text;
    const char *header;   /* name in Xen's headers, or NULL: the same */
    const char *alias_of; /* or NULL */
    const char *prefix;   /* or NULL, if it has no subcommands of its own */
    uint64_t number, mask;
    enum place place;
    struct facts facts;
    struct command *commands; /* in rising order of their numbers */
    size_t count;

    /* Filled in by number_operations(); an alias has those of the hypercall that it stands for. */
    uint64_t canonical;
    unsigned int first, near_count, far_number, far_count;
    uint64_t continuation, continues;
};

struct table {
    const char *path;
    struct call *calls; /* in rising order of their numbers */
    size_t count;
    unsigned int operations; /* with operation 0 */
    void *document;          /* the YAML, which owns all strings */
};

/* Ends the program. */
_Noreturn void fail_at(const struct table *table, struct position at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* generate_read.c: fills `table` from the file, which has the right keys and kinds of values. */
void read_table(struct table *table, const char *path);
void free_table(struct table *table);

/* generate_check.c: what goes beyond single values; then gives every subcommand its operation. */
void check_table(const struct table *table);
void number_operations(struct table *table);

/* generate_write.c: writes the generated files into the folder. */
void write_table(const struct table *table, const char *folder);

#endif
