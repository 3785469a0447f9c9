/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where something stands as a blob knows it: what an annotation says of a place, or else the place itself.
 * What stands at one such place is one statement to the reader of the blob, however often a template
 * repeats it.
 */
#ifndef XENON_IDENTITY_H
#define XENON_IDENTITY_H

#include "lang/import.h"

struct identity {
    const char *file; /* its name; lives as long as the compilation */
    uint32_t line;
    uint32_t column;
};

struct identity identity_of(const struct compilation *compilation, struct span place);

/* The order of a blob's rules, as qsort() wants it. */
int identity_order(const struct identity *a, const struct identity *b);

#endif
