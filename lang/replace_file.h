/* SPDX-License-Identifier: GPL-2.0-only */
/* Writing a file as a whole. */
#ifndef XENON_REPLACE_FILE_H
#define XENON_REPLACE_FILE_H

#include <stddef.h>
#include "lang/arena.h"

/*
 * Puts `size` bytes in the file's place at once: nobody ever sees a part of them, and after an error the old
 * file, if there was one, is untouched. A new one has the old one's permissions; a link stays, and what it
 * leads to is replaced. What is no ordinary file is written to. Returns 0 or an errno value.
 */
int replace_file(struct arena *arena, const char *path, const void *bytes, size_t size);

#endif
