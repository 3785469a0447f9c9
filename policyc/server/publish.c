/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tells the client what is wrong in which document. One file may be part of several policies: what is found
 * in it for any of them is said, once.
 */
#include <stdlib.h>
#include <string.h>
#include "lang/names.h"
#include "policyc/server/features.h"
#include "policyc/server/need.h"

#define FINDINGS_MAX 200u /* for one document */

struct finding {
    struct finding *next;
    struct analysis *analysis;
    const struct diagnostic *diagnostic;
    struct span span;
};

/* What is to be said of a document. */
struct page {
    struct page *next;
    const char *uri;
    const struct document *document; /* NULL: it isn't open */
    struct finding *first, **end;
    size_t count;
};

struct pages {
    struct page *first, **end;
    struct names by_uri;
};

/* What was said last of a document. */
struct published {
    struct published *next;
    char *uri;
    char *bytes;
    size_t size;
    bool is_current;
};

static struct page *page_of(struct session *session, struct pages *pages, const char *uri,
                            const struct document *document)
{
    struct page *page = names_find(&pages->by_uri, uri);
    if (page)
        return page;
    page = arena_alloc(&session->scratch, sizeof(*page));
    *page = (struct page){.uri = uri, .document = document, .end = &page->first};
    names_add(&pages->by_uri, uri, page);
    *pages->end = page;
    pages->end = &page->next;
    return page;
}

static bool is_known(const struct page *page, const struct diagnostic *diagnostic, struct span span)
{
    for (const struct finding *known = page->first; known; known = known->next)
        if (known->span.start == span.start && known->span.end == span.end &&
            known->diagnostic->code == diagnostic->code &&
            strcmp(known->diagnostic->message, diagnostic->message) == 0)
            return true;
    return false;
}

static void add_finding(struct session *session, struct pages *pages, struct analysis *analysis,
                        const struct diagnostic *diagnostic)
{
    struct span span = diagnostic->span; /* the main file's start for what has no place in a file */
    span.file = analysis_file(analysis, span.file);
    struct page *page =
        page_of(session, pages, analysis_uri(analysis, span.file), analysis->documents[span.file]);
    if (page->count == FINDINGS_MAX || is_known(page, diagnostic, span))
        return;
    struct finding *finding = arena_alloc(&session->scratch, sizeof(*finding));
    *finding = (struct finding){.analysis = analysis, .diagnostic = diagnostic, .span = span};
    *page->end = finding;
    page->end = &finding->next;
    page->count++;
}

static void write_related(struct session *session, struct json *json, struct analysis *analysis,
                          struct span span, const char *message)
{
    json_object(json, NULL);
    analysis_write_location(analysis, json, "location", span, session->encoding);
    json_string(json, "message", message, SIZE_MAX);
    json_end(json);
}

/* The other places that the finding is about, and where the template is used that it is found in. */
static void write_all_related(struct session *session, struct json *json, const struct finding *finding)
{
    const struct diagnostic *d = finding->diagnostic;
    const struct sources *sources = &finding->analysis->compilation.sources;
    json_array(json, "relatedInformation");
    if (d->beside.end)
        write_related(session, json, finding->analysis, d->beside, "this is the other one");
    for (const struct diagnostic_note *note = d->notes; note; note = note->next)
        write_related(session, json, finding->analysis, note->span, note->message);
    const struct span *used = source_used(sources, d->span.file);
    for (; used; used = source_used(sources, used->file))
        write_related(session, json, finding->analysis, *used, DIAGNOSTIC_USED);
    json_end(json);
}

static void write_finding(struct session *session, struct json *json, const struct finding *finding)
{
    const struct diagnostic *d = finding->diagnostic;
    const char *message = d->message;
    if (d->help)
        message = arena_print(&session->scratch, "%s\nhelp: %s", d->message, d->help);
    json_object(json, NULL);
    analysis_write_range(finding->analysis, json, "range", finding->span, session->encoding);
    json_number(json, "severity", d->severity == SEVERITY_ERROR ? 1 : 2);
    json_string(json, "code", diagnostic_entries[d->code].code, SIZE_MAX);
    json_string(json, "source", "policyc", SIZE_MAX);
    json_string(json, "message", message, SIZE_MAX);
    write_all_related(session, json, finding);
    json_end(json);
}

static void write_page(struct session *session, struct outgoing *message, const struct page *page)
{
    struct json *json = &message->json;
    outgoing_begin_notification(message, "textDocument/publishDiagnostics");
    json_string(json, "uri", page->uri, SIZE_MAX);
    if (page->document)
        json_integer(json, "version", page->document->version);
    json_array(json, "diagnostics");
    for (const struct finding *finding = page->first; finding; finding = finding->next)
        write_finding(session, json, finding);
    json_end(json);
    outgoing_finish(message);
}

static struct published *published_of(struct session *session, const char *uri)
{
    struct published *published = session->published;
    while (published && strcmp(published->uri, uri) != 0)
        published = published->next;
    return published;
}

/* Takes the bytes. */
static void note_published(struct session *session, struct published *published, const char *uri,
                           const struct outgoing *message)
{
    if (!published) {
        published = need(calloc(1, sizeof(*published)));
        published->uri = need(strdup(uri));
        published->next = session->published;
        session->published = published;
    }
    free(published->bytes);
    published->bytes = message->bytes;
    published->size = message->size;
    published->is_current = true;
}

/* Says what is on the page, unless it was said before. */
static void say(struct session *session, const struct page *page)
{
    struct outgoing message;
    struct published *old = published_of(session, page->uri);
    write_page(session, &message, page);
    if (old && old->size == message.size && memcmp(old->bytes, message.bytes, message.size) == 0) {
        old->is_current = true;
        free(message.bytes);
        return;
    }
    if (!protocol_send(&session->protocol, message.bytes, message.size))
        session->state = SESSION_OVER;
    note_published(session, old, page->uri, &message);
}

static void forget(struct published *published)
{
    free(published->bytes);
    free(published->uri);
    free(published);
}

/* Documents of which something was said once, and about which there is nothing to say any more. */
static void withdraw_others(struct session *session)
{
    struct published **link = &session->published;
    while (*link) {
        struct published *published = *link;
        if (published->is_current) {
            link = &published->next;
            continue;
        }
        struct page empty = {.uri = published->uri};
        struct outgoing message;
        write_page(session, &message, &empty);
        if (!protocol_send(&session->protocol, message.bytes, message.size))
            session->state = SESSION_OVER;
        free(message.bytes);
        *link = published->next;
        forget(published);
    }
}

void publish(struct session *session)
{
    struct pages pages = {.end = &pages.first, .by_uri.arena = &session->scratch};
    session_refresh(session);
    for (struct document *document = session->documents.first; document; document = document->next) {
        struct analysis *analysis = document->analysis;
        page_of(session, &pages, document->uri, document);
        if (!analysis)
            continue;
        for (struct diagnostic *d = analysis->compilation.diagnostics.first; d; d = d->next)
            add_finding(session, &pages, analysis, d);
    }
    for (struct published *published = session->published; published; published = published->next)
        published->is_current = false;
    for (const struct page *page = pages.first; page; page = page->next)
        say(session, page);
    withdraw_others(session);
    session->is_changed = false;
}

void publish_free(struct session *session)
{
    while (session->published) {
        struct published *next = session->published->next;
        forget(session->published);
        session->published = next;
    }
}
