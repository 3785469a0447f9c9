/* SPDX-License-Identifier: GPL-2.0-only */
/* Texts of open documents. */
#include "policyc/server/document.h"

#include <stdlib.h>
#include <string.h>
#include "policyc/server/analysis.h"
#include "policyc/server/need.h"
#include "policyc/server/uri.h"

static void find_paths(struct document *document)
{
    struct arena arena = {0};
    const char *path = uri_to_path(&arena, document->uri);
    document->path = need(strdup(path ? path : document->uri));
    document->real = need(strdup(path ? uri_resolve_path(&arena, path) : document->uri));
    arena_free(&arena);
}

struct document *document_open(struct documents *documents, const char *uri, int64_t version)
{
    if (documents->count == DOCUMENTS_MAX)
        return NULL;
    struct document *document = need(calloc(1, sizeof(*document)));
    documents->count++;
    document->uri = need(strdup(uri));
    find_paths(document);
    document->version = version;
    struct document **end = &documents->first;
    while (*end)
        end = &(*end)->next;
    *end = document;
    return document;
}

void document_close(struct documents *documents, struct document *document)
{
    struct document **link = &documents->first;
    while (*link != document)
        link = &(*link)->next;
    *link = document->next;
    documents->count--;
    documents->bytes -= document->buffer.size;
    analysis_free(document->analysis);
    free(document->text);
    free(document->real);
    free(document->path);
    free(document->uri);
    free(document);
}

struct document *document_find(const struct documents *documents, const char *uri)
{
    struct document *document = documents->first;
    while (document && strcmp(document->uri, uri) != 0)
        document = document->next;
    return document;
}

struct document *document_at(const struct documents *documents, const char *path)
{
    struct arena arena = {0};
    const char *real = uri_resolve_path(&arena, path);
    struct document *document = documents->first;
    while (document && strcmp(document->real, real) != 0)
        document = document->next;
    arena_free(&arena);
    return document;
}

bool document_edit(struct documents *documents, struct document *document, size_t start, size_t end,
                   const char *text, size_t size)
{
    size_t old = document->buffer.size;
    size_t rest = old - end;
    size_t total = start + size + rest;
    if (total > old && total - old > DOCUMENTS_MAX_BYTES - documents->bytes)
        return false;
    char *changed = need(malloc(total + 1));
    if (start)
        memcpy(changed, document->text, start);
    memcpy(changed + start, text, size);
    if (rest)
        memcpy(changed + start + size, document->text + end, rest);
    free(document->text);
    document->text = changed;
    document->buffer = (struct source_buffer){.text = changed, .size = total};
    documents->bytes += total - old;
    return true;
}
