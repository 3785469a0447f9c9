/* SPDX-License-Identifier: GPL-2.0-only */
/* Gathers the places of a name. */
#include "policyc/server/references.h"

#include <string.h>

static bool is_brought_along(const struct symbol *symbol)
{
    return symbol->kind == SYMBOL_HYPERCALL || symbol->kind == SYMBOL_SUBCOMMAND;
}

static bool is_same_place(struct analysis *a, struct span x, struct analysis *b, struct span y)
{
    return x.start == y.start && strcmp(analysis_uri(a, x.file), analysis_uri(b, y.file)) == 0;
}

struct symbol *references_counterpart(struct analysis *analysis, const struct symbol *symbol,
                                      struct analysis *other)
{
    const struct symbol *owner = symbol->owner;
    struct symbol *same = index_find(index_of(other), symbol->kind, owner, symbol->name);
    if (!same || other == analysis || is_brought_along(symbol))
        return same;
    const struct symbol *mine = owner ? owner : symbol; /* a parameter is known by its template */
    const struct symbol *theirs = owner ? same->owner : same;
    if (!mine->declaration || !theirs->declaration)
        return NULL;
    bool is_same = is_same_place(analysis, mine->declaration->span, other, theirs->declaration->span);
    return is_same ? same : NULL;
}

/* What is found, and which places that are. */
struct search {
    struct arena *arena;
    struct reference *first, **end;
    struct names places;
};

static void add(struct search *search, struct analysis *analysis, const struct occurrence *at)
{
    const char *uri = analysis_uri(analysis, at->span.file);
    struct reference *reference = arena_alloc(search->arena, sizeof(*reference));
    *reference = (struct reference){
        .analysis = analysis, .span = at->span, .uri = uri, .is_declared = at->is_declared};
    if (names_add(&search->places, arena_print(search->arena, "%u\1%s", at->span.start, uri), reference))
        return;
    *search->end = reference;
    search->end = &reference->next;
}

struct reference *references_find(struct session *session, struct analysis *analysis,
                                  const struct symbol *symbol)
{
    struct search search = {
        .arena = &session->scratch, .end = &search.first, .places.arena = &session->scratch};
    for (struct document *document = session->documents.first; document; document = document->next) {
        struct analysis *other = document->analysis;
        struct symbol *same = other ? references_counterpart(analysis, symbol, other) : NULL;
        for (struct occurrence *at = same ? same->first : NULL; at; at = at->next)
            add(&search, other, at);
    }
    return search.first;
}
