/* SPDX-License-Identifier: GPL-2.0-only */
/* From offers to a text. */
#include "lang/fix.h"

#include <stdlib.h>
#include <string.h>

bool fix_is_offered(const struct diagnostic *diagnostic, const struct sources *sources)
{
    const struct span *fix = &diagnostic->fix;
    if (!diagnostic->replacement || !source_used(sources, fix->file))
        return diagnostic->replacement;
    return !memchr(sources->list[fix->file]->text + fix->start, '$', fix->end - fix->start);
}

/* A template's expansions are the same text as the file. */
static bool is_for(const struct diagnostic *diagnostic, const struct sources *sources, uint32_t file)
{
    return fix_is_offered(diagnostic, sources) &&
           sources->list[diagnostic->fix.file]->text == sources->list[file]->text;
}

struct offer {
    const struct diagnostic *diagnostic;
    size_t number;
};

static int compare(const void *left, const void *right)
{
    const struct offer *a = left;
    const struct offer *b = right;
    uint32_t x = a->diagnostic->fix.start;
    uint32_t y = b->diagnostic->fix.start;
    if (x != y)
        return x < y ? -1 : 1;
    return a->number < b->number ? -1 : 1;
}

struct fixes fix_collect(const struct diagnostics *diagnostics, const struct sources *sources, uint32_t file)
{
    struct fixes fixes = {0};
    size_t all = diagnostics->errors + diagnostics->warnings;
    size_t count = 0;
    struct offer *offers = arena_array(diagnostics->arena, all, sizeof(*offers));
    for (const struct diagnostic *d = diagnostics->first; d; d = d->next)
        if (is_for(d, sources, file)) {
            offers[count] = (struct offer){.diagnostic = d, .number = count};
            count++;
        }
    if (count)
        qsort(offers, count, sizeof(*offers), compare);
    fixes.list = arena_array(diagnostics->arena, count, sizeof(*fixes.list));
    const struct span *before = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct span *fix = &offers[i].diagnostic->fix;
        if (before && (fix->start < before->end || fix->start == before->start))
            continue;
        fixes.list[fixes.count++] = offers[i].diagnostic;
        before = fix;
    }
    return fixes;
}

const char *fix_apply(struct arena *arena, const struct source *source, const struct fixes *fixes,
                      size_t *size)
{
    *size = source->size;
    for (size_t i = 0; i < fixes->count; i++) {
        const struct diagnostic *d = fixes->list[i];
        *size += strlen(d->replacement) - (d->fix.end - d->fix.start);
    }
    char *text = arena_alloc(arena, *size);
    char *end = text;
    uint32_t at = 0;
    for (size_t i = 0; i < fixes->count; i++) {
        const struct diagnostic *d = fixes->list[i];
        end = mempcpy(end, source->text + at, d->fix.start - at);
        end = mempcpy(end, d->replacement, strlen(d->replacement));
        at = d->fix.end;
    }
    memcpy(end, source->text + at, source->size - at);
    return text;
}
