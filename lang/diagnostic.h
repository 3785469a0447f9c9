/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What there is to say about a policy: a list of findings, kept apart from how it is shown.
 * Every finding has a code from lang/diagnostics, whose severity and explanation it shares.
 */
#ifndef XENON_DIAGNOSTIC_H
#define XENON_DIAGNOSTIC_H

#include <stdbool.h>
#include <stddef.h>
#include "diagnostics.h" /* generated from lang/diagnostics */
#include "lang/arena.h"
#include "lang/source.h"

/* What is said of a template's use that led to the place of a finding. */
#define DIAGNOSTIC_USED "in the template used here"

struct diagnostic_note {
    struct diagnostic_note *next;
    const char *message;
    struct span span;
};

struct diagnostic {
    struct diagnostic *next;
    enum diagnostic_code code;
    enum diagnostic_severity severity;
    struct span span;    /* the place, unless .place is set */
    const char *place;   /* a place that is in no source file, in words */
    struct span beside;  /* a second place that the message names, marked like the first; .end 0: none */
    const char *message; /* one line, without a full stop */
    struct diagnostic_note *notes; /* about other places, in the order of their making */
    const char *help;              /* what to do about it, or NULL */
    struct span fix;         /* the text to be replaced by .replacement: a change that surely is meant */
    const char *replacement; /* or NULL */
};

struct diagnostics {
    struct arena *arena;
    bool strict; /* a warning counts as an error */
    struct diagnostic *first;
    struct diagnostic **end; /* NULL while the list is empty */
    size_t errors;
    size_t warnings;
};

/* Adds a finding at `span`. Never NULL; the finding lives as long as the arena. */
struct diagnostic *report(struct diagnostics *diagnostics, enum diagnostic_code code, struct span span,
                          const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Adds a finding whose place is in no source file. */
struct diagnostic *report_place(struct diagnostics *diagnostics, enum diagnostic_code code, const char *place,
                                const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Says something about another place; there may be several. */
void report_note(struct diagnostics *diagnostics, struct diagnostic *diagnostic, struct span also,
                 const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Says what to do. */
void report_help(struct diagnostics *diagnostics, struct diagnostic *diagnostic, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Marks a second place of the same weight. */
void report_beside(struct diagnostic *diagnostic, struct span beside);

/* Offers a change that a program may make: to replace the bytes of `fix`, which may be none, by a text. */
void report_fix(struct diagnostics *diagnostics, struct diagnostic *diagnostic, struct span fix,
                const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Puts the findings in the order of their places. Findings at one place stay in the order of their making. */
void diagnostics_sort(struct diagnostics *diagnostics);

/* `error` or `warning`. */
const char *diagnostic_severity_text(enum diagnostic_severity severity);

/* The entry for a code as people write it (`XP0212`, in any case), or NULL. */
const struct diagnostic_entry *diagnostic_find(const char *code);

#endif
