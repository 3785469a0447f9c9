/* SPDX-License-Identifier: GPL-2.0-only */
/* What the lexer and the grammar need of tokens: their texts, what parameters stand for, and origins. */
#include "lang/parse.h"

#include <ctype.h>
#include <string.h>
#include "lang/suggest.h"
#include "parser.h"

static const char *written(const struct parsing *parsing, struct span span)
{
    return parsing->sources->list[span.file]->text + span.start;
}

/* The argument that `$name` stands for, or NULL. */
static const struct ast_parameter *find_argument(const struct parsing *parsing, struct span span)
{
    const char *name = written(parsing, span) + 1;
    size_t length = span.end - span.start - 1;
    const struct ast_parameter *argument = parsing->arguments.first;
    for (; argument; argument = argument->next)
        if (strlen(argument->name->text) == length && memcmp(argument->name->text, name, length) == 0)
            break;
    return argument;
}

const char *parse_text(const struct parsing *parsing, struct span span, size_t *length)
{
    const char *text = written(parsing, span);
    const struct ast_parameter *argument = *text == '$' ? find_argument(parsing, span) : NULL;
    if (!argument) {
        *length = span.end - span.start;
        return text;
    }
    *length = strlen(argument->value);
    return argument->value;
}

void parse_damage(struct parsing *parsing, struct span span)
{
    if (span.end > parsing->damage)
        parsing->damage = span.end;
}

bool parse_is_damaged(const struct parsing *parsing, struct span span)
{
    return parsing->damage > span.start;
}

/* Words by which other text is read, `xpol` among them as the end of a file's name. */
static bool reads_more(const char *word, size_t length)
{
    static const char *const words[] = {"import", "use", "xpol"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strlen(words[i]) == length && memcmp(word, words[i], length) == 0)
            return true;
    return false;
}

/* A parameter's name stands for its argument. One that has none might be any name. */
static void lose_word(struct parsing *parsing, struct span word)
{
    struct lost *lost = &parsing->ast->lost;
    size_t length;
    const char *text = parse_text(parsing, word, &length);
    if (*text == '$' || reads_more(text, length))
        lost->anything = true;
    else
        lost_add(lost, parsing->arena, text, length);
}

/* How many bytes from `text` on are a word: of a name, a pattern or a parameter. */
static uint32_t measure_word(const char *text, uint32_t left)
{
    uint32_t length = left && *text == '$';
    while (length < left &&
           (isalnum((unsigned char)text[length]) || text[length] == '_' || text[length] == '-'))
        length++;
    while (length && text[length - 1] == '-')
        length--;
    return length + (length && length < left && text[length] == '*');
}

void parse_lose(struct parsing *parsing, struct span before, struct span last)
{
    struct span span = {.file = last.file, .start = before.end, .end = last.end};
    const char *text = written(parsing, span);
    uint32_t size = span.end - span.start;
    for (uint32_t at = 0, length; at < size; at += length ? length : 1) {
        length = measure_word(text + at, size - at);
        if (length)
            lose_word(parsing, (struct span){span.file, span.start + at, span.start + at + length});
        else if (text[at] == '#')
            while (at + 1 < size && text[at + 1] != '\n')
                at++;
    }
    parse_damage(parsing, span);
}

struct ast_name *parse_name(struct parsing *parsing, struct span span)
{
    size_t length;
    const char *text = parse_text(parsing, span, &length);
    return ast_name(parsing->arena, span, text, length);
}

struct ast_name *parse_string(struct parsing *parsing, struct span span)
{
    size_t length;
    const char *text = parse_text(parsing, span, &length);
    return ast_name(parsing->arena, span, text + 1, length - 2);
}

const char *parse_value(struct parsing *parsing, struct span span, struct span unit)
{
    size_t length;
    size_t unit_length = 0;
    const char *text = parse_text(parsing, span, &length);
    const char *unit_text = unit.end ? parse_text(parsing, unit, &unit_length) : "";
    return arena_print(parsing->arena, "%.*s%.*s", (int)length, text, (int)unit_length, unit_text);
}

static void report_parameter(struct parsing *parsing, struct span span)
{
    const char *name = arena_text(parsing->arena, written(parsing, span) + 1, span.end - span.start - 1);
    struct suggestion suggestion = {.word = name};
    for (const struct ast_parameter *known = parsing->arguments.first; known; known = known->next)
        suggest(&suggestion, known->name->text);
    const char *format = parsing->use ? "the template has no parameter %s" : "%s stands in no template";
    struct diagnostic *d = report(parsing->diagnostics, XP0310, span, format, parse_quote(parsing, span));
    if (parsing->is_template) {
        report_help(parsing->diagnostics, d, "a parameter is declared without the `$`");
        report_fix(parsing->diagnostics, d, span, "%s", name);
    } else if (suggestion.best) {
        report_help(parsing->diagnostics, d, "did you mean `$%s`?", suggestion.best);
        report_fix(parsing->diagnostics, d, span, "$%s", suggestion.best);
    } else {
        report_help(parsing->diagnostics, d, "it can only stand in a template that declares it");
    }
    parse_mark(parsing, d);
}

int parse_parameter(struct parsing *parsing, struct span span)
{
    const struct ast_parameter *argument = find_argument(parsing, span);
    if (argument)
        return argument->token;
    report_parameter(parsing, span);
    return TOKEN_XPOL_error;
}
