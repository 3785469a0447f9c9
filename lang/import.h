/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading a policy: its main file, and the files that it imports. */
#ifndef XENON_IMPORT_H
#define XENON_IMPORT_H

#include "lang/ast.h"
#include "lang/diagnostic.h"

/* How deep imports may be nested, and how many files a policy may have. */
#define IMPORT_MAX_DEPTH 16u
#define IMPORT_MAX_FILES 4096u

/* All that one run of the compiler knows of one policy. */
struct compilation {
    struct arena arena;
    struct sources sources;
    struct diagnostics diagnostics;
    struct ast ast;
    const char *const *folders; /* where imports are looked for after the importing file's own folder */
    size_t folder_count;
};

/* `folders` is borrowed. */
void compilation_init(struct compilation *compilation, const char *const *folders, size_t folder_count);
void compilation_free(struct compilation *compilation);

/*
 * Reads the policy whose main file is `file` of the compilation's sources, and what it imports. Mistakes are
 * in the compilation's diagnostics.
 */
void load_source(struct compilation *compilation, uint32_t file);

/* The same for a text that is in memory, with its name for messages and for the blob. */
void load_text(struct compilation *compilation, const char *name, const char *text, size_t size);

#endif
