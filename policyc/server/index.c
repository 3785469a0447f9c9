/* SPDX-License-Identifier: GPL-2.0-only */
/* The table of names. */
#include "policyc/server/index.h"

#include <stdlib.h>
#include <string.h>

/* No name has a control character. */
static const char *key_of(struct arena *arena, enum symbol_kind kind, const struct symbol *owner,
                          const char *name)
{
    return arena_print(arena, "%u\1%s\1%s", (unsigned)kind, owner ? owner->name : "", name);
}

struct symbol *index_find(const struct index *index, enum symbol_kind kind, const struct symbol *owner,
                          const char *name)
{
    struct arena arena = {0};
    struct symbol *symbol = names_find(&index->by_key, key_of(&arena, kind, owner, name));
    arena_free(&arena);
    return symbol;
}

static struct symbol *find_or_add(struct index *index, enum symbol_kind kind, const struct symbol *owner,
                                  const char *name)
{
    const char *key = key_of(index->arena, kind, owner, name);
    struct symbol *symbol = names_find(&index->by_key, key);
    if (symbol)
        return symbol;
    symbol = arena_alloc(index->arena, sizeof(*symbol));
    *symbol = (struct symbol){.kind = kind, .name = name, .owner = owner, .end = &symbol->first};
    names_add(&index->by_key, key, symbol);
    *index->end = symbol;
    index->end = &symbol->next;
    return symbol;
}

static const char *use_key(const struct index *index, const struct span *use)
{
    return arena_print(index->arena, "%u:%u", use->file, use->start);
}

static void find_uses(struct index *index)
{
    for (struct ast_use *use = index->analysis->compilation.ast.uses; use; use = use->next)
        names_add(&index->uses, use_key(index, &use->span), use);
}

/* What a `$` stands for where it is written: the argument of the use, or the parameter's default. */
static const struct ast_parameter *find_argument(const struct index *index, struct span place)
{
    const struct sources *sources = &index->analysis->compilation.sources;
    const char *name = sources->list[place.file]->text + place.start + 1;
    size_t length = place.end - place.start - 1;
    const struct span *used = source_used(sources, place.file);
    const struct ast_use *use = used ? names_find(&index->uses, use_key(index, used)) : NULL;
    if (!use || !use->template)
        return NULL;
    const struct ast_parameter *lists[] = {use->arguments.first, use->template->parameters.first};
    for (size_t i = 0; i < 2; i++)
        for (const struct ast_parameter *p = lists[i]; p; p = p->next)
            if (p->value && strlen(p->name->text) == length && memcmp(name, p->name->text, length) == 0)
                return p;
    return NULL;
}

/*
 * Where the name is really written: in a file instead of a template's expansion, and where a parameter's
 * value comes from instead of where the parameter stands. Returns false if it isn't written like that.
 */
static bool find_written(const struct index *index, const char *name, struct span *span)
{
    const struct sources *sources = &index->analysis->compilation.sources;
    size_t length = strlen(name);
    while (span->end - span->start != length ||
           memcmp(sources->list[span->file]->text + span->start, name, length) != 0) {
        const struct ast_parameter *argument = find_argument(index, *span);
        if (!argument)
            return false;
        *span = argument->span;
    }
    span->file = analysis_file(index->analysis, span->file);
    return true;
}

struct symbol *index_add(struct index *index, enum symbol_kind kind, const struct symbol *owner,
                         const char *name, struct span span, const char *word)
{
    struct symbol *symbol = find_or_add(index, kind, owner, name);
    if (!find_written(index, name, &span))
        return symbol;
    struct occurrence *occurrence = arena_alloc(index->arena, sizeof(*occurrence));
    *occurrence = (struct occurrence){.symbol = symbol, .span = span, .is_declared = word};
    *symbol->end = occurrence;
    symbol->end = &occurrence->next;
    index->count++;
    if (word && !symbol->declaration) {
        symbol->declaration = occurrence;
        symbol->word = word;
    }
    return symbol;
}

static int compare_places(const void *left, const void *right)
{
    const struct span *a = &(*(struct occurrence *const *)left)->span;
    const struct span *b = &(*(struct occurrence *const *)right)->span;
    if (a->file != b->file)
        return a->file < b->file ? -1 : 1;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    return 0;
}

static void sort_places(struct index *index)
{
    size_t count = 0;
    index->places = arena_array(index->arena, index->count, sizeof(*index->places));
    for (struct symbol *symbol = index->first; symbol; symbol = symbol->next)
        for (struct occurrence *at = symbol->first; at; at = at->next)
            index->places[count++] = at;
    if (count)
        qsort(index->places, count, sizeof(*index->places), compare_places);
}

const struct index *index_of(struct analysis *analysis)
{
    if (analysis->index)
        return analysis->index;
    struct arena *arena = &analysis->compilation.arena;
    struct index *index = arena_alloc(arena, sizeof(*index));
    *index = (struct index){.arena = arena, .analysis = analysis, .by_key.arena = arena, .uses.arena = arena};
    index->end = &index->first;
    find_uses(index);
    index_walk(index);
    sort_places(index);
    analysis->index = index;
    return index;
}

/* The first of the places that is behind the byte. */
static size_t find_behind(const struct index *index, uint32_t file, uint32_t byte)
{
    size_t low = 0;
    size_t high = index->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct span *span = &index->places[middle]->span;
        if (span->file < file || (span->file == file && span->start <= byte))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct occurrence *index_at(const struct index *index, uint32_t file, uint32_t byte)
{
    size_t at = find_behind(index, file, byte);
    if (!at)
        return NULL;
    const struct occurrence *occurrence = index->places[at - 1];
    bool is_inside = occurrence->span.file == file && byte <= occurrence->span.end;
    return is_inside ? occurrence : NULL;
}

bool index_is_shared(const struct index *index, const struct symbol *symbol, struct span place)
{
    for (size_t at = find_behind(index, place.file, place.start); at; at--) {
        const struct occurrence *other = index->places[at - 1];
        if (other->span.file != place.file || other->span.start != place.start)
            return false;
        if (other->symbol != symbol)
            return true;
    }
    return false;
}

bool index_is_pattern(const char *name)
{
    size_t length = strlen(name);
    return length && name[length - 1] == '*';
}

bool index_matches(const char *pattern, const char *name)
{
    return strncmp(pattern, name, strlen(pattern) - 1) == 0;
}
