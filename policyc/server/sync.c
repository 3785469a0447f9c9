/* SPDX-License-Identifier: GPL-2.0-only */
/* Keeps the texts of open documents as the editor has them, and analyses as the texts are. */
#include <string.h>
#include "policyc/server/features.h"
#include "policyc/server/parameters.h"
#include "policyc/server/uri.h"

static void drop_analysis(struct document *document)
{
    analysis_free(document->analysis);
    document->analysis = NULL;
}

/* Another set of documents is open, or files have changed: whatever was read may be read elsewhere now. */
static void drop_all(struct session *session)
{
    for (struct document *document = session->documents.first; document; document = document->next)
        drop_analysis(document);
    session->is_changed = true;
}

static void drop_dependent(struct session *session, const struct document *changed)
{
    for (struct document *document = session->documents.first; document; document = document->next)
        if (document->analysis && analysis_depends_on(document->analysis, changed))
            drop_analysis(document);
    session->is_changed = true;
}

/* What can't be kept as the editor has it isn't kept at all. */
static void give_up(struct session *session, struct document *document)
{
    struct outgoing message;
    const char *text =
        arena_print(&session->scratch, "%s is too large, and is no longer looked at", document->uri);
    outgoing_begin_notification(&message, "window/showMessage");
    json_number(&message.json, "type", 1); /* an error */
    json_string(&message.json, "message", text, SIZE_MAX);
    session_send(session, &message);
    drop_all(session);
    document_close(&session->documents, document);
}

static int64_t version_of(struct json_object *text_document)
{
    int64_t version = 0;
    value_integer(value_member(text_document, "version"), &version);
    return version;
}

/* A document that is opened twice is the same as one whose text was replaced. */
static struct document *open_or_find(struct session *session, struct json_object *text_document)
{
    size_t size;
    const char *uri = value_text(value_member(text_document, "uri"), &size);
    if (!uri || !uri_is_valid(uri, size))
        return NULL;
    uri = arena_text(&session->scratch, uri, size);
    struct document *document = document_find(&session->documents, uri);
    return document ? document : document_open(&session->documents, uri, 0);
}

void sync_opened(struct session *session, struct json_object *parameters)
{
    struct json_object *text_document = value_member(parameters, "textDocument");
    size_t size;
    const char *text = value_text(value_member(text_document, "text"), &size);
    struct document *document = text ? open_or_find(session, text_document) : NULL;
    if (!document)
        return;
    document->version = version_of(text_document);
    drop_all(session);
    if (!document_edit(&session->documents, document, 0, document->buffer.size, text, size))
        give_up(session, document);
}

/* One change: of a range, or of the whole text. Returns whether the document could follow. */
static bool change(struct session *session, struct document *document, struct json_object *event)
{
    size_t size;
    const char *text = value_text(value_member(event, "text"), &size);
    struct json_object *range = value_member(event, "range");
    size_t start = 0;
    size_t end = document->buffer.size;
    if (!text || (range && !parameter_range(session, document, range, &start, &end)))
        return true;
    return document_edit(&session->documents, document, start, end, text, size);
}

void sync_changed(struct session *session, struct json_object *parameters)
{
    struct document *document = parameter_document(session, parameters);
    struct json_object *changes = value_member(parameters, "contentChanges");
    if (!document)
        return;
    document->version = version_of(value_member(parameters, "textDocument"));
    drop_dependent(session, document);
    for (size_t i = 0; i < value_count(changes); i++)
        if (!change(session, document, value_element(changes, i))) {
            give_up(session, document);
            return;
        }
}

/* Something was written to disk: an import that was missing may be there. */
void sync_saved(struct session *session, struct json_object *parameters)
{
    (void)parameters;
    drop_all(session);
}

void sync_disk_changed(struct session *session, struct json_object *parameters)
{
    (void)parameters;
    drop_all(session);
}

void sync_closed(struct session *session, struct json_object *parameters)
{
    struct document *document = parameter_document(session, parameters);
    if (!document)
        return;
    drop_all(session);
    document_close(&session->documents, document);
}
