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

struct source {
    const char *path; /* as it can be opened: for messages */
    const char *name; /* as the policy's author typed it: for the blob */
    const char *text; /* `size` bytes */
    uint32_t size;
    uint32_t *lines; /* where each line starts */
    uint32_t line_count;
    dev_t device; /* with inode, which file it is, however it was named */
    ino_t inode;
};

struct sources {
    struct arena *arena;
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

/*
 * Reads the file or pipe at `path`. Returns 0 and its index in `file`, or an errno value: EFBIG when it is
 * larger than SOURCE_MAX_SIZE. A file that was read before is not read again: `known` says so.
 */
int source_read(struct sources *sources, const char *path, const char *name, uint32_t *file, bool *known);

/* Where the span starts. */
struct position source_position(const struct sources *sources, struct span span);

/* The bytes of a line (from 1) without its end; their number in `length`. Lives as long as the source. */
const char *source_line(const struct source *source, uint32_t line, uint32_t *length);

#endif
