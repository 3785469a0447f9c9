/* SPDX-License-Identifier: GPL-2.0-only */
/* Formats a text, looks at the result, and formats that. */
#include "tests/format/examine.h"

#include <string.h>
#include "lang/format.h"
#include "lang/import.h"
#include "lang/parse.h"
#include "lang/text.h"

static bool is_text(struct compilation *c, uint32_t file)
{
    return text_check(&c->sources, file, &c->diagnostics);
}

/* How many mistakes the file has by itself. */
static size_t count_mistakes(struct compilation *c, uint32_t file)
{
    struct ast ast;
    ast_init(&ast);
    struct diagnostics diagnostics = {.arena = &c->arena};
    struct parsing parsing = {.arena = &c->arena,
                              .ast = &ast,
                              .sources = &c->sources,
                              .diagnostics = &diagnostics,
                              .part = {.file = file, .end = c->sources.list[file]->size}};
    parse(&parsing);
    return diagnostics.errors;
}

/* Empty lines stand alone and inside, and the last line is ended. */
static const char *examine_lines(const char *text, size_t size)
{
    for (size_t at = 0; at < size; at++) {
        bool is_empty = text[at] == '\n' && (!at || text[at - 1] == '\n');
        if (is_empty && (at < 2 || at + 1 == size || text[at - 2] == '\n'))
            return "an empty line too many";
    }
    return !size || text[size - 1] == '\n' ? NULL : "the last line has no end";
}

static const char *examine_file(struct compilation *c, uint32_t file)
{
    struct formatted once = format_file(&c->sources, file);
    uint32_t formatted = source_add(&c->sources, "once", "once", once.text, once.size);
    if (!is_text(c, formatted))
        return "the result is no text";
    if (!format_is_same(&c->sources, file, formatted))
        return "the result has other tokens";
    bool is_sound = !count_mistakes(c, file);
    if (is_sound && count_mistakes(c, formatted))
        return "the result has mistakes";
    struct formatted twice = format_file(&c->sources, formatted);
    if (twice.size != once.size || (once.size && memcmp(once.text, twice.text, once.size) != 0))
        return "formatted again, it changes";
    return is_sound ? examine_lines(once.text, once.size) : NULL;
}

const char *examine_format(const char *text, size_t size)
{
    struct compilation compilation;
    compilation_init(&compilation, NULL, 0);
    uint32_t file = source_add(&compilation.sources, "text", "text", text, size);
    const char *wrong = is_text(&compilation, file) ? examine_file(&compilation, file) : NULL;
    compilation_free(&compilation);
    return wrong;
}
