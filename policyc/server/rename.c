/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Gives something another name, everywhere. A change after which the policies would say something else, or
 * nothing that the compiler takes, is refused.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "policyc/check/relations.h"
#include "policyc/server/features.h"
#include "policyc/server/renaming.h"

static bool refuse_symbol(struct session *session, const struct symbol *symbol)
{
    if (symbol->kind == SYMBOL_HYPERCALL || symbol->kind == SYMBOL_SUBCOMMAND)
        return session_refuse(session, ERROR_FAILED, "`%s` is Xen's name", symbol->name);
    if (symbol->kind == SYMBOL_WHO && strcmp(symbol->name, CONTROL_DOMAIN) == 0)
        return session_refuse(session, ERROR_FAILED, "`%s` is called so by Xen", symbol->name);
    if (!symbol->declaration && symbol->kind != SYMBOL_CONFLICTS)
        return session_refuse(session, ERROR_FAILED, "`%s` is not declared in what is open here",
                              symbol->name);
    return true;
}

/* What is to be renamed. Returns false after session_refuse(). */
static bool find_name(struct session *session, struct json_object *parameters, struct renaming *renaming)
{
    *renaming = (struct renaming){.session = session};
    struct spot *target = &renaming->target;
    if (!parameter_target(session, parameters, target))
        return false;
    renaming->at = index_at(index_of(target->analysis), target->file, target->byte);
    if (!renaming->at)
        return session_refuse(session, ERROR_FAILED, "no name stands here");
    return refuse_symbol(session, renaming->at->symbol);
}

bool feature_prepare_rename(struct session *session, struct json_object *parameters, struct json *answer)
{
    struct renaming renaming;
    if (!find_name(session, parameters, &renaming))
        return false;
    json_object(answer, "result");
    analysis_write_range(renaming.target.analysis, answer, "range", renaming.at->span, session->encoding);
    json_string(answer, "placeholder", renaming.at->symbol->name, SIZE_MAX);
    json_end(answer);
    return true;
}

/* Whether a text is one name for the parser: of a fleet if `is_fleet`. */
static bool is_name(const char *text, bool is_fleet)
{
    struct compilation c;
    compilation_init(&c, NULL, 0);
    const char *policy = arena_print(&c.arena, is_fleet ? "set x = %s" : "tag %s", text);
    load_text(&c, "", policy, strlen(policy));
    const struct ast_names *names = NULL;
    if (is_fleet && c.ast.sets)
        names = &c.ast.sets->members;
    else if (!is_fleet && c.ast.tags)
        names = &c.ast.tags->names;
    bool is_one = names && names->first && !c.diagnostics.errors && strcmp(names->first->text, text) == 0 &&
                  index_is_pattern(text) == is_fleet;
    compilation_free(&c);
    return is_one;
}

/* A pattern that stands for one of the names and not for the other would mean something else. */
static bool refuse_patterns(const struct renaming *renaming, struct analysis *analysis)
{
    const struct symbol *symbol = renaming->at->symbol;
    for (const struct symbol *other = index_of(analysis)->first; other; other = other->next) {
        if (other->kind != SYMBOL_WHO || !index_is_pattern(other->name) ||
            strcmp(other->name, symbol->name) == 0)
            continue;
        if (index_matches(other->name, symbol->name) != index_matches(other->name, renaming->name))
            return session_refuse(renaming->session, ERROR_FAILED, "`%s` would no longer stand for the same",
                                  other->name);
    }
    return true;
}

/* What can't be read may have the name in it, too. */
static bool refuse_unread(const struct renaming *renaming, const struct analysis *analysis)
{
    for (const struct diagnostic *d = analysis->compilation.diagnostics.first; d; d = d->next)
        if (d->severity == SEVERITY_ERROR && strncmp(diagnostic_entries[d->code].code, "XP01", 4) == 0)
            return session_refuse(renaming->session, ERROR_FAILED, "a part of the policy can't be read: %s",
                                  d->message);
    return true;
}

/* In every policy that has the name the new one is free, and means the same. */
static bool refuse_policies(const struct renaming *renaming)
{
    struct analysis *analysis = renaming->target.analysis;
    const struct symbol *symbol = renaming->at->symbol;
    struct document *document = renaming->session->documents.first;
    for (; document; document = document->next) {
        struct analysis *other = document->analysis;
        const struct symbol *same = other ? references_counterpart(analysis, symbol, other) : NULL;
        if (!same)
            continue;
        const struct symbol *taken = index_find(index_of(other), symbol->kind, same->owner, renaming->name);
        if (taken)
            return session_refuse(renaming->session, ERROR_FAILED, "there is a %s `%s` already",
                                  taken->word ? taken->word : "name", renaming->name);
        if (!refuse_unread(renaming, other) ||
            (symbol->kind == SYMBOL_WHO && !refuse_patterns(renaming, other)))
            return false;
    }
    return true;
}

/* Each place can be changed, and changes nothing else. */
static bool refuse_places(const struct renaming *renaming)
{
    const struct analysis *last = NULL;
    const struct symbol *symbol = NULL;
    for (size_t i = 0; i < renaming->count; i++) {
        const struct reference *at = renaming->places[i];
        const char *path = at->analysis->compilation.sources.list[at->span.file]->path;
        if (at->analysis != last)
            symbol = references_counterpart(renaming->target.analysis, renaming->at->symbol, at->analysis);
        last = at->analysis;
        if (index_is_shared(index_of(at->analysis), symbol, at->span))
            return session_refuse(renaming->session, ERROR_FAILED,
                                  "an argument of a template makes `%s` the name of something else, too",
                                  symbol->name);
        if (!at->analysis->documents[at->span.file] && access(path, W_OK))
            return session_refuse(renaming->session, ERROR_FAILED, "%s can't be written", path);
    }
    return true;
}

static int compare(const void *left, const void *right)
{
    const struct reference *a = *(const struct reference *const *)left;
    const struct reference *b = *(const struct reference *const *)right;
    int by_uri = strcmp(a->uri, b->uri);
    if (by_uri)
        return by_uri;
    return a->span.start < b->span.start ? -1 : a->span.start > b->span.start;
}

/* Sorts the places of the name by document and place. */
static void find_places(struct renaming *renaming)
{
    struct reference *first =
        references_find(renaming->session, renaming->target.analysis, renaming->at->symbol);
    for (struct reference *at = first; at; at = at->next)
        renaming->count++;
    renaming->places = arena_array(&renaming->session->scratch, renaming->count, sizeof(*renaming->places));
    size_t count = 0;
    for (struct reference *at = first; at; at = at->next)
        renaming->places[count++] = at;
    if (count)
        qsort(renaming->places, count, sizeof(*renaming->places), compare);
}

static bool find_new_name(struct renaming *renaming, struct json_object *parameters)
{
    struct session *session = renaming->session;
    const struct symbol *symbol = renaming->at->symbol;
    renaming->name = parameter_text(session, value_member(parameters, "newName"));
    if (!renaming->name)
        return session_refuse(session, ERROR_PARAMETERS, "the new name is missing");
    if (symbol->kind == SYMBOL_PARAMETER && renaming->name[0] == '$')
        renaming->name++;
    bool is_fleet = index_is_pattern(symbol->name);
    if (!is_name(renaming->name, is_fleet))
        return session_refuse(session, ERROR_FAILED, "`%s` can't be the name of a %s", renaming->name,
                              is_fleet       ? "fleet"
                              : symbol->word ? symbol->word
                                             : "group");
    return true;
}

static void write_changes(struct renaming *renaming, struct json *json)
{
    const char *uri = NULL;
    json_object(json, "changes");
    for (size_t i = 0; i < renaming->count; i++) {
        const struct reference *at = renaming->places[i];
        if (!uri || strcmp(uri, at->uri) != 0) {
            if (uri)
                json_end(json);
            uri = at->uri;
            json_array(json, uri);
        }
        position_write_edit(json, analysis_lines(at->analysis, at->span.file), at->span.start, at->span.end,
                            renaming->name, SIZE_MAX, renaming->session->encoding);
    }
    if (uri)
        json_end(json);
    json_end(json);
}

bool feature_rename(struct session *session, struct json_object *parameters, struct json *answer)
{
    struct renaming renaming;
    if (!find_name(session, parameters, &renaming) || !find_new_name(&renaming, parameters))
        return false;
    bool is_same = strcmp(renaming.name, renaming.at->symbol->name) == 0;
    if (!is_same) {
        find_places(&renaming);
        if (!refuse_policies(&renaming) || !refuse_places(&renaming) || !renaming_try(&renaming))
            return false;
    }
    json_object(answer, "result");
    write_changes(&renaming, answer);
    json_end(answer);
    return true;
}
