/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one form that policies are written in: spaces and ends of lines only. No token, comment or annotation
 * is changed, added, dropped or moved past another.
 *
 *   - A statement, rule, attribute or step stands on a line of its own, four columns further in for each
 *     block around it; at most one empty line is kept before it, and none where a block begins or ends.
 *   - A block without comments that holds a few attributes or one rule stands on one line, if it fits in
 *     FORMAT_WIDTH columns. The braces of such blocks are aligned when they follow each other.
 *   - What is longer than that is broken behind commas, and goes on four columns further in.
 *   - Where something between parentheses has a comment, all that commas part stand on lines of their own.
 *   - A comment stays behind what it was behind, in column FORMAT_COMMENT or one space away; or on its own.
 */
#ifndef XENON_FORMAT_H
#define XENON_FORMAT_H

#include <stdbool.h>
#include "lang/source.h"

#define FORMAT_WIDTH   100u
#define FORMAT_INDENT  4u
#define FORMAT_COMMENT 52u /* counted from 1 */

/* A text of `size` bytes, in the sources' arena. */
struct formatted {
    char *text;
    size_t size;
};

/*
 * Formats a file that parses. Formatting the result gives the same text. What doesn't parse gives a text
 * too, with the same tokens, but it may be laid out oddly.
 */
struct formatted format_file(const struct sources *sources, uint32_t file);

/* Whether two files have the same tokens, comments and annotations in the same order. */
bool format_is_same(const struct sources *sources, uint32_t a, uint32_t b);

#endif
