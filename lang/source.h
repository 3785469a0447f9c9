/* SPDX-License-Identifier: GPL-2.0-only */
/* Source files, and places in them. */
#ifndef XENON_SOURCE_H
#define XENON_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include "lang/arena.h"

#define SOURCE_MAX_SIZE (256u << 20) /* bytes of one file */
#define SOURCE_MAX_LINE 65535u       /* bytes of one line: a blob's columns have 16 bits */

/* The bytes [start, end) of a file. Nothing about it depends on how it is shown. */
struct span {
    uint32_t file; /* index in struct sources */
    uint32_t start;
    uint32_t end;
};

/* A text that an editor has open: it counts instead of the file. */
struct source_buffer {
    const char *text; /* `size` bytes, at most SOURCE_MAX_SIZE */
    size_t size;
};

/* Finds the buffer of the file at `path`, or returns NULL. */
struct source_editor {
    const struct source_buffer *(*find)(void *context, const char *path);
    void *context;
};

struct source {
    const char *path; /* as it can be opened: for messages */
    const char *name; /* as the policy's author typed it: for the blob */
    const char *text; /* `size` bytes */
    uint32_t size;
    uint32_t *lines; /* where each line starts */
    uint32_t line_count;
    dev_t device; /* with inode, which file it is, however it was named */
    ino_t inode;
    const struct source_buffer *buffer; /* whose text was taken instead of a file's, or NULL */
    struct span used; /* where a template is used for which this is the same file once more; .end 0: none */
};

struct sources {
    struct arena *arena;
    const struct source_editor *editor; /* borrowed; NULL: there are only files */
    struct source **list;
    uint32_t count;
};

/* A place as people count: from 1. The column counts bytes. */
struct position {
    uint32_t line;
    uint32_t column;
};

/* Takes `size` bytes of text, which it copies, as a new file. Returns its index. */
uint32_t source_add(struct sources *sources, const char *path, const char *name, const char *text,
                    size_t size);

/* Adds a file of the list once more, for the use of a template that stands in it. Returns its index. */
uint32_t source_expand(struct sources *sources, uint32_t file, struct span used);

/*
 * Reads the file or pipe at `path`. Returns 0 and its index in `file`, or an errno value: EFBIG when it is
 * larger than SOURCE_MAX_SIZE. A file that was read before is not read again: `known` says so.
 */
int source_read(struct sources *sources, const char *path, const char *name, uint32_t *file, bool *known);

/* Where the span starts. */
struct position source_position(const struct sources *sources, struct span span);

/* The use of the template of which the source is an expansion, or NULL: it is a file. */
const struct span *source_used(const struct sources *sources, uint32_t file);

/* Where it ends: behind its last byte. */
struct position source_end(const struct sources *sources, struct span span);

/* The bytes of a line (from 1) without its end; their number in `length`. Lives as long as the source. */
const char *source_line(const struct source *source, uint32_t line, uint32_t *length);

#endif
