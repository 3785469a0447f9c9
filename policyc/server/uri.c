/* SPDX-License-Identifier: GPL-2.0-only */
/* URIs and paths. */
#include "policyc/server/uri.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "lang/percent.h"
#include "policyc/read/spelling.h"

static const char file_scheme[] = "file://";

bool uri_is_valid(const char *uri, size_t size)
{
    if (size == 0 || size > URI_MAX)
        return false;
    for (size_t i = 0; i < size; i++)
        if (uri[i] <= ' ' || uri[i] >= 0x7f || strchr("\"<>\\^`{|}", uri[i]))
            return false;
    return true;
}

/* The byte that %xy at `text` stands for, or -1. */
static int escaped(const char *text)
{
    if (text[0] != '%' || hex_value(text[1]) < 0 || hex_value(text[2]) < 0)
        return -1;
    return hex_value(text[1]) * 16 + hex_value(text[2]);
}

char *uri_to_path(struct arena *arena, const char *uri)
{
    if (strncasecmp(uri, file_scheme, strlen(file_scheme)) != 0)
        return NULL;
    const char *text = strchr(uri + strlen(file_scheme), '/'); /* behind the host's name, if there is one */
    if (!text)
        return NULL;
    char *path = arena_alloc(arena, strlen(text) + 1);
    for (size_t at = 0; *text; at++) {
        int byte = escaped(text);
        if (byte == 0)
            return NULL;
        path[at] = byte > 0 ? (char)byte : *text;
        text += byte > 0 ? 3 : 1;
    }
    return path;
}

char *uri_of_path(struct arena *arena, const char *path)
{
    return arena_print(arena, "%s%s", file_scheme, percent_encode(arena, path));
}

/* realpath() into the arena; NULL if there is no such file. */
static char *real_path(struct arena *arena, const char *path)
{
    char *real = realpath(path, NULL);
    char *copy = real ? arena_text(arena, real, strlen(real)) : NULL;
    free(real);
    return copy;
}

char *uri_resolve_path(struct arena *arena, const char *path)
{
    char *real = real_path(arena, path);
    if (real)
        return real;
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    const char *folder = slash ? arena_text(arena, path, (size_t)(slash - path) + 1) : ".";
    real = real_path(arena, folder);
    if (!real)
        return arena_text(arena, path, strlen(path));
    return arena_print(arena, "%s/%s", strcmp(real, "/") == 0 ? "" : real, base);
}
