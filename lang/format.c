/* SPDX-License-Identifier: GPL-2.0-only */
/* Prints a file's elements in their form. format.h says what that is. */
#include "lang/format.h"

#include <string.h>
#include "lang/format_parts.h"

struct printer {
    struct arena *arena;
    const struct elements *elements;
    const struct block *block; /* the next to be opened */
    struct formatted out;
    size_t room;
    uint32_t column;         /* from 0 */
    uint32_t comment_column; /* where the last comment stands, if it is behind something */
    bool in_line;            /* in a block that stands on one line */
    bool spread;             /* in parentheses whose parts stand on lines of their own */
    bool fresh;              /* nothing is in the file or block yet */
};

static void put(struct printer *printer, const char *text, size_t length)
{
    if (printer->out.size + length > printer->room) {
        printer->room = 2 * (printer->room + length);
        printer->out.text = arena_grow(printer->arena, printer->out.text, printer->out.size, printer->room);
    }
    memcpy(printer->out.text + printer->out.size, text, length);
    printer->out.size += length;
}

static void put_spaces(struct printer *printer, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        put(printer, " ", 1);
    printer->column += count;
}

static void put_line_end(struct printer *printer)
{
    if (printer->out.size)
        put(printer, "\n", 1);
    printer->column = 0;
}

/* Begins a line, behind an empty one if there was one and there is something that it separates. */
static void put_line(struct printer *printer, uint32_t indent, bool empty_before)
{
    put_line_end(printer);
    if (empty_before && !printer->fresh)
        put(printer, "\n", 1);
    put_spaces(printer, indent);
}

/* Where an element stands that begins a line. */
static uint32_t indent_of(const struct printer *printer, uint32_t at)
{
    uint32_t next = printer->elements->list[at].next;
    if (next == printer->elements->count)
        return 0;
    const struct element *element = &printer->elements->list[next];
    bool closes = element->role == ROLE_CLOSE || (printer->spread && element_is(element, ")"));
    bool deeper = closes ? next != at : element->role == ROLE_INNER || element->role == ROLE_OPEN;
    return (element->depth + deeper) * FORMAT_INDENT;
}

/* Whether the comment goes on with the one above it, which is behind something: they stood in one column. */
static bool is_continued(const struct printer *printer, uint32_t at)
{
    const struct element *comment = &printer->elements->list[at];
    return at && comment->lines == 1 && printer->comment_column && comment[-1].kind == ELEMENT_COMMENT &&
           comment[-1].column == comment->column;
}

static bool is_between_items(const struct printer *printer, uint32_t at)
{
    uint32_t next = printer->elements->list[at].next;
    enum element_role role =
        next == printer->elements->count ? ROLE_CLOSE : printer->elements->list[next].role;
    return role == ROLE_ITEM || role == ROLE_CLOSE;
}

static void print_comment(struct printer *printer, uint32_t at)
{
    const struct element *comment = &printer->elements->list[at];
    if (at && !comment->lines) {
        bool is_far = printer->column >= FORMAT_COMMENT - 1;
        put_spaces(printer, is_far ? 1 : FORMAT_COMMENT - 1 - printer->column);
        printer->comment_column = printer->column;
    } else if (is_continued(printer, at)) {
        put_line(printer, printer->comment_column, false);
    } else {
        put_line(printer, indent_of(printer, at), comment->lines == 2 && is_between_items(printer, at));
        printer->comment_column = 0;
        printer->fresh = false;
    }
    put(printer, comment->text, comment->length);
}

/* Whether what begins behind a comma goes beyond the width before the next place where the line may break. */
static bool is_too_long(const struct printer *printer, uint32_t at)
{
    const struct elements *elements = printer->elements;
    uint32_t column = printer->column;
    for (;; at++) {
        const struct element *element = &elements->list[at];
        column += format_gap(element - 1, element) + element->width;
        if (column > FORMAT_WIDTH)
            return true;
        if (element_is(element, ",") || element->role == ROLE_OPEN || at + 1 == elements->count)
            return false;
        const struct element *next = element + 1;
        if (next->kind == ELEMENT_COMMENT || next->role == ROLE_ITEM || next->role == ROLE_CLOSE)
            return false;
    }
}

/* A text without its closing quote, in a template's body: it takes up the rest of its line. */
static bool ends_line(const struct element *element)
{
    return element->text[0] == '"' && (element->length == 1 || element->text[element->length - 1] != '"');
}

/* Whether something between these parentheses has a comment. */
static bool is_spread(const struct elements *elements, uint32_t open)
{
    for (uint32_t at = open + 1; at < elements->count; at++) {
        const struct element *element = &elements->list[at];
        if (element->kind == ELEMENT_COMMENT)
            return true;
        if (element->role != ROLE_INNER || element_is(element, "(") || element_is(element, ")"))
            return false;
    }
    return false;
}

static bool begins_line(const struct printer *printer, uint32_t at)
{
    const struct element *element = &printer->elements->list[at];
    if (!at || element[-1].kind == ELEMENT_COMMENT || ends_line(&element[-1]))
        return true;
    if (element->lines && format_is_glued(&element[-1], element))
        return true;
    if (printer->in_line)
        return false;
    if (printer->spread &&
        (element_is(&element[-1], "(") || element_is(&element[-1], ",") || element_is(element, ")")))
        return true;
    return element->role == ROLE_ITEM || element->role == ROLE_CLOSE ||
           (element_is(&element[-1], ",") && is_too_long(printer, at));
}

static void print_token(struct printer *printer, uint32_t at)
{
    const struct element *element = &printer->elements->list[at];
    if (begins_line(printer, at))
        put_line(printer, indent_of(printer, at), element->lines == 2 && element->role == ROLE_ITEM);
    else
        put_spaces(printer, format_gap(element - 1, element));
    printer->fresh = element->role == ROLE_OPEN;
    if (element_is(element, "("))
        printer->spread = is_spread(printer->elements, at);
    else if (element->role != ROLE_INNER || element_is(element, ")"))
        printer->spread = false;
    if (element->role == ROLE_OPEN) {
        put_spaces(printer, printer->block->padding);
        printer->in_line = printer->block++->one_line;
    } else if (element->role == ROLE_CLOSE) {
        printer->in_line = false;
    }
    put(printer, element->text, element->length);
    printer->column += element->width;
}

struct formatted format_file(const struct sources *sources, uint32_t file)
{
    struct elements elements = format_scan(sources, file);
    struct blocks blocks = format_shape(sources->arena, &elements);
    format_plan(&elements, &blocks);
    struct printer printer = {
        .arena = sources->arena, .elements = &elements, .block = blocks.list, .fresh = true};
    for (uint32_t at = 0; at < elements.count; at++)
        if (elements.list[at].kind == ELEMENT_COMMENT)
            print_comment(&printer, at);
        else
            print_token(&printer, at);
    put_line_end(&printer);
    return printer.out;
}

static bool is_equal(const struct element *a, const struct element *b)
{
    return a->kind == b->kind && a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

bool format_is_same(const struct sources *sources, uint32_t a, uint32_t b)
{
    struct elements left = format_scan(sources, a);
    struct elements right = format_scan(sources, b);
    if (left.count != right.count)
        return false;
    for (uint32_t at = 0; at < left.count; at++)
        if (!is_equal(&left.list[at], &right.list[at]))
            return false;
    return true;
}
