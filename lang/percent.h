/* SPDX-License-Identifier: GPL-2.0-only */
/* Paths inside URIs (RFC 3986). */
#ifndef XENON_PERCENT_H
#define XENON_PERCENT_H

#include "lang/arena.h"

/* The path with every byte as %XY that can't stand in a URI's path as itself. The arena's. */
char *percent_encode(struct arena *arena, const char *path);

#endif
