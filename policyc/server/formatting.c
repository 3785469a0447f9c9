/* SPDX-License-Identifier: GPL-2.0-only */
/* Puts a document into its canonical form, as policyc --fmt does with files. */
#include <string.h>
#include "lang/format.h"
#include "lang/parse.h"
#include "lang/text.h"
#include "policyc/server/features.h"
#include "policyc/server/parameters.h"

/* Only this file: what it imports needn't be there. */
static bool is_sound(struct compilation *c, uint32_t file)
{
    struct parsing parsing = {.arena = &c->arena,
                              .ast = &c->ast,
                              .sources = &c->sources,
                              .diagnostics = &c->diagnostics,
                              .part = {.file = file, .end = c->sources.list[file]->size}};
    if (text_check(&c->sources, file, &c->diagnostics))
        parse(&parsing);
    return c->diagnostics.errors == 0;
}

/* The same text but for what changes: the editor's place in it stays where it is. */
static void write_change(struct json *json, struct arena *arena, const struct source_buffer *old,
                         const struct formatted *formatted, enum position_encoding encoding)
{
    size_t start = 0;
    size_t end = 0; /* bytes that are the same at the end */
    size_t shorter = old->size < formatted->size ? old->size : formatted->size;
    while (start < shorter && old->text[start] == formatted->text[start])
        start++;
    while (start && old->text[start - 1] != '\n')
        start--; /* whole lines: no character is cut in two */
    while (end < shorter - start &&
           old->text[old->size - end - 1] == formatted->text[formatted->size - end - 1])
        end++;
    while (end && old->text[old->size - end - 1] != '\n')
        end--;
    if (start == old->size && old->size == formatted->size)
        return;
    const char *text = formatted->size ? formatted->text + start : "";
    struct line_table lines = line_table(arena, old->text, (uint32_t)old->size);
    position_write_edit(json, &lines, (uint32_t)start, (uint32_t)(old->size - end), text,
                        formatted->size - end - start, encoding);
}

/* Nothing changes in a document that can't be read, nor where the form would change what it says. */
static void write_edits(const struct session *session, struct json *answer, struct compilation *c,
                        const struct document *document)
{
    const struct source_buffer *old = &document->buffer;
    uint32_t file = source_add(&c->sources, document->path, "", old->text, old->size);
    if (!is_sound(c, file))
        return;
    struct formatted formatted = format_file(&c->sources, file);
    uint32_t other = source_add(&c->sources, document->path, "", formatted.text, formatted.size);
    struct diagnostics unheard = {.arena = &c->arena};
    if (text_check(&c->sources, other, &unheard) && format_is_same(&c->sources, file, other))
        write_change(answer, &c->arena, old, &formatted, session->encoding);
}

bool feature_format(struct session *session, struct json_object *parameters, struct json *answer)
{
    struct compilation compilation;
    const struct document *document = parameter_document(session, parameters);
    if (!document)
        return session_refuse(session, ERROR_PARAMETERS, "the document is not open");
    compilation_init(&compilation, NULL, 0);
    json_array(answer, "result");
    write_edits(session, answer, &compilation, document);
    json_end(answer);
    compilation_free(&compilation);
    return true;
}
