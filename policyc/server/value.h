/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * JSON that came from the client, read by json-c: every function takes what isn't there, or is of another
 * kind, for nothing. Values are borrowed from the message that they are part of.
 */
#ifndef XENON_VALUE_H
#define XENON_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_object; /* json-c's name for any value */

/*
 * One value and nothing behind it. Returns 0 and the value in `value`, which may be NULL for `null` and is
 * ended by value_free(); or what is wrong with the text, in words.
 */
const char *value_parse(const char *text, size_t size, struct json_object **value);
void value_free(struct json_object *value);

bool value_is_object(struct json_object *value);
bool value_is_array(struct json_object *value);

/* An object's member; NULL if it has none, or that is `null`. */
struct json_object *value_member(struct json_object *value, const char *key);

/* Whether an object has the member, which may be `null`. */
bool value_has(struct json_object *value, const char *key);

/* The elements of an array, and how many there are. */
size_t value_count(struct json_object *value);
struct json_object *value_element(struct json_object *value, size_t index);

/* A text and its bytes, which may have NULs among them; or NULL. */
const char *value_text(struct json_object *value, size_t *size);

/* Whether it is the text. */
bool value_is(struct json_object *value, const char *text);

/* Whether it is a whole number, and which. */
bool value_integer(struct json_object *value, int64_t *number);

bool value_is_true(struct json_object *value);

#endif
