/* SPDX-License-Identifier: GPL-2.0-only */
/* From a file's text to nodes: what the lexer, the grammar and their reports share. */
#ifndef XENON_PARSE_H
#define XENON_PARSE_H

#include "lang/ast.h"
#include "lang/diagnostic.h"

/* What the grammar knows of a mistake, in the words of its %token declarations. */
struct parse_words {
    const char *found;
    const char **expected; /* what could stand there */
    size_t count;
};

/* What could stand behind the part that is read: an editor asks it. */
struct parse_question {
    bool is_asked;            /* the part's end was reached */
    struct parse_words words; /* .count 0: a mistake is too near for an answer */
    const char *previous;     /* the token before, terminated */
};

/* One file being read, or the body of a template for one use. */
struct parsing {
    struct arena *arena;
    struct ast *ast;
    const struct sources *sources;
    struct diagnostics *diagnostics;
    struct span part;                /* what is read */
    const struct ast_use *use;       /* the use that it is read for, or NULL */
    struct ast_parameters arguments; /* what the template's parameters stand for */
    struct span current;             /* the token read last, */
    struct span previous;            /* and the one before it */
    struct ast_origin origin;        /* of the next token; .line 0: its own place */
    bool is_template;                /* `template` was read, and its body is still to come */
    bool is_skipping;                /* inside that body, of which nothing is said yet */
    uint32_t mistake;                /* where what was reported last as out of place begins */
    uint32_t damage;                 /* where the last of what could not be read ends */
    struct ast_domain *domain;       /* the one that was read last, or NULL */
    unsigned int open_blocks;        /* reported as having no brace: it may still come */
    bool is_misplaced;               /* that mistake begins no statement, though it looks like one */
    bool is_block_due;               /* that mistake is a `(` for a `{`, and is next read as that */
    uint32_t block_end;              /* where the `)` for its `}` stands, or that; 0: nowhere */
    struct parse_question *question; /* or NULL; syntax errors are not reported while there is one */
};

/*
 * Reads the part and adds its statements to the tree. After a mistake it goes on with the next rule or
 * statement, and marks the tree incomplete.
 */
void parse(struct parsing *parsing);

/* The text of a token; of a parameter, that of what it stands for. Not terminated. */
const char *parse_text(const struct parsing *parsing, struct span span, size_t *length);

/* A node for a name, or for the text between quotes. */
struct ast_name *parse_name(struct parsing *parsing, struct span span);
struct ast_name *parse_string(struct parsing *parsing, struct span span);

/* Keeps the words of what is left out of the tree: all behind `before`, up to the end of `last`. */
void parse_lose(struct parsing *parsing, struct span before, struct span last);

/* Says where something could not be read. */
void parse_damage(struct parsing *parsing, struct span span);

/* Whether something from `span` on could not be read. It begins with what the parser has just read. */
bool parse_is_damaged(const struct parsing *parsing, struct span span);

/* The text of an argument: a token, or a number and the unit behind it (.end 0: none). */
const char *parse_value(struct parsing *parsing, struct span span, struct span unit);

/* The token that a parameter stands for. One that stands for none is reported. */
int parse_parameter(struct parsing *parsing, struct span span);

/* Reads an annotation. What begins where the next token does gets its place. */
void parse_origin(struct parsing *parsing, struct span span);
void parse_take_origin(struct parsing *parsing, struct span token);

/* --- amount.c --- */

/* A count, and `50%`. Each returns false after reporting one that doesn't fit in 32 bits. */
bool parse_count(struct parsing *parsing, struct span span, struct ast_amount *amount);
bool parse_percent(struct parsing *parsing, struct span span, struct ast_amount *amount);

/*
 * A number of bytes or nanoseconds: a number and the unit behind it, or both in one token when `unit` is
 * nothing (.end 0). Returns false after reporting a mistake.
 */
bool parse_amount(struct parsing *parsing, enum ast_unit kind, struct span number, struct span unit,
                  struct ast_amount *amount);

/* Fills .count and .period of what says `5000/s`. Returns false after reporting a mistake. */
bool parse_speed(struct parsing *parsing, struct span span, struct ast_rate *rate);

/* The names of the units of bytes, or of nanoseconds, one by one from 0; NULL behind the last. */
const char *amount_unit(enum ast_unit kind, size_t index);

/* Sets what may be said once only. */
void parse_once(struct parsing *parsing, struct ast_amount *said, struct ast_amount amount);

/* --- parse_report.c --- */

/* Reports a text whose closing quote is missing. */
void parse_report_open_string(struct parsing *parsing, struct span span);

/* Reports a text with a tab in it. */
void parse_report_tab(struct parsing *parsing, struct span span);

/* Reports an `except` inside what an `except` leaves out. */
void parse_report_nested_except(struct parsing *parsing, struct span span);

/* Reports that the block from `open` on isn't closed where the statement at `next` begins. */
void parse_report_open_block(struct parsing *parsing, struct span open, struct span next);

/* Reports that at `span` one thing stands where others are expected. */
void parse_report_unexpected(struct parsing *parsing, struct span span, const struct parse_words *words);

/* A token in backquotes as it was written, unless it is too long to be repeated. */
const char *parse_quote(struct parsing *parsing, struct span span);

/* Marks a report about syntax: what it is about is missing from the tree. Returns it. */
struct diagnostic *parse_mark(struct parsing *parsing, struct diagnostic *diagnostic);

#endif
