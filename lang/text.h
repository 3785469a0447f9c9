/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether a file is text that a policy may be written in, before anything else looks at it. */
#ifndef XENON_TEXT_H
#define XENON_TEXT_H

#include "lang/diagnostic.h"

/* Reports the first thing that makes the file unfit to be read, and returns false; true if there is none. */
bool text_check(const struct sources *sources, uint32_t file, struct diagnostics *diagnostics);

/* Whether it is UTF-8 without control characters, as the name of a file has to be that messages and blobs
 * have. */
bool text_is_plain(const char *text);

#endif
