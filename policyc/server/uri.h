/* SPDX-License-Identifier: GPL-2.0-only */
/* What editors call a document, and where it is on disk. */
#ifndef XENON_URI_H
#define XENON_URI_H

#include <stdbool.h>
#include <stddef.h>
#include "lang/arena.h"

#define URI_MAX 8192u /* bytes */

/* Whether it has the characters of a URI only (none of which needs an escape in JSON), and isn't too long. */
bool uri_is_valid(const char *uri, size_t size);

/* The path of a file: URI. NULL for other schemes, and for a path with a NUL. */
char *uri_to_path(struct arena *arena, const char *uri);

/* The file: URI of an absolute path. */
char *uri_of_path(struct arena *arena, const char *path);

/*
 * The one path of what `path` names: absolute, without links; of a file that isn't there its folder's. A path
 * whose folder isn't there, too, stays as it is.
 */
char *uri_resolve_path(struct arena *arena, const char *path);

#endif
