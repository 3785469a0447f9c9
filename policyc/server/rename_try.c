/* SPDX-License-Identifier: GPL-2.0-only */
/* Tries a rename out, before the client is asked to make it. */
#include <string.h>
#include "policyc/server/renaming.h"

/* A text with the places [from, to) renamed; its length in `size`. */
static const char *rename_in(const struct renaming *renaming, const struct source *source, size_t from,
                             size_t to, size_t *size)
{
    size_t length = strlen(renaming->name);
    char *text = arena_alloc(&renaming->session->scratch, source->size + (to - from) * length);
    char *end = text;
    uint32_t at = 0;
    for (size_t i = from; i < to; i++) {
        const struct span *span = &renaming->places[i]->span;
        end = mempcpy(end, source->text + at, span->start - at);
        end = mempcpy(end, renaming->name, length);
        at = span->end;
    }
    end = mempcpy(end, source->text + at, source->size - at);
    *size = (size_t)(end - text);
    return text;
}

/* Opens a document in the trial, unless it is. */
static struct document *open_as(struct documents *trial, const char *uri)
{
    struct document *document = document_find(trial, uri);
    return document ? document : document_open(trial, uri, 0);
}

static bool set_text(struct documents *trial, const char *uri, const char *text, size_t size)
{
    struct document *document = open_as(trial, uri);
    return document && document_edit(trial, document, 0, document->buffer.size, text, size);
}

static bool copy_all(struct documents *trial, const struct documents *documents)
{
    const struct document *document = documents->first;
    while (document && set_text(trial, document->uri, document->buffer.text, document->buffer.size))
        document = document->next;
    return !document;
}

static bool rename_all(const struct renaming *renaming, struct documents *trial)
{
    for (size_t from = 0, to; from < renaming->count; from = to) {
        const struct reference *first = renaming->places[from];
        for (to = from + 1; to < renaming->count && strcmp(renaming->places[to]->uri, first->uri) == 0;)
            to++;
        size_t size;
        const struct source *source = first->analysis->compilation.sources.list[first->span.file];
        const char *text = rename_in(renaming, source, from, to, &size);
        if (!set_text(trial, first->uri, text, size))
            return false;
    }
    return true;
}

/* Something that wasn't wrong before; NULL only if nothing is wrong. */
static const struct diagnostic *find_new(const struct diagnostics *after, const struct diagnostics *before)
{
    for (const struct diagnostic *d = after->first; d; d = d->next) {
        const struct diagnostic *old = before->first;
        while (old && old->code != d->code)
            old = old->next;
        if (!old)
            return d;
    }
    return after->first;
}

static bool is_accepted(const struct renaming *renaming, const struct analysis_options *options,
                        struct document *document, const struct diagnostics *before)
{
    document->analysis = analysis_make(options, document);
    const struct diagnostics *after = &document->analysis->compilation.diagnostics;
    if (after->errors <= before->errors && after->warnings <= before->warnings)
        return true;
    return session_refuse(renaming->session, ERROR_FAILED, "%s", find_new(after, before)->message);
}

/* Every policy that is analysed now, with the new texts. */
static bool check_all(const struct renaming *renaming, struct documents *trial)
{
    const struct session *session = renaming->session;
    struct analysis_options options = session->options;
    options.documents = trial;
    for (const struct document *document = session->documents.first; document; document = document->next)
        if (document->analysis && !is_accepted(renaming, &options, document_find(trial, document->uri),
                                               &document->analysis->compilation.diagnostics))
            return false;
    return true;
}

bool renaming_try(const struct renaming *renaming)
{
    struct documents trial = {0};
    bool is_good = copy_all(&trial, &renaming->session->documents) && rename_all(renaming, &trial);
    if (!is_good)
        session_refuse(renaming->session, ERROR_FAILED, "the documents are too large together");
    else
        is_good = check_all(renaming, &trial);
    while (trial.first)
        document_close(&trial, trial.first);
    return is_good;
}
