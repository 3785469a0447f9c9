/* SPDX-License-Identifier: GPL-2.0-only */
/* Makes the changes that findings offer (report_fix). */
#ifndef XENON_FIX_H
#define XENON_FIX_H

#include "lang/diagnostic.h"

/*
 * Whether a program may make the change that the finding offers: there is one, and it isn't in the place of a
 * template's parameter, which stands for something else in the next use.
 */
bool fix_is_offered(const struct diagnostic *diagnostic, const struct sources *sources);

struct fixes {
    const struct diagnostic **list;
    size_t count;
};

/*
 * The changes that can be made at once to the source number `file`, in the order of their places: where
 * several findings offer to change the same bytes, the first one's counts. What is offered for a template's
 * body in the file counts as well. In the diagnostics' arena.
 */
struct fixes fix_collect(const struct diagnostics *diagnostics, const struct sources *sources, uint32_t file);

/* The source's text with the changes made; its length in `size`. In the arena. */
const char *fix_apply(struct arena *arena, const struct source *source, const struct fixes *fixes,
                      size_t *size);

#endif
