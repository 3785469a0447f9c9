/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The grammar. Actions only make nodes, in the arena; what names mean is looked up by policyc.
 *
 * A mistake costs the rest of its rule, list or statement: the parser goes on with the next one.
 * A block that lacks its closing brace ends where the next statement begins.
 */
%code requires {
#include "lang/parse.h"
}

%code {
#include "lexer.h"

static void yyerror(const struct span *span, struct parsing *parsing, void *scanner, const char *message);
}

%define api.pure full
%define api.prefix {xpol_}
%define api.token.prefix {TOKEN_}
%define api.location.type {struct span}
%define parse.error custom
%define parse.lac full
%define lr.type ielr
%define lr.default-reduction consistent
%locations
%expect 0
%lex-param {void *scanner}
%parse-param {struct parsing *parsing} {void *scanner}
%initial-action { @$ = (struct span){.file = parsing->file}; }

%code {
#define YYLLOC_DEFAULT(current, right, count)                                                    \
    (current) = (count) ? (struct span){.file = YYRHSLOC(right, 1).file,                         \
                                        .start = YYRHSLOC(right, 1).start,                       \
                                        .end = YYRHSLOC(right, count).end}                       \
                        : (struct span){.file = YYRHSLOC(right, 0).file,                         \
                                        .start = YYRHSLOC(right, 0).end,                         \
                                        .end = YYRHSLOC(right, 0).end}
}

%union {
    uint32_t number;
    enum blob_effect effect;
    struct ast_name *name;
    struct ast_names names;
    struct ast_item *item;
    struct ast_items items;
    struct ast_rule *rule;
    struct ast_rules rules;
    struct ast_attribute *attribute;
    struct ast_attributes attributes;
}

%token END 0     "the end of the file"
%token POLICY    "`policy`"
%token VERSION   "`version`"
%token IMPORT    "`import`"
%token PROFILE   "`profile`"
%token EXTENDS   "`extends`"
%token ALLOW     "`allow`"
%token DENY      "`deny`"
%token QUIETLY   "`quietly`"
%token ALL       "`all`"
%token EXCEPT    "`except`"
%token DOMAIN    "`domain`"
%token DEFAULT   "`default`"
%token UUID      "`uuid`"
%token NAME      "a name"
%token NUMBER    "a number"
%token MIXED     "a number with letters"
%token STRING    "a text in double quotes"
%token COMMA     "`,`"
%token DOT       "`.`"
%token OPEN      "`{`"
%token CLOSE     "`}`"
%token UNKNOWN   "a character"

%type <name> name word string uuid
%type <number> number
%type <names> extends names subcommands listed
%type <effect> effect
%type <item> named exempt item
%type <items> clause items exempts
%type <rule> rule
%type <rules> rules
%type <attribute> attribute
%type <attributes> attributes

/* Inside a domain's block `profile` is the domain's, and a mistake is the block's. */
%precedence MISSING
%precedence PROFILE error

%%

file:
    statements
;

statements:
    %empty
|   statements statement
;

statement:
    policy
|   import
|   profile
|   domain
|   error                           { parsing->ast->lacks_statements = true; }
|   error skipped                   { parsing->ast->lacks_statements = true; }
;

policy: /* policy "forward-base" version 12 */
    POLICY string VERSION number    { ast_add_policy(parsing->ast, parsing->arena, $string, $number, @1); }
;

import: /* import "linux-pv.xpol" */
    IMPORT string                   { ast_add_import(parsing->ast, parsing->arena, $string); }
;

profile: /* profile web extends linux_pv { allow console_io } */
    PROFILE name extends OPEN rules close
                                    { ast_add_profile(parsing->ast, parsing->arena, $name, $extends,
                                                      $rules); }
|   PROFILE name error skipped      { ast_add_profile(parsing->ast, parsing->arena, $name, (struct ast_names){0},
                                                      (struct ast_rules){0}); }
;

extends:
    %empty                          { $$ = (struct ast_names){0}; }
|   EXTENDS names                   { $$ = $names; }
;

rules:
    %empty                          { $$ = (struct ast_rules){0}; }
|   rules rule                      { $$ = ast_rules_with($1, $rule); }
|   rules error                     { $$ = $1; }
|   rules error skipped             { $$ = $1; }
;

close:
    CLOSE                           { yyerrok; }
|   %empty %prec MISSING            { if (!YYRECOVERING())
                                          parse_report_open_block(parsing, @-1, yylloc); }
;

rule: /* deny quietly grant_table_op { set_version } */
    effect clause                   { $$ = ast_rule(parsing->arena, $effect, $clause, @$); }
;

effect:
    ALLOW                           { $$ = BLOB_ALLOW; }
|   DENY                            { $$ = BLOB_DENY; }
|   DENY QUIETLY                    { $$ = BLOB_DENY_QUIETLY; }
;

clause: /* what follows `all except` ends the list; what is wrong behind one doesn't spoil it */
    items %prec MISSING             { $$ = $items; }
|   items error                     { $$ = $items; }
|   items error skipped             { $$ = $items; }
|   ALL EXCEPT exempts              { $$ = ast_items_with((struct ast_items){0},
                                                          ast_item_all(parsing->arena, $exempts, @$)); }
|   items COMMA ALL EXCEPT exempts  { struct span span = {@ALL.file, @ALL.start, @exempts.end};
                                      $$ = ast_items_with($items,
                                                          ast_item_all(parsing->arena, $exempts, span)); }
;

items:
    item                            { $$ = ast_items_with((struct ast_items){0}, $item); }
|   items COMMA item                { $$ = ast_items_with($1, $item); }
;

item:
    named
|   ALL                             { $$ = ast_item_all(parsing->arena, (struct ast_items){0}, @$); }
|   name EXCEPT subcommands         { $$ = ast_item(parsing->arena, AST_EXCEPT, $name, $subcommands, @$); }
;

exempts:
    exempt                          { $$ = ast_items_with((struct ast_items){0}, $exempt); }
|   exempts COMMA exempt            { $$ = ast_items_with($1, $exempt); }
;

exempt:
    named
|   name EXCEPT subcommands         { parse_report_nested_except(parsing, @EXCEPT); $$ = NULL; }
|   ALL                             { parse_report_nested_except(parsing, @ALL); $$ = NULL; }
;

named: /* sched_op, sched_op { yield, block }, sched_op.yield */
    name                            { $$ = ast_item(parsing->arena, AST_WHOLE, $name,
                                                    (struct ast_names){0}, @$); }
|   name subcommands                { $$ = ast_item(parsing->arena, AST_LISTED, $name, $subcommands, @$); }
|   name[owner] DOT word[one]       { $$ = ast_item(parsing->arena, AST_LISTED, $owner,
                                                    ast_names_with((struct ast_names){0}, $one), @$); }
;

subcommands:
    OPEN CLOSE                      { $$ = (struct ast_names){0}; }
|   OPEN listed CLOSE               { $$ = $listed; }
|   OPEN listed COMMA CLOSE         { $$ = $listed; }
|   OPEN error CLOSE                { $$ = (struct ast_names){0}; }
;

listed:
    word                            { $$ = ast_names_with((struct ast_names){0}, $word); }
|   listed COMMA word               { $$ = ast_names_with($1, $word); }
|   listed error                    { $$ = $1; }
;

domain: /* domain recon { profile web } */
    DOMAIN name OPEN attributes close
                                    { ast_add_domain(parsing->ast, parsing->arena, @1, false, $name,
                                                     $attributes); }
|   DEFAULT DOMAIN name OPEN attributes close
                                    { struct span span = {@1.file, @1.start, @2.end};
                                      ast_add_domain(parsing->ast, parsing->arena, span, true, $name,
                                                     $attributes); }
;

attributes:
    %empty                          { $$ = (struct ast_attributes){0}; }
|   attributes attribute            { $$ = ast_attributes_with($1, $attribute); }
|   attributes error                { $$ = $1; }
|   attributes error skipped        { $$ = $1; }
;

attribute:
    PROFILE name                    { $$ = ast_attribute(parsing->arena, AST_PROFILE, $name); }
|   UUID uuid                       { $$ = ast_attribute(parsing->arena, AST_UUID, $uuid); }
;

skipped: /* a block that belongs to a mistake */
    OPEN junk CLOSE
;

junk:
    %empty
|   junk error
|   junk skipped
;

names:
    name                            { $$ = ast_names_with((struct ast_names){0}, $name); }
|   names COMMA name                { $$ = ast_names_with($1, $name); }
;

name:
    NAME                            { $$ = parse_name(parsing, @$); }
;

word: /* subcommands are called as Xen calls them: xen_version.version */
    any                             { $$ = parse_name(parsing, @$); }
;

any:
    NAME | POLICY | VERSION | IMPORT | PROFILE | EXTENDS | ALLOW | DENY | QUIETLY | ALL | EXCEPT | DOMAIN
|   DEFAULT | UUID
;

string:
    STRING                          { $$ = parse_string(parsing, @$); }
;

number:
    NUMBER                          { $$ = parse_number(parsing, @$); }
;

uuid: /* its form is checked with its meaning */
    NAME                            { $$ = parse_name(parsing, @$); }
|   NUMBER                          { $$ = parse_name(parsing, @$); }
|   MIXED                           { $$ = parse_name(parsing, @$); }
|   STRING                          { $$ = parse_string(parsing, @$); }
;

%%

static bool has_kind(const yysymbol_kind_t *kinds, int count, yysymbol_kind_t kind)
{
    for (int i = 0; i < count; i++)
        if (kinds[i] == kind)
            return true;
    return false;
}

static bool is_keyword(yysymbol_kind_t kind)
{
    return kind >= YYSYMBOL_POLICY && kind <= YYSYMBOL_UUID;
}

/* What is expected in one place. */
struct expectation {
    yysymbol_kind_t kinds[YYNTOKENS];
    int count;
    bool any_word;  /* a subcommand, which may be called like a word of the language */
    bool any_call;  /* a hypercall */
    bool in_block;  /* a block may end there */
    bool in_domain; /* the block is a domain's */
};

/* What begins the next statement could stand in a block whose brace is missing: it isn't what is wanted. */
static bool is_wanted(const struct expectation *expectation, yysymbol_kind_t kind)
{
    if (expectation->any_word && is_keyword(kind))
        return false;
    if (!expectation->in_block)
        return true;
    if (kind == YYSYMBOL_PROFILE)
        return expectation->in_domain;
    return kind != YYSYMBOL_YYEOF && kind != YYSYMBOL_POLICY && kind != YYSYMBOL_IMPORT &&
           kind != YYSYMBOL_DOMAIN && kind != YYSYMBOL_DEFAULT;
}

static void expect(struct expectation *expectation, const yypcontext_t *context)
{
    int count = yypcontext_expected_tokens(context, expectation->kinds, YYNTOKENS);
    expectation->count = count < 0 ? 0 : count;
    expectation->any_word = has_kind(expectation->kinds, count, YYSYMBOL_NAME) &&
                            has_kind(expectation->kinds, count, YYSYMBOL_VERSION);
    expectation->any_call = has_kind(expectation->kinds, count, YYSYMBOL_ALL);
    expectation->in_block = has_kind(expectation->kinds, count, YYSYMBOL_CLOSE);
    expectation->in_domain = has_kind(expectation->kinds, count, YYSYMBOL_UUID);
}

/* What a name would be the name of. */
static const char *describe(const struct expectation *expectation, yysymbol_kind_t kind)
{
    if (kind == YYSYMBOL_NAME && expectation->any_word)
        return "a subcommand";
    if (kind == YYSYMBOL_NAME && expectation->any_call)
        return "a hypercall";
    return yysymbol_name(kind);
}

/* Gathers what could have stood here; what to say of it is decided in parse.c. */
static int yyreport_syntax_error(const yypcontext_t *context, struct parsing *parsing, void *scanner)
{
    (void)scanner;
    struct expectation expectation;
    const char *expected[YYNTOKENS];
    expect(&expectation, context);
    yysymbol_kind_t found = yypcontext_token(context);
    if (found == YYSYMBOL_UNKNOWN) {
        parse_report_character(parsing, *yypcontext_location(context));
        return 0;
    }
    struct parse_words words = {
        .found_name = found == YYSYMBOL_NAME,
        .found_keyword = is_keyword(found),
        .found_end = found == YYSYMBOL_YYEOF,
        .expected = expected,
    };
    for (int i = 0; i < expectation.count; i++)
        if (is_wanted(&expectation, expectation.kinds[i]))
            expected[words.count++] = describe(&expectation, expectation.kinds[i]);
    parse_report_unexpected(parsing, *yypcontext_location(context), &words);
    return 0;
}

/* Only a full stack comes here, and only blocks inside a mistake nest: the mistake was reported already. */
static void yyerror(const struct span *span, struct parsing *parsing, void *scanner, const char *message)
{
    (void)span;
    (void)parsing;
    (void)scanner;
    (void)message;
}

void parse(struct parsing *parsing)
{
    const struct source *source = parsing->sources->list[parsing->file];
    void *scanner;
    xpol_lex_init_extra(parsing, &scanner);
    xpol__scan_bytes(source->text, (int)source->size, scanner);
    if (xpol_parse(parsing, scanner))
        parsing->ast->incomplete = parsing->ast->lacks_statements = true;
    xpol_lex_destroy(scanner);
}
