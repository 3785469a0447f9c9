/* SPDX-License-Identifier: GPL-2.0-only */
/* Templates: reading their bodies once for each use. */
#ifndef XENON_TEMPLATE_H
#define XENON_TEMPLATE_H

#include "lang/import.h"

/* How deep templates may use templates, how many uses there may be, and how many bytes they may come to. */
#define TEMPLATE_MAX_DEPTH 16u
#define TEMPLATE_MAX_USES  65536u
#define TEMPLATE_MAX_TEXT  (64u << 20)

/*
 * Adds what the used templates say to the tree. Everything else must have been read. Mistakes are in the
 * compilation's diagnostics.
 */
void template_expand(struct compilation *compilation);

#endif
