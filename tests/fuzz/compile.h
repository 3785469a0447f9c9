/* SPDX-License-Identifier: GPL-2.0-only */
/* What the fuzzers of the compiler and of the blob's readers share. */
#ifndef XENON_FUZZ_COMPILE_H
#define XENON_FUZZ_COMPILE_H

#include <stdio.h>
#include "msm.h"
#include "policyc/check/translate.h"

/* Takes whatever is printed. Opened before the first input. */
extern FILE *sink;

struct compiled {
    struct compilation compilation; /* the caller frees it, also where there is no blob */
    struct model model;
    struct image image;
    struct msm_policy policy;
};

/*
 * Compiles a text. Returns whether it is a policy without errors; then its blob is opened. Aborts where the
 * compiler contradicts itself: errors and a blob, neither, or a blob that decides other than its model.
 */
bool compile(struct compiled *compiled, const char *name, const char *text, size_t size);

#endif
