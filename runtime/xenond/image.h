/* SPDX-License-Identifier: GPL-2.0-only */
/* What a component was built from. */
#ifndef XENOND_IMAGE_H
#define XENOND_IMAGE_H

#include "runtime/audit/entry.h"

/* The SHA-256 of the file in hexadecimal; empty when there is no such file, or `path` is NULL. */
void image_digest(const char *path, char text[ENTRY_TEXT]);

#endif
