/* SPDX-License-Identifier: GPL-2.0-only */
/* What the lexer and the grammar need beside themselves: texts of tokens, and what to say of mistakes. */
#include "lang/parse.h"

#include <stdlib.h>
#include <string.h>
#include "lang/suggest.h"

#define SHOWN_MAX 40 /* bytes of a token that a message repeats */

const char *parse_text(const struct parsing *parsing, struct span span, size_t *length)
{
    *length = span.end - span.start;
    return parsing->sources->list[span.file]->text + span.start;
}

struct ast_name *parse_name(struct parsing *parsing, struct span span)
{
    size_t length;
    const char *text = parse_text(parsing, span, &length);
    return ast_name(parsing->arena, span, text, length);
}

/* A token in backquotes, unless it is too long to be repeated. */
static const char *quote(struct parsing *parsing, struct span span)
{
    size_t length;
    const char *text = parse_text(parsing, span, &length);
    if (length > SHOWN_MAX)
        return arena_print(parsing->arena, "a word of %zu bytes", length);
    return arena_print(parsing->arena, "`%.*s`", (int)length, text);
}

/* A report about syntax: what it is about is missing from the tree. */
static struct diagnostic *mark(struct parsing *parsing, struct diagnostic *diagnostic)
{
    parsing->ast->incomplete = true;
    return diagnostic;
}

struct ast_name *parse_string(struct parsing *parsing, struct span span)
{
    size_t length;
    const char *text = parse_text(parsing, span, &length);
    return ast_name(parsing->arena, span, text + 1, length - 2);
}

uint32_t parse_number(struct parsing *parsing, struct span span)
{
    size_t length;
    const char *text = parse_text(parsing, span, &length);
    uint64_t value = 0;
    for (size_t i = 0; i < length && value <= UINT32_MAX; i++)
        value = value * 10 + (uint64_t)(text[i] - '0');
    if (value <= UINT32_MAX)
        return (uint32_t)value;
    struct diagnostic *d = report(parsing->diagnostics, XP0106, span, "the number is too large");
    report_help(parsing->diagnostics, mark(parsing, d), "the largest is %u", UINT32_MAX);
    return 0;
}

/* What people bring along from other languages. */
static const char *advise(const char *text, size_t length)
{
    if (length > 1 && text[0] != '/')
        return "names have the letters a to z, digits, `-` and `_`";
    if (text[0] == ';')
        return "nothing ends a rule or statement: remove the `;`";
    if (text[0] == '/')
        return "a comment begins with `#`";
    if (text[0] == '\'')
        return "a text stands in double quotes";
    if (text[0] == ':' || text[0] == '=')
        return "a word and its value stand side by side";
    if (text[0] == '_' || text[0] == '-')
        return "a name begins with a letter";
    return NULL;
}

void parse_report_character(struct parsing *parsing, struct span span)
{
    size_t length;
    const char *text = parse_text(parsing, span, &length);
    const char *advice = advise(text, length);
    if (text[0] == '/' && length > 1)
        span.end = span.start + 2; /* not all that follows on the line */
    struct diagnostic *d =
        report(parsing->diagnostics, XP0101, span, "%s means nothing here", quote(parsing, span));
    if (advice)
        report_help(parsing->diagnostics, d, "%s", advice);
    mark(parsing, d);
}

void parse_report_open_string(struct parsing *parsing, struct span span)
{
    struct diagnostic *d = report(parsing->diagnostics, XP0105, span, "the text has no closing quote");
    report_help(parsing->diagnostics, mark(parsing, d), "end it with `\"` on the same line");
}

void parse_report_tab(struct parsing *parsing, struct span span)
{
    struct diagnostic *d = report(parsing->diagnostics, XP0103, span, "a tab in a text");
    report_help(parsing->diagnostics, mark(parsing, d), "put a space in its place");
}

void parse_report_nested_except(struct parsing *parsing, struct span span)
{
    struct diagnostic *d = report(parsing->diagnostics, XP0112, span,
                                  "what `except` leaves out can have no exceptions and not be `all`");
    report_help(parsing->diagnostics, mark(parsing, d),
                "list what is left out: `all except memory_op { exchange }`");
}

void parse_report_open_block(struct parsing *parsing, struct span open, struct span next)
{
    struct diagnostic *d = report(parsing->diagnostics, XP0109, open, "this block has no closing `}`");
    report_note(parsing->diagnostics, mark(parsing, d), next,
                next.start == next.end ? "the file ends inside it" : "a new statement begins inside it");
}

/* The nearest of the words of the language that are expected. They stand in backquotes there. */
static const char *nearest(struct parsing *parsing, const char *word, const struct parse_words *words)
{
    struct suggestion suggestion = {.word = word};
    for (size_t i = 0; i < words->count; i++) {
        const char *expected = words->expected[i];
        size_t length = strlen(expected);
        if (expected[0] == '`' && expected[1] >= 'a' && expected[1] <= 'z')
            suggest(&suggestion, arena_text(parsing->arena, expected + 1, length - 2));
    }
    return suggestion.best;
}

/* `quietly` is the one word that can be mistaken for a name that may stand in its place. */
static bool report_previous(struct parsing *parsing)
{
    size_t length;
    const char *text = parse_text(parsing, parsing->previous, &length);
    struct suggestion suggestion = {.word = arena_text(parsing->arena, text, length)};
    suggest(&suggestion, "quietly");
    if (!suggestion.best || suggestion.distance == 0)
        return false;
    struct diagnostic *d =
        report(parsing->diagnostics, XP0108, parsing->previous, "unknown word `%s`", suggestion.word);
    report_help(parsing->diagnostics, d, "did you mean `%s`?", suggestion.best);
    return true;
}

static bool report_misspelt(struct parsing *parsing, struct span span, const struct parse_words *words)
{
    size_t length;
    const char *text = parse_text(parsing, span, &length);
    const char *word = arena_text(parsing->arena, text, length);
    const char *meant = nearest(parsing, word, words);
    if (!meant)
        return report_previous(parsing);
    struct diagnostic *d = report(parsing->diagnostics, XP0108, span, "unknown word `%s`", word);
    report_help(parsing->diagnostics, d, "did you mean `%s`?", meant);
    return true;
}

/* "A, B or C" */
static const char *join(struct arena *arena, const struct parse_words *words)
{
    const char *text = words->expected[0];
    for (size_t i = 1; i < words->count; i++) {
        const char *between = i + 1 == words->count ? " or " : ", ";
        text = arena_print(arena, "%s%s%s", text, between, words->expected[i]);
    }
    return text;
}

static const char *show_found(struct parsing *parsing, struct span span, const struct parse_words *words)
{
    if (words->found_end)
        return "the file ends here";
    return arena_print(parsing->arena, "found %s", quote(parsing, span));
}

/* A name where a statement would begin. The first thing that could stand there is the end of the file. */
static bool report_no_statement(struct parsing *parsing, struct span span, const struct parse_words *words)
{
    if (!words->found_name || strcmp(words->expected[0], "the end of the file") != 0)
        return false;
    struct parse_words begin = {.expected = words->expected + 1, .count = words->count - 1};
    struct diagnostic *d =
        report(parsing->diagnostics, XP0108, span, "unknown word %s", quote(parsing, span));
    report_help(parsing->diagnostics, d, "a statement begins with %s", join(parsing->arena, &begin));
    return true;
}

static bool report_reserved(struct parsing *parsing, struct span span, const struct parse_words *words)
{
    if (!words->found_keyword || words->count != 1 || strcmp(words->expected[0], "a name") != 0)
        return false;
    struct diagnostic *d =
        report(parsing->diagnostics, XP0113, span, "expected a name; %s", show_found(parsing, span, words));
    report_help(parsing->diagnostics, d, "words of the language can't be names: choose another");
    return true;
}

void parse_report_unexpected(struct parsing *parsing, struct span span, const struct parse_words *words)
{
    parsing->ast->incomplete = true;
    if ((words->found_name && report_misspelt(parsing, span, words)) ||
        report_no_statement(parsing, span, words) || report_reserved(parsing, span, words))
        return;
    const char *expected = join(parsing->arena, words);
    struct diagnostic *d = report(parsing->diagnostics, XP0107, span, "expected %s; %s", expected,
                                  show_found(parsing, span, words));
    if (words->found_name && strcmp(expected, "a text in double quotes") == 0)
        report_help(parsing->diagnostics, d, "put it in double quotes");
}
