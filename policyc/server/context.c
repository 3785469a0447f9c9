/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The grammar tells which tokens can stand at the place; the tokens before it, what a name there is the name
 * of.
 */
#include "policyc/server/context.h"

#include <ctype.h>
#include <string.h>
#include "parser.h"

#define YYSTYPE XPOL_STYPE
#define YYLTYPE XPOL_LTYPE
#include "lexer.h"

struct token {
    int kind;
    struct span span;
};

struct tokens {
    struct token *list;
    size_t count;
    size_t room;
};

/* One search for what may be written. */
struct search {
    struct arena *arena;
    const struct compilation *compilation;
    const char *text; /* of the file */
    struct span part; /* what is read: up to the word, from the beginning of the file or a template's body */
    struct ast_parameters arguments;
    struct tokens tokens;
    struct context *context;
};

static bool is_word_byte(char byte)
{
    return isalnum((unsigned char)byte) || byte == '_' || byte == '-';
}

/* The word before the place. What follows digits is a unit. */
static uint32_t word_start(const char *text, uint32_t start, uint32_t at)
{
    uint32_t end = at;
    while (at > start && is_word_byte(text[at - 1]))
        at--;
    while (at < end && isdigit((unsigned char)text[at]))
        at++;
    while (at < end && text[at] == '-')
        at++; /* of an arrow that is being written */
    return at > start && text[at - 1] == '$' ? at - 1 : at;
}

/* What the place is in: `"` in a text, `#` in a comment, or 0. Texts don't go beyond their line. */
static char inside(const char *text, uint32_t start, uint32_t at, uint32_t *opened)
{
    uint32_t line = at;
    char quote = 0;
    while (line > start && text[line - 1] != '\n')
        line--;
    for (; line < at; line++) {
        if (text[line] == '"') {
            quote = quote ? 0 : '"';
            *opened = line + 1;
        } else if (text[line] == '#' && !quote) {
            return '#';
        }
    }
    return quote;
}

static struct parsing parsing_of(struct search *search, struct ast *ast, struct diagnostics *unheard)
{
    ast_init(ast);
    *unheard = (struct diagnostics){.arena = search->arena};
    return (struct parsing){.arena = search->arena,
                            .ast = ast,
                            .sources = &search->compilation->sources,
                            .diagnostics = unheard,
                            .part = search->part,
                            .arguments = search->arguments};
}

static void ask_grammar(struct search *search)
{
    struct ast ast;
    struct diagnostics unheard;
    struct context *context = search->context;
    struct parsing parsing = parsing_of(search, &ast, &unheard);
    parsing.question = &context->question;
    parse(&parsing);
    if (context->question.words.count)
        expectation_init(&context->expectation, &context->question.words, context->question.previous);
}

static void add_token(struct search *search, int kind, struct span span)
{
    struct tokens *tokens = &search->tokens;
    if (tokens->count == tokens->room) {
        size_t bytes = tokens->room * sizeof(*tokens->list);
        tokens->room = tokens->room ? tokens->room * 2 : 256;
        tokens->list = arena_grow(search->arena, tokens->list, bytes, tokens->room * sizeof(*tokens->list));
    }
    tokens->list[tokens->count++] = (struct token){.kind = kind, .span = span};
}

static void read_tokens(struct search *search)
{
    struct ast ast;
    struct diagnostics unheard;
    struct parsing parsing = parsing_of(search, &ast, &unheard);
    struct span span = {search->part.file, search->part.start, search->part.start};
    YYSTYPE value;
    void *scanner;
    int kind;
    xpol_lex_init_extra(&parsing, &scanner);
    xpol__scan_bytes(search->text + span.start, (int)(search->part.end - span.start), scanner);
    while ((kind = xpol_lex(&value, &span, scanner)) != 0) {
        parsing.is_template = false; /* its body is read like all else */
        add_token(search, kind, span);
    }
    xpol_lex_destroy(scanner);
}

/* Of the template whose head begins at `head`: each name behind its `(` or a comma. */
static void read_parameters(struct search *search, size_t head, size_t open)
{
    const struct tokens *tokens = &search->tokens;
    for (size_t i = head + 3; i < open; i++) {
        int before = tokens->list[i - 1].kind;
        if (before != TOKEN_LEFT && before != TOKEN_COMMA)
            continue;
        struct span span = tokens->list[i].span;
        struct ast_name *name =
            ast_name(search->arena, span, search->text + span.start, span.end - span.start);
        AST_APPEND(search->context->parameters, name);
        /* In the body it stands for some name. */
        AST_APPEND(search->arguments, AST_NODE(search->arena, ast_parameter, .name = name,
                                               .value = name->text, .token = TOKEN_NAME));
    }
}

/* A place in a template's body: what is before the body has no part in what may stand there. */
static void enter_template(struct search *search)
{
    struct tokens *tokens = &search->tokens;
    size_t depth = 0;
    size_t head = 0; /* the last `template`, and its body's brace */
    size_t open = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        int kind = tokens->list[i].kind;
        if (!depth && kind == TOKEN_TEMPLATE)
            head = i;
        if (kind == TOKEN_OPEN && !depth++)
            open = i;
        if (kind == TOKEN_CLOSE && depth && !--depth)
            head = tokens->count;
    }
    bool is_body = depth && head < open && tokens->list[head].kind == TOKEN_TEMPLATE;
    if (!is_body || tokens->list[open - 1].kind != TOKEN_RIGHT)
        return;
    read_parameters(search, head, open);
    search->part.start = tokens->list[open].span.end;
    tokens->list += open + 1;
    tokens->count -= open + 1;
}

/* The kind of the token that is `back` before the place; 0 before the first. */
static int kind_at(const struct search *search, size_t back)
{
    const struct tokens *tokens = &search->tokens;
    return back < tokens->count ? tokens->list[tokens->count - 1 - back].kind : 0;
}

/* Its text. */
static const char *text_at(const struct search *search, size_t back)
{
    const struct tokens *tokens = &search->tokens;
    if (back >= tokens->count)
        return "";
    const struct span *span = &tokens->list[tokens->count - 1 - back].span;
    return arena_text(search->arena, search->text + span->start, span->end - span->start);
}

/* How far back the token stands that a list of names follows: `serves` in `serves recon, `. */
static size_t head_of_list(const struct search *search)
{
    size_t back = 0;
    while (kind_at(search, back) == TOKEN_COMMA)
        back += 2;
    return back;
}

/* In the arguments of `use pair(a = recon, `: how far back the template's name stands; 0: not in any. */
static size_t find_use(const struct search *search)
{
    size_t back = 0;
    for (int kind; (kind = kind_at(search, back)) != 0 && kind != TOKEN_LEFT; back++)
        if (kind == TOKEN_RIGHT || kind == TOKEN_OPEN || kind == TOKEN_CLOSE)
            return 0;
    return kind_at(search, back) == TOKEN_LEFT && kind_at(search, back + 2) == TOKEN_USE ? back + 1 : 0;
}

static bool is_in_block(const struct search *search)
{
    size_t depth = 0;
    for (size_t i = 0; i < search->tokens.count; i++) {
        int kind = search->tokens.list[i].kind;
        if (kind == TOKEN_OPEN)
            depth++;
        else if (kind == TOKEN_CLOSE && depth)
            depth--;
    }
    return depth;
}

/* What a name behind `head` is the name of. What declares one doesn't want one that is declared. */
static unsigned int names_after(const struct search *search, int head)
{
    bool in_block = is_in_block(search);
    switch (head) {
    case TOKEN_EXTENDS:
        return WANT_PROFILES;
    case TOKEN_PROFILE:
        return in_block ? WANT_PROFILES : 0;
    case TOKEN_TAG:
        return in_block ? WANT_TAGS : 0;
    case TOKEN_GROUP:
        return in_block ? WANT_GROUPS : 0;
    case TOKEN_VIA:
        return WANT_MEANS;
    case TOKEN_OF:
        return WANT_CONFLICTS;
    case TOKEN_USE:
        return WANT_TEMPLATES;
    case TOKEN_SET:
    case TOKEN_DOMAIN:
    case TOKEN_SERVICE:
    case TOKEN_TEMPLATE:
    case TOKEN_LEFT:
    case TOKEN_UUID:
        return 0;
    case TOKEN_CONNECT:
    case TOKEN_NETWORK:
    case TOKEN_ONE_WAY:
    case TOKEN_BOTH_WAYS:
    case TOKEN_FLOW:
    case TOKEN_EQUALS:
    case TOKEN_TO:
    case TOKEN_EXCEPT:
    case TOKEN_THROUGH:
        return WANT_WHO;
    default:
        return in_block ? WANT_WHO : 0; /* steps, grants, members */
    }
}

static bool is_behind_call(const struct search *search)
{
    int head = kind_at(search, head_of_list(search));
    return head == TOKEN_OPEN || head == TOKEN_DOT;
}

/* The hypercall before the opening brace of subcommands, or before a dot. */
static const char *find_call(const struct search *search)
{
    size_t back = head_of_list(search) + 1;
    if (kind_at(search, back) == TOKEN_EXCEPT)
        back++;
    return text_at(search, back);
}

static unsigned int units_for(const struct search *search)
{
    int head = kind_at(search, 1);
    return head == TOKEN_AT_MOST || head == TOKEN_MEMORY ? WANT_SIZES : WANT_TIMES;
}

static unsigned int find_names(struct search *search)
{
    struct context *context = search->context;
    const struct expectation *e = &context->expectation;
    size_t use = find_use(search);
    if (use && kind_at(search, 0) == TOKEN_EQUALS)
        return WANT_PROFILES | WANT_WHO | WANT_GROUPS;
    if (use && (e->anything || e->name)) {
        context->used = text_at(search, use);
        return WANT_ARGUMENTS;
    }
    if (e->unit || kind_at(search, 0) == TOKEN_NUMBER)
        return e->unit || !e->name ? units_for(search) : 0;
    if (e->anything && is_behind_call(search)) {
        context->call = find_call(search);
        return WANT_SUBCOMMANDS;
    }
    if (e->name)
        return names_after(search, kind_at(search, head_of_list(search)));
    bool is_machine = kind_at(search, 0) == TOKEN_DECIMAL;
    return expectation_has(e, "a name") && !e->anything && !is_machine ? WANT_CALLS : 0;
}

/* In a text: only files are known. */
static void find_text(struct search *search, uint32_t opened)
{
    search->part.end = opened - 1;
    search->context->word.start = opened;
    read_tokens(search);
    if (kind_at(search, 0) == TOKEN_IMPORT)
        search->context->wants = WANT_FILES;
}

static void find_code(struct search *search)
{
    struct context *context = search->context;
    uint32_t start = word_start(search->text, search->part.start, search->part.end);
    context->word.start = search->part.end = start;
    read_tokens(search);
    enter_template(search);
    if (start >= 2 && search->text[start - 1] == '/' && isdigit((unsigned char)search->text[start - 2])) {
        context->wants = WANT_TIMES; /* 5000/ */
        return;
    }
    ask_grammar(search);
    if (!context->question.words.count)
        return;
    context->wants = find_names(search);
    if (context->parameters.first && (context->wants || context->expectation.name))
        context->wants |= WANT_PARAMETERS;
}

void context_find(struct session *session, const struct spot *spot, struct context *context)
{
    const struct compilation *compilation = &spot->analysis->compilation;
    uint32_t opened = 0;
    *context = (struct context){.word = {spot->file, spot->byte, spot->byte}};
    struct search search = {.arena = &session->scratch,
                            .compilation = compilation,
                            .text = compilation->sources.list[spot->file]->text,
                            .part = {spot->file, 0, spot->byte},
                            .context = context};
    char quote = inside(search.text, search.part.start, spot->byte, &opened);
    if (quote == '"')
        find_text(&search, opened);
    else if (!quote)
        find_code(&search);
}
