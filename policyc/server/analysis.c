/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs the compiler, up to where it would write, on what the editor has. */
#include "policyc/server/analysis.h"

#include <stdlib.h>
#include <string.h>
#include "policyc/check/translate.h"
#include "policyc/server/need.h"
#include "policyc/server/uri.h"

/* Two documents may be of one file; the main one is then meant. */
static const struct source_buffer *find_buffer(void *context, const char *path)
{
    const struct analysis *analysis = context;
    const struct document *document = analysis->root;
    if (path != document->path)
        document = document_at(analysis->open, path);
    return document ? &document->buffer : NULL;
}

static void find_documents(struct analysis *analysis)
{
    struct arena *arena = &analysis->compilation.arena;
    const struct sources *sources = &analysis->compilation.sources;
    analysis->documents = arena_array(arena, sources->count, sizeof(struct document *));
    analysis->lines = arena_array(arena, sources->count, sizeof(struct line_table *));
    analysis->uris = arena_array(arena, sources->count, sizeof(char *));
    for (uint32_t file = 0; file < sources->count; file++)
        for (struct document *document = analysis->open->first; document; document = document->next)
            if (sources->list[file]->buffer == &document->buffer)
                analysis->documents[file] = document;
}

/* What a library lacks is in the file that imports it. */
static void read_policy(struct analysis *analysis, const struct analysis_options *options, bool is_library)
{
    struct compilation *compilation = &analysis->compilation;
    const char *path = analysis->root->path;
    const char *slash = strrchr(path, '/');
    uint32_t file;
    bool known;
    compilation_init(compilation, options->folders, options->folder_count);
    compilation->diagnostics.strict = options->strict;
    compilation->sources.editor = &analysis->editor;
    compilation->ast.incomplete = compilation->ast.lost.anything = is_library;
    source_read(&compilation->sources, path, slash ? slash + 1 : path, &file, &known);
    load_source(compilation, file);
}

struct analysis *analysis_make(const struct analysis_options *options, struct document *root)
{
    struct analysis *analysis = need(calloc(1, sizeof(*analysis)));
    struct compilation *compilation = &analysis->compilation;
    analysis->root = root;
    analysis->open = options->documents;
    analysis->editor = (struct source_editor){.find = find_buffer, .context = analysis};
    read_policy(analysis, options, root->is_library);
    if (!compilation->ast.policies != root->is_library) {
        root->is_library = !root->is_library;
        compilation_free(compilation);
        read_policy(analysis, options, root->is_library);
    }
    examine(compilation, &analysis->model);
    diagnostics_sort(&compilation->diagnostics);
    find_documents(analysis);
    return analysis;
}

void analysis_free(struct analysis *analysis)
{
    if (!analysis)
        return;
    compilation_free(&analysis->compilation);
    free(analysis);
}

bool analysis_has(const struct analysis *analysis, const struct document *document, uint32_t *file)
{
    for (uint32_t at = 0; at < analysis->compilation.sources.count; at++) {
        if (analysis->documents[at] != document)
            continue;
        if (file)
            *file = at;
        return true;
    }
    return false;
}

bool analysis_depends_on(const struct analysis *analysis, const struct document *document)
{
    return analysis->compilation.ast.lost.anything || analysis_has(analysis, document, NULL);
}

uint32_t analysis_file(const struct analysis *analysis, uint32_t file)
{
    const struct sources *sources = &analysis->compilation.sources;
    const char *text = sources->list[file]->text;
    if (!source_used(sources, file))
        return file;
    for (file = 0; source_used(sources, file) || sources->list[file]->text != text;)
        file++;
    return file;
}

const struct line_table *analysis_lines(struct analysis *analysis, uint32_t file)
{
    struct arena *arena = &analysis->compilation.arena;
    const struct source *source = analysis->compilation.sources.list[file];
    if (!analysis->lines[file]) {
        analysis->lines[file] = arena_alloc(arena, sizeof(struct line_table));
        *analysis->lines[file] = line_table(arena, source->text, source->size);
    }
    return analysis->lines[file];
}

const char *analysis_uri(struct analysis *analysis, uint32_t file)
{
    struct arena *arena = &analysis->compilation.arena;
    if (analysis->documents[file])
        return analysis->documents[file]->uri;
    if (!analysis->uris[file]) {
        const char *path = analysis->compilation.sources.list[file]->path;
        analysis->uris[file] = uri_of_path(arena, uri_resolve_path(arena, path));
    }
    return analysis->uris[file];
}

void analysis_write_range(struct analysis *analysis, struct json *json, const char *key, struct span span,
                          enum position_encoding encoding)
{
    position_write(json, key, analysis_lines(analysis, span.file), span.start, span.end, encoding);
}

void analysis_write_location(struct analysis *analysis, struct json *json, const char *key, struct span span,
                             enum position_encoding encoding)
{
    uint32_t file = analysis_file(analysis, span.file);
    json_object(json, key);
    json_string(json, "uri", analysis_uri(analysis, file), SIZE_MAX);
    analysis_write_range(analysis, json, "range", (struct span){file, span.start, span.end}, encoding);
    json_end(json);
}
