/* SPDX-License-Identifier: GPL-2.0-only */
/* From digits to numbers. */
#include "policyc/read/spelling.h"

#include <string.h>

int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

/* Reads a decimal number up to `most`, and moves `text` behind it. */
static bool parse_number(const char **text, uint32_t most, uint32_t *value)
{
    const char *start = *text;
    uint64_t number = 0;
    for (; **text >= '0' && **text <= '9' && number <= most; (*text)++)
        number = number * 10 + (uint64_t)(**text - '0');
    *value = (uint32_t)number;
    return *text != start && number <= most;
}

bool parse_range(const char *text, uint32_t most, uint32_t *first, uint32_t *last)
{
    if (!parse_number(&text, most, first))
        return false;
    *last = *first;
    if (*text == '-') {
        text++;
        if (!parse_number(&text, most, last))
            return false;
    }
    return !*text && *first <= *last;
}

static bool is_dash(size_t at)
{
    return at == 8 || at == 13 || at == 18 || at == 23;
}

bool parse_uuid(const char *text, uint8_t uuid[16])
{
    size_t digits = 0;
    uint8_t any = 0;
    if (strlen(text) != UUID_LENGTH)
        return false;
    for (size_t i = 0; i < UUID_LENGTH; i++) {
        int value = hex_value(text[i]);
        if (is_dash(i)) {
            if (text[i] != '-')
                return false;
            continue;
        }
        if (value < 0)
            return false;
        uuid[digits / 2] = (uint8_t)(uuid[digits / 2] << 4 | value);
        any |= (uint8_t)value;
        digits++;
    }
    return any != 0;
}

/* Reads a hexadecimal number up to `most`, and the character behind it. */
static bool parse_field(const char **text, uint32_t most, char end, uint32_t *value)
{
    const char *start = *text;
    *value = 0;
    for (int digit; (digit = hex_value(**text)) >= 0 && *value <= most; (*text)++)
        *value = *value << 4 | (uint32_t)digit;
    if (*text == start || *value > most || **text != end)
        return false;
    (*text)++;
    return true;
}

bool parse_device(const char *text, uint32_t *device)
{
    uint32_t segment = 0;
    uint32_t bus;
    uint32_t slot;
    uint32_t function;
    if (strchr(text, ':') != strrchr(text, ':') && !parse_field(&text, 0xffff, ':', &segment))
        return false;
    if (!parse_field(&text, 0xff, ':', &bus) || !parse_field(&text, 0x1f, '.', &slot) ||
        !parse_field(&text, 7, '\0', &function))
        return false;
    *device = segment << 16 | bus << 8 | slot << 3 | function;
    return true;
}
