/* SPDX-License-Identifier: GPL-2.0-only */
/* Annotations: the place where a decompiled policy's text comes from, `@"first.xpol":8:9`. */
#include "lang/parse.h"

#include <stdlib.h>
#include <string.h>
#include "blob.h"

/* A place as the blob can hold it. */
static bool read_place(struct ast_origin *origin, const char *digits, size_t name_length)
{
    char *end;
    unsigned long line = strtoul(digits, &end, 10);
    unsigned long column = strtoul(end + 1, NULL, 10);
    origin->line = (uint32_t)line;
    origin->column = (uint32_t)column;
    return name_length && name_length <= BLOB_MAX_TEXT && *origin->name != '/' && line &&
           line <= UINT32_MAX && column && column <= SOURCE_MAX_LINE;
}

/* A decompiled policy names few files, each many times: one that was named just before is not kept again. */
static const char *keep_name(struct parsing *parsing, const char *name, size_t length)
{
    const struct ast_origins *origins = &parsing->ast->origins;
    const char *last = origins->count ? origins->list[origins->count - 1].name : "";
    if (strlen(last) == length && memcmp(last, name, length) == 0)
        return last;
    return arena_text(parsing->arena, name, length);
}

void parse_origin(struct parsing *parsing, struct span span)
{
    if (parsing->is_skipping)
        return;
    const char *text = parsing->sources->list[span.file]->text + span.start;
    const char *name = text + 2;
    size_t length = strcspn(name, "\"");
    struct ast_origin origin = {.name = name};
    if (!read_place(&origin, name + length + 2, length)) {
        struct diagnostic *d = report(parsing->diagnostics, XP0115, span, "no text can come from this place");
        report_help(parsing->diagnostics, parse_mark(parsing, d),
                    "an annotation names a file, a line and a column: `@\"first.xpol\":8:9`");
        return;
    }
    origin.name = keep_name(parsing, name, length);
    parsing->origin = origin;
}

void parse_take_origin(struct parsing *parsing, struct span token)
{
    if (!parsing->origin.line)
        return;
    parsing->origin.file = token.file;
    parsing->origin.at = token.start;
    ast_add_origin(parsing->ast, parsing->arena, parsing->origin);
    parsing->origin.line = 0;
}
