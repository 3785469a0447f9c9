/* SPDX-License-Identifier: GPL-2.0-only */
/* Reads what messages have in common. */
#include "policyc/server/parameters.h"

#include <string.h>

const char *parameter_text(struct session *session, struct json_object *value)
{
    size_t size;
    const char *text = value_text(value, &size);
    return text && !memchr(text, 0, size) ? arena_text(&session->scratch, text, size) : NULL;
}

static bool read_coordinate(struct json_object *value, uint32_t *coordinate)
{
    int64_t number;
    if (!value_integer(value, &number) || number < 0)
        return false;
    *coordinate = number > UINT32_MAX ? UINT32_MAX : (uint32_t)number;
    return true;
}

bool parameter_place(struct json_object *value, struct place *place)
{
    return read_coordinate(value_member(value, "line"), &place->line) &&
           read_coordinate(value_member(value, "character"), &place->character);
}

bool parameter_range(const struct session *session, const struct document *document,
                     struct json_object *value, size_t *start, size_t *end)
{
    struct place from, to;
    if (!parameter_place(value_member(value, "start"), &from) ||
        !parameter_place(value_member(value, "end"), &to))
        return false;
    const struct source_buffer *buffer = &document->buffer;
    *start = position_byte(buffer->text, buffer->size, from, session->encoding);
    *end = position_byte(buffer->text, buffer->size, to, session->encoding);
    if (*end < *start)
        *end = *start;
    return true;
}

struct document *parameter_document(struct session *session, struct json_object *parameters)
{
    struct json_object *named = value_member(value_member(parameters, "textDocument"), "uri");
    const char *uri = parameter_text(session, named);
    return uri ? document_find(&session->documents, uri) : NULL;
}

/* Its own analysis; otherwise the first of those that import it. */
static bool find_analysis(struct session *session, struct spot *target)
{
    target->analysis = target->document->analysis;
    for (struct document *root = session->documents.first; root && !target->analysis; root = root->next)
        if (root->analysis && analysis_has(root->analysis, target->document, NULL))
            target->analysis = root->analysis;
    return target->analysis && analysis_has(target->analysis, target->document, &target->file);
}

bool parameter_file(struct session *session, struct json_object *parameters, struct spot *target)
{
    *target = (struct spot){.document = parameter_document(session, parameters)};
    if (!target->document)
        return session_refuse(session, ERROR_PARAMETERS, "the document is not open");
    session_refresh(session);
    if (!find_analysis(session, target))
        return session_refuse(session, ERROR_FAILED, "the document is imported too deeply");
    return true;
}

bool parameter_target(struct session *session, struct json_object *parameters, struct spot *target)
{
    struct place place;
    if (!parameter_place(value_member(parameters, "position"), &place))
        return session_refuse(session, ERROR_PARAMETERS, "the position is missing");
    if (!parameter_file(session, parameters, target))
        return false;
    const struct source_buffer *buffer = &target->document->buffer;
    target->byte = (uint32_t)position_byte(buffer->text, buffer->size, place, session->encoding);
    return true;
}
