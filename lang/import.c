/* SPDX-License-Identifier: GPL-2.0-only */
/* Finds imported files, each once, and refuses circles. */
#include "lang/import.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "lang/nearby.h"
#include "lang/parse.h"
#include "lang/template.h"
#include "lang/text.h"

/* A file that is being read, and the one that imports it. */
struct reading {
    const struct reading *by;
    const struct ast_import *at; /* the import in that one */
    uint32_t file;
    unsigned int depth;
};

static void read_file(struct compilation *c, const struct reading *reading);

void compilation_init(struct compilation *c, const char *const *folders, size_t folder_count)
{
    *c = (struct compilation){.folders = folders, .folder_count = folder_count};
    c->sources.arena = &c->arena;
    c->diagnostics.arena = &c->arena;
    ast_init(&c->ast);
}

void compilation_free(struct compilation *c)
{
    arena_free(&c->arena);
}

/* The import by which the file that is being read led back to itself, or NULL if it isn't being read. */
static const struct ast_import *find_circle(const struct reading *reading, uint32_t file)
{
    const struct ast_import *at = NULL;
    for (; reading; reading = reading->by) {
        if (reading->file == file)
            return at;
        at = reading->at;
    }
    return NULL;
}

static bool is_being_read(const struct reading *reading, uint32_t file)
{
    while (reading && reading->file != file)
        reading = reading->by;
    return reading;
}

static void report_circle(struct compilation *c, const struct reading *reading,
                          const struct ast_import *import, uint32_t file)
{
    const char *name = import->path->text;
    const struct ast_import *first = find_circle(reading, file);
    if (!first) {
        struct diagnostic *d =
            report(&c->diagnostics, XP0303, import->path->span, "`%s` imports itself", name);
        report_help(&c->diagnostics, d,
                    "if another file of this name is meant, give this one another: it is found first");
        return;
    }
    struct diagnostic *d =
        report(&c->diagnostics, XP0303, import->path->span, "importing `%s` here closes a circle", name);
    report_note(&c->diagnostics, d, first->path->span, "that file imports `%s`, which leads back here",
                first->path->text);
}

/* `folder` of the importing file's path, with its slash; empty for the current folder. */
static const char *folder_of(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? arena_text(arena, path, (size_t)(slash - path) + 1) : "";
}

/* Looks for the file in each place in turn. Returns 0 or an errno value: ENOENT if it is in none. */
static int find(struct compilation *c, const char *importer, const char *name, uint32_t *file, bool *known)
{
    struct arena *arena = &c->arena;
    const char *path = arena_print(arena, "%s%s", folder_of(arena, importer), name);
    int error = source_read(&c->sources, path, name, file, known);
    for (size_t i = 0; error == ENOENT && i < c->folder_count; i++) {
        path = arena_print(arena, "%s/%s", c->folders[i], name);
        error = source_read(&c->sources, path, name, file, known);
    }
    return error;
}

/* A file that may have been meant, as it would be imported; or NULL. */
static const char *find_nearby(struct compilation *c, const char *importer, const char *name)
{
    struct arena *arena = &c->arena;
    const char *last = nearby_name(name);
    struct suggestion suggestion = {.word = last};
    nearby_files(arena, arena_print(arena, "%s%s", folder_of(arena, importer), name), &suggestion);
    for (size_t i = 0; i < c->folder_count; i++)
        nearby_files(arena, arena_print(arena, "%s/%s", c->folders[i], name), &suggestion);
    if (!suggestion.best)
        return NULL;
    return arena_print(arena, "%.*s%s", (int)(last - name), name, suggestion.best);
}

static void report_missing(struct compilation *c, const char *importer, const struct ast_import *import,
                           int error)
{
    const struct ast_name *path = import->path;
    if (error != ENOENT) {
        report(&c->diagnostics, XP0302, path->span, "can't read `%s`: %s", path->text, strerror(error));
        return;
    }
    struct diagnostic *d = report(&c->diagnostics, XP0301, path->span, "there is no file `%s`", path->text);
    const char *nearby = find_nearby(c, importer, path->text);
    if (nearby) {
        report_help(&c->diagnostics, d, "did you mean `%s`?", nearby);
        report_fix(&c->diagnostics, d, path->span, "\"%s\"", nearby);
        return;
    }
    report_help(&c->diagnostics, d,
                "it is looked for beside this file, in the folders given with -I, and among the templates");
}

static bool may_import(struct compilation *c, const struct reading *reading, const struct ast_import *import)
{
    const struct ast_name *path = import->path;
    if (path->text[0] == '/' || !path->text[0]) {
        struct diagnostic *d = report(&c->diagnostics, XP0304, path->span,
                                      path->text[0] ? "an import can't name a place on one machine only"
                                                    : "the import names no file");
        report_help(&c->diagnostics, d, "name the file, and give its folder with -I");
        return false;
    }
    if (strlen(path->text) > BLOB_MAX_TEXT) {
        report(&c->diagnostics, XP0204, path->span, "the file's name has %zu bytes; at most %u are allowed",
               strlen(path->text), BLOB_MAX_TEXT);
        return false;
    }
    if (reading->depth + 1 >= IMPORT_MAX_DEPTH || c->sources.count >= IMPORT_MAX_FILES) {
        report(&c->diagnostics, XP0306, path->span,
               "too many imports: at most %u within one another, and %u files", IMPORT_MAX_DEPTH,
               IMPORT_MAX_FILES);
        return false;
    }
    return true;
}

/* Returns whether the import is read, now or before. */
static bool read_import(struct compilation *c, const struct reading *reading, const struct ast_import *import)
{
    if (!may_import(c, reading, import))
        return false;
    uint32_t file;
    bool known;
    const char *importer = c->sources.list[reading->file]->path;
    int error = find(c, importer, import->path->text, &file, &known);
    if (error) {
        report_missing(c, importer, import, error);
        return false;
    }
    if (known && is_being_read(reading, file)) {
        report_circle(c, reading, import, file);
        return false;
    }
    struct reading inner = {.by = reading, .at = import, .file = file, .depth = reading->depth + 1};
    if (!known)
        read_file(c, &inner);
    return true;
}

static void refuse_header(struct compilation *c, const struct reading *reading,
                          const struct ast_policy *policy)
{
    struct diagnostic *d =
        report(&c->diagnostics, XP0305, policy->span, "an imported file can't have a `policy` statement");
    report_note(&c->diagnostics, d, reading->at->path->span, "the file is imported here");
}

/* What the file says is added to the tree before what its imports say. */
static void read_file(struct compilation *c, const struct reading *reading)
{
    if (!text_check(&c->sources, reading->file, &c->diagnostics)) {
        c->ast.incomplete = c->ast.lost.anything = true;
        return;
    }
    struct ast_import **imports = c->ast.imports_end;
    struct ast_policy **policies = c->ast.policies_end;
    struct parsing parsing = {.arena = &c->arena,
                              .ast = &c->ast,
                              .sources = &c->sources,
                              .diagnostics = &c->diagnostics,
                              .part = {reading->file, 0, c->sources.list[reading->file]->size}};
    parse(&parsing);
    if (reading->by && *policies) {
        refuse_header(c, reading, *policies);
        *policies = NULL;
        c->ast.policies_end = policies;
    }
    /* Its own imports come first, and theirs after them. */
    struct ast_import *import = *imports;
    for (; import && import->path->span.file == reading->file; import = import->next)
        if (!read_import(c, reading, import))
            c->ast.incomplete = c->ast.lost.anything = true;
}

void load_source(struct compilation *c, uint32_t file)
{
    struct reading reading = {.file = file};
    read_file(c, &reading);
    template_expand(c);
}

void load_text(struct compilation *c, const char *name, const char *text, size_t size)
{
    load_source(c, source_add(&c->sources, name, name, text, size));
}
