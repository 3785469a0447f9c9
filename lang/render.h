/* SPDX-License-Identifier: GPL-2.0-only */
/* Shows findings to people: the line, carets below it, the second place, and what to do. */
#ifndef XENON_RENDER_H
#define XENON_RENDER_H

#include <stdio.h>
#include "lang/diagnostic.h"

/* How many findings are shown at most; the rest is counted. */
#define RENDER_MAX 50u

/* Writes all findings in their order, with colour if `colour`. */
void render(FILE *file, const struct diagnostics *diagnostics, const struct sources *sources, bool colour);

/* Whether `file` is a terminal on which colour is wanted. */
bool render_wants_colour(FILE *file);

#endif
