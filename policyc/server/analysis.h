/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the compiler knows of one policy: its main file, which is open, and all that it imports. An analysis
 * is of one version of each of these; when one changes, it is thrown away as a whole.
 */
#ifndef XENON_ANALYSIS_H
#define XENON_ANALYSIS_H

#include "policyc/check/model.h"
#include "policyc/server/document.h"
#include "policyc/server/position.h"

struct index;

struct analysis {
    struct compilation compilation;
    struct model model;
    struct source_editor editor;
    const struct documents *open;
    struct document *root;
    struct document **documents; /* of each source; NULL: it is read from disk */
    struct line_table **lines;   /* of each source, once they are wanted */
    const char **uris;           /* likewise */
    struct index *index;         /* likewise */
};

/* How policies are read. */
struct analysis_options {
    struct documents *documents;
    const char *const *folders; /* where imports are looked for */
    size_t folder_count;
    bool strict;
};

/*
 * Reads and checks the policy, and sets whether its main file is a library. `options` and all it points to
 * must outlive the analysis.
 */
struct analysis *analysis_make(const struct analysis_options *options, struct document *root);

/* Accepts NULL. */
void analysis_free(struct analysis *analysis);

/* Whether the document is part of it, or might become: an import is missing. */
bool analysis_depends_on(const struct analysis *analysis, const struct document *document);

/* Whether the document was read; which source it is, in `file`, which may be NULL. */
bool analysis_has(const struct analysis *analysis, const struct document *document, uint32_t *file);

/*
 * The source that a span's text stands in. Texts of templates are read once each time they are used: such a
 * reading is an own source of the compilation.
 */
uint32_t analysis_file(const struct analysis *analysis, uint32_t file);

const struct line_table *analysis_lines(struct analysis *analysis, uint32_t file);
const char *analysis_uri(struct analysis *analysis, uint32_t file);

/* Writes the span's range. */
void analysis_write_range(struct analysis *analysis, struct json *json, const char *key, struct span span,
                          enum position_encoding encoding);

/* Writes the span as a Location. */
void analysis_write_location(struct analysis *analysis, struct json *json, const char *key, struct span span,
                             enum position_encoding encoding);

#endif
