/* SPDX-License-Identifier: GPL-2.0-only */
/* UTF-8, strictly: what decides whether a source is text, and how wide it is on a screen. */
#ifndef XENON_LANG_UTF8_H
#define XENON_LANG_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Decodes the character at `text`, which has `left` > 0 bytes. Returns its bytes, or 0 if they are not
 * well-formed (overlong forms, surrogates and values beyond U+10FFFF are not).
 */
size_t utf8_decode(const char *text, size_t left, uint32_t *character);

/* Units of UTF-16 that `size` bytes of text make; a byte that isn't UTF-8 makes one. */
size_t utf8_count_utf16(const char *text, size_t size);

/* Columns of a terminal that the character takes: 0, 1 or 2. */
size_t utf8_width(uint32_t character);

/* A control character other than tab and the ends of lines. */
bool utf8_is_control(uint32_t character);

/*
 * An invisible character that changes the direction in which text runs, sideways or to the next line: with it
 * a policy could read otherwise than it means.
 */
bool utf8_is_direction(uint32_t character);

#endif
