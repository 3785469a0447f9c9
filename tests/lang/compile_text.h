/* SPDX-License-Identifier: GPL-2.0-only */
/* Compiles a text in memory, for tests. */
#ifndef XENON_COMPILE_TEXT_H
#define XENON_COMPILE_TEXT_H

#include "policyc/check/translate.h"

/* All that came of a text. Ended by compilation_free(&it.compilation). */
struct compiled {
    struct compilation compilation;
    struct model model;
    struct image image;
};

/* `text` is called `name` in messages. */
void compile_text(struct compiled *compiled, const char *name, const char *text);

/*
 * What decides `operation`, such as "sched_op.yield", in a profile: "allow 4:12", in memory that lives as
 * long as the compilation.
 */
const char *decision(struct compiled *compiled, const char *profile, const char *operation);

/* The findings as they are shown, without colour unless `colour`; to be freed. */
char *findings_text(struct compiled *compiled, bool colour);

#endif
