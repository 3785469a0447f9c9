/* SPDX-License-Identifier: GPL-2.0-only */
/* What has to be true of a text and its canonical form, whatever the text is. */
#ifndef XENON_TESTS_FORMAT_EXAMINE_H
#define XENON_TESTS_FORMAT_EXAMINE_H

#include <stddef.h>

/* Returns what is wrong with how the text is formatted, or NULL. A text that isn't plain text isn't. */
const char *examine_format(const char *text, size_t size);

#endif
