/* SPDX-License-Identifier: GPL-2.0-only */
/* The documents that the editor has open, whose texts count instead of the files on disk. */
#ifndef XENON_DOCUMENT_H
#define XENON_DOCUMENT_H

#include <stdbool.h>
#include "lang/arena.h"
#include "lang/source.h"
#include "policyc/server/position.h"

struct analysis;

struct document {
    struct document *next;
    char *uri;
    char *path; /* as the editor has it; the URI itself if it isn't a file's */
    char *real; /* the same file's one path, resolved */
    int64_t version;
    char *text;                  /* owned: */
    struct source_buffer buffer; /* the same, with its size */
    struct analysis *analysis;   /* with it as the main file, or NULL; owned */
    bool is_library;             /* has no `policy` statement: it is there to be imported */
};

#define DOCUMENTS_MAX       4096u           /* open at once, */
#define DOCUMENTS_MAX_BYTES SOURCE_MAX_SIZE /* and the bytes of all together */

/* In the order in which they were opened. All zero is empty. */
struct documents {
    struct document *first;
    size_t count;
    size_t bytes;
};

/* Makes a document without text. `uri` is valid, and no document has it yet. NULL: there are too many. */
struct document *document_open(struct documents *documents, const char *uri, int64_t version);

/* Forgets the document and its analysis. */
void document_close(struct documents *documents, struct document *document);

struct document *document_find(const struct documents *documents, const char *uri);

/* The document of the file at `path`, however it is written; or NULL. */
struct document *document_at(const struct documents *documents, const char *path);

/*
 * Puts `size` bytes in the place of those from `start` on, up to `end`. Returns false, and changes nothing,
 * if all texts together would become too large.
 */
bool document_edit(struct documents *documents, struct document *document, size_t start, size_t end,
                   const char *text, size_t size);

#endif
