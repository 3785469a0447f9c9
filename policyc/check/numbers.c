/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers as they are written in texts: ranges of processors and ports, digits of UUIDs and devices. */
#include "policyc/check/relations.h"

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
