/* SPDX-License-Identifier: GPL-2.0-only */
/* Guesses which file was meant by a name under which there is none. */
#ifndef XENON_NEARBY_H
#define XENON_NEARBY_H

#include "lang/arena.h"
#include "lang/suggest.h"

/*
 * Offers each policy in the folder of `path`, by its name without the folder, for the name in
 * `suggestion->word`. What the suggestion keeps is the arena's. Among equals the first in the alphabet wins,
 * in whatever order the folder has them.
 */
void nearby_files(struct arena *arena, const char *path, struct suggestion *suggestion);

/* The part of a path behind its last slash. */
const char *nearby_name(const char *path);

#endif
