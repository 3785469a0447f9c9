/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A writer of JSON (RFC 8259), each outermost object on one line. Keys are the program's own and need no
 * escape; `key` is NULL inside an array and for the outermost object. Errors of the stream stay in it, for
 * ferror().
 */
#ifndef XENON_LANG_JSON_H
#define XENON_LANG_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define JSON_DEPTH 16u /* objects and arrays within each other, at most */

struct json {
    FILE *out;
    unsigned int depth;
    bool more;              /* a comma is due before the next value */
    char close[JSON_DEPTH]; /* what ends each open object or array */
};

/* Borrows `out`. */
void json_start(struct json *json, FILE *out);

void json_object(struct json *json, const char *key);
void json_array(struct json *json, const char *key);

/* Ends the innermost; with the outermost, the line. */
void json_end(struct json *json);

/* Text up to a NUL or `size` bytes. What isn't UTF-8 in it becomes U+FFFD, a byte each. */
void json_string(struct json *json, const char *key, const char *text, size_t size);
void json_number(struct json *json, const char *key, uint64_t number);
void json_integer(struct json *json, const char *key, int64_t number);
void json_hex(struct json *json, const char *key, const uint8_t *bytes, size_t size);
void json_boolean(struct json *json, const char *key, bool value);
void json_null(struct json *json, const char *key);

#endif
