/* SPDX-License-Identifier: GPL-2.0-only */
/* The JSON writer: values with their keys and commas. */
#include "lang/json.h"
#include "lang/utf8.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

void json_start(struct json *json, FILE *out)
{
    *json = (struct json){.out = out};
}

static void begin_value(struct json *json, const char *key)
{
    if (json->more)
        fputc(',', json->out);
    json->more = true;
    if (key)
        fprintf(json->out, "\"%s\":", key);
}

static void nest(struct json *json, const char *key, const char *brackets)
{
    begin_value(json, key);
    fputc(brackets[0], json->out);
    assert(json->depth < JSON_DEPTH);
    json->close[json->depth++] = brackets[1];
    json->more = false;
}

void json_object(struct json *json, const char *key)
{
    nest(json, key, "{}");
}

void json_array(struct json *json, const char *key)
{
    nest(json, key, "[]");
}

void json_end(struct json *json)
{
    assert(json->depth > 0);
    fputc(json->close[--json->depth], json->out);
    json->more = json->depth > 0;
    if (json->depth == 0)
        fputc('\n', json->out);
}

/* Returns how many bytes of `text` it wrote the JSON of. */
static size_t write_character(FILE *out, const char *text, size_t size)
{
    uint32_t character;
    size_t bytes = utf8_decode(text, size, &character);
    if (bytes == 0) {
        fputs("\\ufffd", out);
        return 1;
    }
    if (character < 0x20 || (character >= 0x7f && character < 0xa0))
        fprintf(out, "\\u%04x", (unsigned int)character);
    else if (character == '"' || character == '\\')
        fprintf(out, "\\%c", (char)character);
    else
        fwrite(text, 1, bytes, out);
    return bytes;
}

void json_string(struct json *json, const char *key, const char *text, size_t size)
{
    begin_value(json, key);
    fputc('"', json->out);
    size = strnlen(text, size);
    for (size_t at = 0; at < size;)
        at += write_character(json->out, text + at, size - at);
    fputc('"', json->out);
}

void json_number(struct json *json, const char *key, uint64_t number)
{
    begin_value(json, key);
    fprintf(json->out, "%" PRIu64, number);
}

void json_integer(struct json *json, const char *key, int64_t number)
{
    begin_value(json, key);
    fprintf(json->out, "%" PRId64, number);
}

void json_hex(struct json *json, const char *key, const uint8_t *bytes, size_t size)
{
    begin_value(json, key);
    fputc('"', json->out);
    for (size_t i = 0; i < size; i++)
        fprintf(json->out, "%02x", bytes[i]);
    fputc('"', json->out);
}

void json_boolean(struct json *json, const char *key, bool value)
{
    begin_value(json, key);
    fputs(value ? "true" : "false", json->out);
}

void json_null(struct json *json, const char *key)
{
    begin_value(json, key);
    fputs("null", json->out);
}
