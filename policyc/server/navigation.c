/* SPDX-License-Identifier: GPL-2.0-only */
/* Where a name is declared, and where it is used. */
#include <string.h>
#include "policyc/server/features.h"
#include "policyc/server/parameters.h"
#include "policyc/server/references.h"

static const struct occurrence *name_at(const struct spot *target)
{
    return index_at(index_of(target->analysis), target->file, target->byte);
}

/* A pattern stands for all domains whose names begin as it does. */
static void write_matching(struct session *session, struct json *json, struct analysis *analysis,
                           const char *pattern)
{
    for (const struct ast_domain *domain = analysis->compilation.ast.domains; domain; domain = domain->next)
        if (index_matches(pattern, domain->name->text))
            analysis_write_location(analysis, json, NULL, domain->name->span, session->encoding);
}

static void write_declaration(struct session *session, struct json *json, struct analysis *analysis,
                              const struct symbol *symbol)
{
    const struct occurrence *declaration = symbol->declaration;
    if (!declaration && symbol->kind == SYMBOL_CONFLICTS)
        declaration = symbol->first;
    if (declaration)
        analysis_write_location(analysis, json, NULL, declaration->span, session->encoding);
    else if (symbol->kind == SYMBOL_WHO && index_is_pattern(symbol->name))
        write_matching(session, json, analysis, symbol->name);
}

/* The file that an import at the target names. */
static void write_imported(struct session *session, struct json *json, const struct spot *target)
{
    struct compilation *c = &target->analysis->compilation;
    for (const struct ast_import *import = c->ast.imports; import; import = import->next) {
        const struct span *span = &import->path->span;
        if (span->file != target->file || target->byte < span->start || target->byte > span->end)
            continue;
        for (uint32_t file = 0; file < c->sources.count; file++)
            if (strcmp(c->sources.list[file]->name, import->path->text) == 0) {
                struct span start = {.file = file};
                analysis_write_location(target->analysis, json, NULL, start, session->encoding);
                return;
            }
    }
}

bool feature_definition(struct session *session, struct json_object *parameters, struct json *answer)
{
    struct spot target;
    if (!parameter_target(session, parameters, &target))
        return false;
    const struct occurrence *at = name_at(&target);
    json_array(answer, "result");
    if (at)
        write_declaration(session, answer, target.analysis, at->symbol);
    else
        write_imported(session, answer, &target);
    json_end(answer);
    return true;
}

bool feature_references(struct session *session, struct json_object *parameters, struct json *answer)
{
    struct spot target;
    if (!parameter_target(session, parameters, &target))
        return false;
    struct json_object *context = value_member(parameters, "context");
    bool is_declaration_wanted = value_is_true(value_member(context, "includeDeclaration"));
    const struct occurrence *at = name_at(&target);
    const struct reference *reference = NULL;
    if (at)
        reference = references_find(session, target.analysis, at->symbol);
    json_array(answer, "result");
    for (; reference; reference = reference->next)
        if (is_declaration_wanted || !reference->is_declared)
            analysis_write_location(reference->analysis, answer, NULL, reference->span, session->encoding);
    json_end(answer);
    return true;
}
