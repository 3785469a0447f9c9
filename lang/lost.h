/* SPDX-License-Identifier: GPL-2.0-only */
/* What could not be read. A name that seems to be missing may be declared there, if it stands there. */
#ifndef XENON_LOST_H
#define XENON_LOST_H

#include <stdbool.h>
#include "lang/names.h"

/* More words than these aren't kept: any name may be among them. */
#define LOST_MAX 1000u

struct lost {
    struct names words;
    bool anything; /* a file or template, of which it isn't known what it says */
};

/* Adds a word, which is copied. */
void lost_add(struct lost *lost, struct arena *arena, const char *word, size_t length);

/* Whether a name, or what a pattern such as `web-*` matches, may be declared there. */
bool lost_may_have(const struct lost *lost, const char *name);

#endif
