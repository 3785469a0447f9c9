/* SPDX-License-Identifier: GPL-2.0-only */
/* Percent-encoding: letters, digits, and signs that mean nothing in a URI's path stay. */
#include "lang/percent.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("/-._~", c);
}

char *percent_encode(struct arena *arena, const char *path)
{
    char *encoded = arena_alloc(arena, strlen(path) * 3 + 1);
    char *end = encoded;
    for (; *path; path++)
        if (is_plain(*path))
            *end++ = *path;
        else
            end += sprintf(end, "%%%02X", (unsigned int)(unsigned char)*path);
    return encoded;
}
