/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Places in a text as editors count them: lines and characters from 0. A line ends with \n, \r\n or \r, and a
 * character is a unit of UTF-16 unless the client has agreed to bytes.
 */
#ifndef XENON_POSITION_H
#define XENON_POSITION_H

#include <stddef.h>
#include <stdint.h>
#include "lang/arena.h"
#include "lang/json.h"

enum position_encoding { POSITION_UTF16, POSITION_UTF8 };

struct place {
    uint32_t line;
    uint32_t character;
};

/*
 * The byte at a place. One behind the end of its line or of the text is taken for that end, and one inside a
 * character for the character's beginning.
 */
size_t position_byte(const char *text, size_t size, struct place place, enum position_encoding encoding);

/* Where the lines of a text start. The text is borrowed. */
struct line_table {
    const char *text;
    uint32_t size;
    uint32_t *starts;
    uint32_t count; /* at least 1 */
};

struct line_table line_table(struct arena *arena, const char *text, uint32_t size);

/* The place of a byte, which is at most the text's size. */
struct place position_place(const struct line_table *lines, uint32_t byte, enum position_encoding encoding);

/* Writes the bytes [start, end) as a Range. */
void position_write(struct json *json, const char *key, const struct line_table *lines, uint32_t start,
                    uint32_t end, enum position_encoding encoding);

/* Writes a TextEdit: the bytes [start, end) become `size` others. */
void position_write_edit(struct json *json, const struct line_table *lines, uint32_t start, uint32_t end,
                         const char *text, size_t size, enum position_encoding encoding);

#endif
