/* SPDX-License-Identifier: GPL-2.0-only */
/* The compiler itself: everything between a tree and a blob, in order. */
#ifndef XENON_TRANSLATE_H
#define XENON_TRANSLATE_H

#include "policyc/check/emit.h"

/* All but the writing: finds what is wrong with what is loaded, and fills its model. Returns whether it can
 * be written. */
bool examine(struct compilation *compilation, struct model *model);

/* The blob of what is loaded, and its model. The image is empty if there are errors. */
struct image translate(struct compilation *compilation, struct model *model);

#endif
