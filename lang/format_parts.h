/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the parts of the formatter share: a file as a list of elements (format_scan.c), what each of them is
 * in the language's structure (format_shape.c), which blocks stand on one line (format_plan.c). format.c
 * prints. Everything lives in the sources' arena.
 */
#ifndef XENON_FORMAT_PARTS_H
#define XENON_FORMAT_PARTS_H

#include "lang/format.h"

enum element_kind {
    ELEMENT_TOKEN,
    ELEMENT_ORIGIN, /* an annotation: it belongs to the token behind it */
    ELEMENT_COMMENT,
};

enum element_role {
    ROLE_INNER, /* goes on with what an element before it began */
    ROLE_ITEM,  /* begins a statement, rule, attribute or step */
    ROLE_OPEN,  /* the brace that opens a block of items, */
    ROLE_CLOSE, /* and the one that closes it */
};

/* One token, annotation or comment, as it is printed. */
struct element {
    const char *text;
    uint32_t length; /* bytes */
    uint32_t width;  /* columns */
    uint32_t column; /* of a comment: where it stood in its line, from 0 */
    enum element_kind kind;
    enum element_role role; /* not of comments */
    unsigned int depth;     /* blocks around the item; of braces: around their block */
    unsigned int lines;     /* ends of lines since the element before it; at most 2 */
    bool apart;             /* space was between that one and it */
    uint32_t next;          /* the first from this one on that is no comment; or the count */
};

struct elements {
    struct element *list;
    uint32_t count;
};

/* A block of items with what leads to it: domain recon { profile web } */
struct block {
    uint32_t head; /* its first element, */
    uint32_t open; /* its braces: indices */
    uint32_t close;
    uint32_t header; /* columns up to its brace, */
    uint32_t width;  /* and of all of it when it stands on one line */
    bool one_line;
    uint32_t padding; /* more spaces before the brace */
};

/* In the order of their opening braces. */
struct blocks {
    struct block *list;
    uint32_t count;
};

static inline bool element_is(const struct element *element, const char *text)
{
    uint32_t at = 0;
    while (at < element->length && text[at] && element->text[at] == text[at])
        at++;
    return at == element->length && !text[at];
}

/* An item that takes a word or two, of which several may share a line with others. */
bool element_is_brief(const struct element *element);

struct elements format_scan(const struct sources *sources, uint32_t file);

/* Sets roles and depths. Returns the blocks, with their places only. */
struct blocks format_shape(struct arena *arena, struct elements *elements);

/* Decides which blocks stand on one line, and how their braces are aligned. */
void format_plan(const struct elements *elements, struct blocks *blocks);

/* Two tokens that stay next to each other or apart, as they were: a space could make them other tokens. */
bool format_is_glued(const struct element *left, const struct element *right);

/* Spaces between two elements that stand on one line. */
uint32_t format_gap(const struct element *left, const struct element *right);

#endif
