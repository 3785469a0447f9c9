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

/* Groups of conflict sets are declared nowhere: they are one if a file that has them is part of both
 * policies. */
static bool have_common_place(struct analysis *a, const struct symbol *x, struct analysis *b,
                              const struct symbol *y)
{
    for (const struct occurrence *mine = x->first; mine; mine = mine->next)
        for (const struct occurrence *theirs = y->first; theirs; theirs = theirs->next)
            if (is_same_place(a, mine->span, b, theirs->span))
                return true;
    return false;
}

struct symbol *references_counterpart(struct analysis *analysis, const struct symbol *symbol,
                                      struct analysis *other)
{
    struct symbol *same = index_find(index_of(other), symbol->kind, symbol->owner, symbol->name);
    if (!same || other == analysis || is_brought_along(symbol))
        return same;
    if (symbol->kind == SYMBOL_CONFLICTS)
        return have_common_place(analysis, symbol, other, same) ? same : NULL;
    const struct occurrence *mine = symbol->declaration;
    const struct occurrence *theirs = same->declaration;
    return mine && theirs && is_same_place(analysis, mine->span, other, theirs->span) ? same : NULL;
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
