/* SPDX-License-Identifier: GPL-2.0-only */
/* Blobs as files. */
#ifndef XENON_BLOB_FILE_H
#define XENON_BLOB_FILE_H

#include <stddef.h>
#include "lang/arena.h"

/* Reads a whole file into the arena, 8-byte aligned. Returns 0 or an errno value. */
int blob_read(struct arena *arena, const char *path, const void **bytes, size_t *size);

#endif
