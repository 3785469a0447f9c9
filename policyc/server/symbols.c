/* SPDX-License-Identifier: GPL-2.0-only */
/* A document's outline: what its statements declare. */
#include <stdlib.h>
#include <string.h>
#include "policyc/server/features.h"
#include "policyc/server/parameters.h"

/* The protocol's kinds, chosen for the pictures that editors show. */
enum outline_kind {
    OUTLINE_CLASS = 5,
    OUTLINE_METHOD = 6,
    OUTLINE_FUNCTION = 12,
    OUTLINE_CONSTANT = 14,
    OUTLINE_ARRAY = 18,
    OUTLINE_OBJECT = 19,
    OUTLINE_EVENT = 24,
};

struct entry {
    struct span name;
    uint32_t end; /* of the statement */
    const char *text;
    const char *word; /* what it is */
    enum outline_kind kind;
};

struct outline {
    struct arena *arena;
    const struct source *source;
    uint32_t file;
    struct entry *list;
    size_t count;
    size_t room;
};

/* Behind the block that follows a name, if one does before anything else of a statement begins. */
static uint32_t block_end(const struct source *source, uint32_t at, bool has_block)
{
    uint32_t depth = 0;
    uint32_t end = at;
    for (; has_block && at < source->size; at++) {
        char c = source->text[at];
        if (c == '#' || c == '"') {
            const char *stop = memchr(source->text + at + 1, c == '#' ? '\n' : '"', source->size - at - 1);
            if (!stop)
                return end;
            at = (uint32_t)(stop - source->text);
        } else if (c == '{') {
            depth++;
        } else if (c == '}' && depth && !--depth) {
            return at + 1;
        }
    }
    return end;
}

static void add(struct outline *outline, const struct ast_name *name, const char *word,
                enum outline_kind kind, bool has_block)
{
    if (name->span.file != outline->file)
        return;
    if (outline->count == outline->room) {
        size_t bytes = outline->room * sizeof(*outline->list);
        outline->room = outline->room ? outline->room * 2 : 64;
        outline->list =
            arena_grow(outline->arena, outline->list, bytes, outline->room * sizeof(*outline->list));
    }
    outline->list[outline->count++] =
        (struct entry){.name = name->span,
                       .end = block_end(outline->source, name->span.end, has_block),
                       .text = *name->text ? name->text : word,
                       .word = word,
                       .kind = kind};
}

static void add_names(struct outline *outline, const struct ast_names_statement *statement, const char *word)
{
    for (; statement; statement = statement->next)
        for (const struct ast_name *name = statement->names.first; name; name = name->next)
            add(outline, name, word, OUTLINE_CONSTANT, false);
}

static void add_domains(struct outline *outline, const struct ast *ast)
{
    static const char *const words[] = {
        [AST_DOMAIN] = "domain", [AST_DEFAULT_DOMAIN] = "default domain", [AST_SERVICE] = "service"};
    for (const struct ast_domain *domain = ast->domains; domain; domain = domain->next)
        add(outline, domain->name, words[domain->kind], OUTLINE_OBJECT, true);
}

static void collect(struct outline *outline, const struct ast *ast)
{
    for (const struct ast_profile *profile = ast->profiles; profile; profile = profile->next)
        add(outline, profile->name, "profile", OUTLINE_CLASS, true);
    add_domains(outline, ast);
    add_names(outline, ast->tags, "tag");
    add_names(outline, ast->groups, "group");
    for (const struct ast_set *set = ast->sets; set; set = set->next)
        add(outline, set->name, "set", OUTLINE_ARRAY, false);
    for (const struct ast_conflict *conflict = ast->conflicts; conflict; conflict = conflict->next)
        add(outline, conflict->name, "conflict set", OUTLINE_ARRAY, true);
    for (const struct ast_template *template = ast->templates; template; template = template->next)
        add(outline, template->name, "template", OUTLINE_FUNCTION, true);
    for (const struct ast_test *test = ast->tests; test; test = test->next)
        add(outline, test->name, "test", OUTLINE_METHOD, true);
    for (const struct ast_waiver *waiver = ast->waivers; waiver; waiver = waiver->next)
        add(outline, waiver->name, "waiver", OUTLINE_EVENT, true);
}

static int compare(const void *left, const void *right)
{
    const struct entry *a = left;
    const struct entry *b = right;
    if (a->name.start != b->name.start)
        return a->name.start < b->name.start ? -1 : 1;
    return 0;
}

/* Older clients know one place of each only. */
static void write_entry(const struct session *session, struct json *json, const struct spot *spot,
                        const struct entry *entry)
{
    const struct line_table *lines = analysis_lines(spot->analysis, spot->file);
    json_object(json, NULL);
    json_string(json, "name", entry->text, SIZE_MAX);
    json_number(json, "kind", entry->kind);
    if (session->has_outlines) {
        json_string(json, "detail", entry->word, SIZE_MAX);
        position_write(json, "range", lines, entry->name.start, entry->end, session->encoding);
        position_write(json, "selectionRange", lines, entry->name.start, entry->name.end, session->encoding);
    } else {
        analysis_write_location(spot->analysis, json, "location", entry->name, session->encoding);
    }
    json_end(json);
}

bool feature_symbols(struct session *session, struct json_object *parameters, struct json *answer)
{
    struct spot target;
    if (!parameter_file(session, parameters, &target))
        return false;
    struct outline outline = {.arena = &session->scratch,
                              .source = target.analysis->compilation.sources.list[target.file],
                              .file = target.file};
    collect(&outline, &target.analysis->compilation.ast);
    if (outline.count)
        qsort(outline.list, outline.count, sizeof(*outline.list), compare);
    json_array(answer, "result");
    for (size_t i = 0; i < outline.count; i++)
        write_entry(session, answer, &target, &outline.list[i]);
    json_end(answer);
    return true;
}
