/* SPDX-License-Identifier: GPL-2.0-only */
/* What the server needs of json-c, which no other file of it sees. */
#include "policyc/server/value.h"

#include <json-c/json.h>
#include <limits.h>
#include <string.h>

#define DEPTH_MAX  64       /* objects and arrays within each other */
#define VALUES_MAX 1000000u /* each costs json-c some hundred bytes, however short it is written */

/*
 * What json-c doesn't mind: how many values there are, and control characters in texts. Each value but the
 * first has a comma or bracket of its own before it.
 */
static const char *find_fault(const char *text, size_t size)
{
    size_t count = 0;
    bool quoted = false;
    for (size_t at = 0; at < size; at++) {
        if (text[at] == '"')
            quoted = !quoted;
        else if (quoted && (unsigned char)text[at] < ' ')
            return "a control character in a text";
        else if (quoted && text[at] == '\\')
            at++;
        else if (!quoted && (text[at] == ',' || text[at] == '[' || text[at] == '{'))
            count++;
    }
    return size >= INT_MAX || count > VALUES_MAX ? "too much data" : NULL;
}

static const char *parse_with(struct json_tokener *tokener, const char *text, size_t size,
                              struct json_object **value)
{
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    *value = json_tokener_parse_ex(tokener, text, (int)size);
    enum json_tokener_error error = json_tokener_get_error(tokener);
    if (error == json_tokener_continue)
        return "unexpected end of data";
    if (error != json_tokener_success)
        return json_tokener_error_desc(error);
    return NULL;
}

const char *value_parse(const char *text, size_t size, struct json_object **value)
{
    const char *fault = find_fault(text, size);
    if (fault)
        return fault;
    struct json_tokener *tokener = json_tokener_new_ex(DEPTH_MAX);
    if (!tokener)
        return "out of memory";
    fault = parse_with(tokener, text, size, value);
    json_tokener_free(tokener);
    return fault;
}

void value_free(struct json_object *value)
{
    json_object_put(value);
}

bool value_is_object(struct json_object *value)
{
    return json_object_is_type(value, json_type_object);
}

bool value_is_array(struct json_object *value)
{
    return json_object_is_type(value, json_type_array);
}

struct json_object *value_member(struct json_object *value, const char *key)
{
    struct json_object *member = NULL;
    if (!value_is_object(value) || !json_object_object_get_ex(value, key, &member))
        return NULL;
    return member;
}

bool value_has(struct json_object *value, const char *key)
{
    return value_is_object(value) && json_object_object_get_ex(value, key, NULL);
}

size_t value_count(struct json_object *value)
{
    return value_is_array(value) ? json_object_array_length(value) : 0;
}

struct json_object *value_element(struct json_object *value, size_t index)
{
    return index < value_count(value) ? json_object_array_get_idx(value, index) : NULL;
}

const char *value_text(struct json_object *value, size_t *size)
{
    if (!json_object_is_type(value, json_type_string))
        return NULL;
    *size = (size_t)json_object_get_string_len(value);
    return json_object_get_string(value);
}

bool value_is(struct json_object *value, const char *text)
{
    size_t size;
    const char *own = value_text(value, &size);
    return own && size == strlen(text) && memcmp(own, text, size) == 0;
}

bool value_integer(struct json_object *value, int64_t *number)
{
    if (!json_object_is_type(value, json_type_int))
        return false;
    *number = json_object_get_int64(value);
    return true;
}

bool value_is_true(struct json_object *value)
{
    return json_object_is_type(value, json_type_boolean) && json_object_get_boolean(value);
}
