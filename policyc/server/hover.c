/* SPDX-License-Identifier: GPL-2.0-only */
/* What is known of the name under the pointer, and of what is wrong there. */
#include <inttypes.h>
#include <string.h>
#include "lang/hypercalls.h"
#include "policyc/server/features.h"
#include "policyc/server/index.h"
#include "policyc/server/parameters.h"

/* What a hover says, in paragraphs. */
struct page {
    struct arena *arena;
    const char *text; /* NULL: nothing yet */
    struct span span;
};

static void add(struct page *page, struct span span, const char *paragraph)
{
    if (!page->text)
        page->span = span;
    page->text = page->text ? arena_print(page->arena, "%s\n\n%s", page->text, paragraph) : paragraph;
}

static void describe_subcommand(struct page *page, const struct occurrence *at, const struct hypercall *call)
{
    const struct subcommand *subcommand = find_subcommand(call, at->symbol->name, strlen(at->symbol->name));
    if (subcommand)
        add(page, at->span,
            arena_print(page->arena, "`%s.%s`: subcommand %" PRIu64 " of hypercall %u\n\n%s", call->name,
                        subcommand->name, subcommand->number, call->number, subcommand->text));
}

static void describe_hypercall(struct page *page, const struct occurrence *at)
{
    const struct symbol *owner = at->symbol->owner;
    const char *name = owner ? owner->name : at->symbol->name;
    const struct hypercall *call = find_hypercall(name, strlen(name));
    if (!call)
        return;
    if (owner) {
        describe_subcommand(page, at, call);
        return;
    }
    const char *count = call->count ? arena_print(page->arena, ", with %zu subcommands", call->count) : "";
    add(page, at->span,
        arena_print(page->arena, "`%s`: hypercall %u%s\n\n%s", call->name, call->number, count, call->text));
}

/* The line in which a name is declared, without its indentation. */
static const char *line_at(struct page *page, const struct source *source, uint32_t line)
{
    uint32_t length;
    const char *text = source_line(source, line, &length);
    while (length && (*text == ' ' || *text == '\t')) {
        text++;
        length--;
    }
    return arena_text(page->arena, text, length);
}

static void describe_name(struct page *page, const struct analysis *analysis, const struct occurrence *at)
{
    const struct symbol *symbol = at->symbol;
    if (!symbol->declaration)
        return;
    const struct sources *sources = &analysis->compilation.sources;
    const struct span span = symbol->declaration->span;
    const struct source *source = sources->list[span.file];
    uint32_t line = source_position(sources, span).line;
    add(page, at->span,
        arena_print(page->arena, "%s `%s`, declared in %s, line %u:\n\n```xpol\n%s\n```", symbol->word,
                    symbol->name, source->name, (unsigned)line, line_at(page, source, line)));
}

static void describe_findings(struct page *page, struct analysis *analysis, uint32_t file, uint32_t byte)
{
    for (const struct diagnostic *d = analysis->compilation.diagnostics.first; d; d = d->next) {
        const struct diagnostic_entry *entry = &diagnostic_entries[d->code];
        struct span span = {analysis_file(analysis, d->span.file), d->span.start, d->span.end};
        if (span.file == file && span.start <= byte && byte <= span.end)
            add(page, span, arena_print(page->arena, "%s: %s\n\n%s", entry->code, entry->title, entry->text));
    }
}

static void write_page(const struct session *session, struct json *answer, struct analysis *analysis,
                       const struct page *page)
{
    json_object(answer, "result");
    json_object(answer, "contents");
    json_string(answer, "kind", session->has_markdown ? "markdown" : "plaintext", SIZE_MAX);
    json_string(answer, "value", page->text, SIZE_MAX);
    json_end(answer);
    analysis_write_range(analysis, answer, "range", page->span, session->encoding);
    json_end(answer);
}

bool feature_hover(struct session *session, struct json_object *parameters, struct json *answer)
{
    struct spot target;
    if (!parameter_target(session, parameters, &target))
        return false;
    struct page page = {.arena = &session->scratch};
    const struct occurrence *at = index_at(index_of(target.analysis), target.file, target.byte);
    if (at && (at->symbol->kind == SYMBOL_HYPERCALL || at->symbol->kind == SYMBOL_SUBCOMMAND))
        describe_hypercall(&page, at);
    else if (at)
        describe_name(&page, target.analysis, at);
    describe_findings(&page, target.analysis, target.file, target.byte);
    if (page.text)
        write_page(session, answer, target.analysis, &page);
    else
        json_null(answer, "result");
    return true;
}
