/* SPDX-License-Identifier: GPL-2.0-only */
/* Decoding and classes of characters. */
#include "lang/utf8.h"

#include <wchar.h>

/* Bytes that the lead byte announces, and its own bits of the character; 0 for a byte that can't lead. */
static size_t announce(unsigned char lead, uint32_t *bits)
{
    if (lead < 0x80) {
        *bits = lead;
        return 1;
    }
    size_t length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    *bits = length ? lead & (0x7fu >> length) : 0;
    return length;
}

size_t utf8_decode(const char *text, size_t left, uint32_t *character)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t code;
    size_t length = announce((unsigned char)text[0], &code);
    if (!length || length > left)
        return 0;
    for (size_t i = 1; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        if ((byte & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (byte & 0x3f);
    }
    if (code < least[length] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
        return 0;
    *character = code;
    return length;
}

size_t utf8_count_utf16(const char *text, size_t size)
{
    size_t units = 0;
    size_t length;
    for (size_t at = 0; at < size; at += length ? length : 1) {
        uint32_t character;
        length = utf8_decode(text + at, size - at, &character);
        units += length == 4 ? 2 : 1;
    }
    return units;
}

/* A locale that isn't UTF-8 knows no width of such characters: they then count one column. */
size_t utf8_width(uint32_t character)
{
    int width = wcwidth((wchar_t)character);
    return width < 0 ? 1 : (size_t)width;
}

bool utf8_is_control(uint32_t character)
{
    if (character == '\t' || character == '\n' || character == '\r')
        return false;
    return character < 0x20 || (character >= 0x7f && character < 0xa0);
}

bool utf8_is_direction(uint32_t character)
{
    return character == 0x061c || character == 0x200e || character == 0x200f ||
           (character >= 0x2028 && character <= 0x202e) || (character >= 0x2066 && character <= 0x2069);
}
