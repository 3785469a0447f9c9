/* SPDX-License-Identifier: GPL-2.0-only */
/* From lines and characters to bytes, and back. */
#include "policyc/server/position.h"

#include <string.h>
#include "lang/utf8.h"

/* Where the line behind the one at `at` starts; the text's size if there is none. */
static size_t next_line(const char *text, size_t size, size_t at)
{
    while (at < size && text[at] != '\n' && text[at] != '\r')
        at++;
    if (at == size)
        return size;
    return at + (text[at] == '\r' && at + 1 < size && text[at + 1] == '\n' ? 2 : 1);
}

/* The bytes of the character at `at`, and its units in `units`. A byte that isn't UTF-8 stands for one. */
static size_t character_at(const char *text, size_t size, size_t at, enum position_encoding encoding,
                           uint32_t *units)
{
    uint32_t character;
    size_t bytes = utf8_decode(text + at, size - at, &character);
    if (bytes == 0)
        bytes = 1;
    *units = encoding == POSITION_UTF8 ? (uint32_t)bytes : bytes == 4 ? 2 : 1;
    return bytes;
}

size_t position_byte(const char *text, size_t size, struct place place, enum position_encoding encoding)
{
    size_t at = 0;
    for (uint32_t line = 0; line < place.line; line++) {
        size_t next = next_line(text, size, at);
        if (next == size && (next == at || (text[next - 1] != '\n' && text[next - 1] != '\r')))
            return size; /* the text has no such line */
        at = next;
    }
    for (uint32_t left = place.character; left && at < size && text[at] != '\n' && text[at] != '\r';) {
        uint32_t units;
        size_t bytes = character_at(text, size, at, encoding, &units);
        if (units > left)
            break;
        left -= units;
        at += bytes;
    }
    return at;
}

static uint32_t count_lines(const char *text, uint32_t size, uint32_t *starts)
{
    uint32_t count = 0;
    for (size_t at = 0;;) {
        if (starts)
            starts[count] = (uint32_t)at;
        count++;
        size_t next = next_line(text, size, at);
        if (next == at || (text[next - 1] != '\n' && text[next - 1] != '\r'))
            return count;
        at = next;
    }
}

struct line_table line_table(struct arena *arena, const char *text, uint32_t size)
{
    struct line_table lines = {.text = text, .size = size, .count = count_lines(text, size, NULL)};
    lines.starts = arena_array(arena, lines.count, sizeof(*lines.starts));
    count_lines(text, size, lines.starts);
    return lines;
}

static uint32_t line_of(const struct line_table *lines, uint32_t byte)
{
    uint32_t low = 0;
    uint32_t high = lines->count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (lines->starts[middle] <= byte)
            low = middle;
        else
            high = middle;
    }
    return low;
}

struct place position_place(const struct line_table *lines, uint32_t byte, enum position_encoding encoding)
{
    struct place place = {.line = line_of(lines, byte)};
    for (size_t at = lines->starts[place.line]; at < byte;) {
        uint32_t units;
        at += character_at(lines->text, byte, at, encoding, &units);
        place.character += units;
    }
    return place;
}

static void write_place(struct json *json, const char *key, struct place place)
{
    json_object(json, key);
    json_number(json, "line", place.line);
    json_number(json, "character", place.character);
    json_end(json);
}

void position_write(struct json *json, const char *key, const struct line_table *lines, uint32_t start,
                    uint32_t end, enum position_encoding encoding)
{
    json_object(json, key);
    write_place(json, "start", position_place(lines, start, encoding));
    write_place(json, "end", position_place(lines, end, encoding));
    json_end(json);
}

void position_write_edit(struct json *json, const struct line_table *lines, uint32_t start, uint32_t end,
                         const char *text, size_t size, enum position_encoding encoding)
{
    json_object(json, NULL);
    position_write(json, "range", lines, start, end, encoding);
    json_string(json, "newText", text, size);
    json_end(json);
}
