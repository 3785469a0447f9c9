/* SPDX-License-Identifier: GPL-2.0-only */
/* Reads a file as elements: the lexer's tokens, and what stands in the space between them. */
#include <ctype.h>
#include <string.h>
#include "lang/format_parts.h"
#include "lang/parse.h"
#include "lang/utf8.h"
#include "parser.h"

#define YYSTYPE XPOL_STYPE
#define YYLTYPE XPOL_LTYPE
#include "lexer.h"

#define TAB 8u /* columns */

struct scan {
    struct arena *arena;
    struct elements elements;
    uint32_t room;
    const char *text;
    uint32_t at;         /* what is before it is scanned */
    uint32_t line_start; /* of the line in which that is */
    unsigned int lines;  /* ended since the last element */
    bool apart;
};

/* Columns of a text that begins at one, everywhere the same: characters, whatever fonts make of them. */
static uint32_t measure(const char *text, uint32_t length, uint32_t column)
{
    uint32_t character;
    for (uint32_t at = 0; at < length;) {
        size_t bytes = utf8_decode(text + at, length - at, &character);
        column += bytes && character == '\t' ? TAB - column % TAB : 1;
        at += bytes ? (uint32_t)bytes : 1;
    }
    return column;
}

/* Adds the `length` bytes from scan->at on. */
static struct element *add(struct scan *scan, enum element_kind kind, uint32_t length)
{
    struct elements *elements = &scan->elements;
    if (elements->count == scan->room) {
        size_t bytes = scan->room * sizeof(*elements->list);
        scan->room = scan->room ? scan->room * 2 : 256;
        elements->list = arena_grow(scan->arena, elements->list, bytes, scan->room * sizeof(*elements->list));
    }
    struct element *element = &elements->list[elements->count++];
    *element = (struct element){.text = scan->text + scan->at,
                                .length = length,
                                .width = measure(scan->text + scan->at, length, 0),
                                .kind = kind,
                                .lines = scan->lines,
                                .apart = scan->apart};
    scan->at += length;
    scan->lines = 0;
    scan->apart = false;
    return element;
}

/* Up to the end of the line, without the spaces there. */
static void add_comment(struct scan *scan, uint32_t end)
{
    const char *text = scan->text + scan->at;
    const char *newline = memchr(text, '\n', end - scan->at);
    uint32_t length = newline ? (uint32_t)(newline - text) : end - scan->at;
    while (isspace((unsigned char)text[length - 1]))
        length--;
    uint32_t column = measure(scan->text + scan->line_start, scan->at - scan->line_start, 0);
    add(scan, ELEMENT_COMMENT, length)->column = column;
}

/* @"first.xpol":8:9 */
static void add_origin(struct scan *scan, uint32_t end)
{
    const char *text = scan->text + scan->at;
    uint32_t left = end - scan->at;
    uint32_t length = 1;
    if (length < left && text[length] == '"')
        do
            length++;
        while (length < left && text[length] != '"');
    while (length < left && text[length] != '#' && !isspace((unsigned char)text[length]))
        length++;
    add(scan, ELEMENT_ORIGIN, length);
}

static void skip_space(struct scan *scan)
{
    if (scan->text[scan->at++] == '\n') {
        scan->line_start = scan->at;
        scan->lines += scan->lines < 2;
    }
    scan->apart = true;
}

/* What the lexer passes over on its way to the token at `end`. */
static void scan_space(struct scan *scan, uint32_t end)
{
    while (scan->at < end) {
        if (scan->text[scan->at] == '#')
            add_comment(scan, end);
        else if (scan->text[scan->at] == '@')
            add_origin(scan, end);
        else
            skip_space(scan);
    }
}

/* Of the spaces in `on   violation` one is kept, of those in `5000 / s` none. */
static void collapse(struct scan *scan, struct element *token)
{
    char *text = arena_text(scan->arena, token->text, token->length);
    bool is_number = isdigit((unsigned char)text[0]);
    uint32_t length = 0;
    for (uint32_t at = 0; at < token->length; at++) {
        if (token->text[at] == '\n')
            scan->line_start = scan->at - token->length + at + 1;
        if (!isspace((unsigned char)text[at]))
            text[length++] = text[at];
        else if (!is_number && text[length - 1] != ' ')
            text[length++] = ' ';
    }
    token->text = text;
    token->length = token->width = length;
}

static bool has_space(const struct element *token)
{
    for (uint32_t at = 0; at < token->length; at++)
        if (isspace((unsigned char)token->text[at]))
            return true;
    return false;
}

static void add_token(struct scan *scan, struct span span)
{
    scan_space(scan, span.start);
    struct element *token = add(scan, ELEMENT_TOKEN, span.end - span.start);
    if (isalnum((unsigned char)token->text[0]) && has_space(token))
        collapse(scan, token);
}

static void link_elements(struct elements *elements)
{
    uint32_t next = elements->count;
    for (uint32_t at = elements->count; at-- > 0;) {
        if (elements->list[at].kind != ELEMENT_COMMENT)
            next = at;
        elements->list[at].next = next;
    }
}

/* What the lexer has to say was said when the file was parsed. */
struct elements format_scan(const struct sources *sources, uint32_t file)
{
    const struct source *source = sources->list[file];
    struct scan scan = {.arena = sources->arena, .text = source->text};
    struct ast ast;
    ast_init(&ast);
    struct diagnostics unheard = {.arena = sources->arena};
    struct span span = {.file = file, .end = source->size};
    struct parsing parsing = {
        .arena = sources->arena, .ast = &ast, .sources = sources, .diagnostics = &unheard, .part = span};
    void *scanner;
    xpol_lex_init_extra(&parsing, &scanner);
    xpol__scan_bytes(source->text, (int)source->size, scanner);
    XPOL_STYPE value;
    span.end = 0;
    while (xpol_lex(&value, &span, scanner)) {
        add_token(&scan, span);
        parsing.is_template = false; /* its body is read as what it is, rather than as one token */
    }
    scan_space(&scan, source->size);
    xpol_lex_destroy(scanner);
    link_elements(&scan.elements);
    return scan.elements;
}
