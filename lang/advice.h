/* SPDX-License-Identifier: GPL-2.0-only */
/* What those often mean who write something for the first time. */
#ifndef XENON_ADVICE_H
#define XENON_ADVICE_H

#include "lang/expectation.h"

struct advice {
    const char *text;  /* or NULL */
    const char *meant; /* what surely is meant in the token's place, may be nothing; or NULL */
};

/*
 * What to do about a token where others are expected; all NULL: not known. `found` is its kind, in the words
 * of the %token declarations; `text` is the token as written, and `previous` the one before it.
 */
struct advice advice_find(const struct expectation *expectation, const char *found, const char *text,
                          const char *previous);

/* What to say where nothing is known of what stands there, or NULL. */
const char *advice_expected(const struct expectation *expectation);

#endif
