/* SPDX-License-Identifier: GPL-2.0-only */
/* Places as blobs know them. */
#include "policyc/check/identity.h"

#include <string.h>

struct identity identity_of(const struct compilation *compilation, struct span place)
{
    const struct ast_origin *origin = ast_find_origin(&compilation->ast, place);
    if (origin)
        return (struct identity){.file = origin->name, .line = origin->line, .column = origin->column};
    struct position position = source_position(&compilation->sources, place);
    return (struct identity){.file = compilation->sources.list[place.file]->name,
                             .line = position.line,
                             .column = position.column};
}

int identity_order(const struct identity *a, const struct identity *b)
{
    int order = a->file == b->file ? 0 : strcmp(a->file, b->file);
    if (order)
        return order;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return a->column < b->column ? -1 : a->column > b->column;
}
