/* SPDX-License-Identifier: GPL-2.0-only */
/* From a file's text to nodes: what the lexer, the grammar and their reports share. */
#ifndef XENON_PARSE_H
#define XENON_PARSE_H

#include "lang/ast.h"
#include "lang/diagnostic.h"

/* One file being read. */
struct parsing {
    struct arena *arena;
    struct ast *ast;
    const struct sources *sources;
    struct diagnostics *diagnostics;
    uint32_t file;
    struct span current;  /* the token read last, */
    struct span previous; /* and the one before it */
};

/*
 * Reads the file and adds its statements to the tree. After a mistake it goes on with the next rule or
 * statement, and marks the tree incomplete.
 */
void parse(struct parsing *parsing);

/* The bytes of a span. */
const char *parse_text(const struct parsing *parsing, struct span span, size_t *length);

/* A node for a name, or for the text between quotes. */
struct ast_name *parse_name(struct parsing *parsing, struct span span);
struct ast_name *parse_string(struct parsing *parsing, struct span span);

/* A number's value. One that doesn't fit in 32 bits is reported, and counts as 0. */
uint32_t parse_number(struct parsing *parsing, struct span span);

/* Reports a character that the language has no use for. */
void parse_report_character(struct parsing *parsing, struct span span);

/* Reports a text whose closing quote is missing. */
void parse_report_open_string(struct parsing *parsing, struct span span);

/* Reports a text with a tab in it. */
void parse_report_tab(struct parsing *parsing, struct span span);

/* Reports an `except` inside what an `except` leaves out. */
void parse_report_nested_except(struct parsing *parsing, struct span span);

/* Reports that the block from `open` on isn't closed where the statement at `next` begins. */
void parse_report_open_block(struct parsing *parsing, struct span open, struct span next);

/* What the grammar knows of a mistake. */
struct parse_words {
    bool found_name;       /* an ordinary name stands there, */
    bool found_keyword;    /* or a word of the language, */
    bool found_end;        /* or the file ends */
    const char **expected; /* what could stand there, in the words of its %token declaration */
    size_t count;          /* at least 1 */
};

/* Reports that at `span` one thing stands where others are expected. */
void parse_report_unexpected(struct parsing *parsing, struct span span, const struct parse_words *words);

#endif
