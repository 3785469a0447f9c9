/* SPDX-License-Identifier: GPL-2.0-only */
/* What to say of mistakes in how a policy is written: one message each, and what was probably meant. */
#include "lang/parse.h"

#include <ctype.h>
#include <string.h>
#include "lang/advice.h"
#include "lang/expectation.h"
#include "lang/hypercalls.h"

#define SHOWN_MAX 40 /* bytes of a token that a message repeats */

/* One thing that stands where others are expected. */
struct mistake {
    struct parsing *parsing;
    struct span span;
    const char *text;  /* as it is written */
    const char *found; /* its token */
    const char *previous;
    struct expectation expectation;
};

static const char *copy(struct parsing *parsing, struct span span)
{
    const char *text = parsing->sources->list[span.file]->text;
    return arena_text(parsing->arena, text + span.start, span.end - span.start);
}

const char *parse_quote(struct parsing *parsing, struct span span)
{
    if (span.end - span.start > SHOWN_MAX)
        return arena_print(parsing->arena, "a word of %u bytes", (unsigned)(span.end - span.start));
    return arena_print(parsing->arena, "`%s`", copy(parsing, span));
}

struct diagnostic *parse_mark(struct parsing *parsing, struct diagnostic *diagnostic)
{
    parsing->ast->incomplete = true;
    parse_damage(parsing, diagnostic->span);
    return diagnostic;
}

/* --- Mistakes that the lexer and the grammar's actions find --- */

void parse_report_open_string(struct parsing *parsing, struct span span)
{
    if (parsing->is_skipping)
        return;
    struct diagnostic *d = report(parsing->diagnostics, XP0105, span, "the text has no closing quote");
    report_help(parsing->diagnostics, parse_mark(parsing, d), "end it with `\"` on the same line");
}

void parse_report_tab(struct parsing *parsing, struct span span)
{
    if (parsing->is_skipping)
        return;
    struct diagnostic *d = report(parsing->diagnostics, XP0103, span, "a tab in a text");
    report_help(parsing->diagnostics, parse_mark(parsing, d), "put a space in its place");
}

void parse_report_nested_except(struct parsing *parsing, struct span span)
{
    struct diagnostic *d = report(parsing->diagnostics, XP0112, span,
                                  "what `except` leaves out can have no exceptions and not be `all`");
    report_help(parsing->diagnostics, parse_mark(parsing, d),
                "list what is left out: `all except memory_op { exchange }`");
}

void parse_report_open_block(struct parsing *parsing, struct span open, struct span next)
{
    struct diagnostic *d = report(parsing->diagnostics, XP0109, open, "this block has no closing `}`");
    report_note(parsing->diagnostics, parse_mark(parsing, d), next,
                next.start == next.end ? "the file ends inside it" : "a new statement begins inside it");
    report_help(parsing->diagnostics, d,
                next.start == next.end ? "put `}` at its end" : "put `}` before that statement");
    parsing->open_blocks++;
}

/* --- Characters that mean nothing --- */

/* What people bring along from other languages. */
static const char *advise_character(const struct mistake *m)
{
    const char *text = m->text;
    if (isdigit((unsigned char)*m->previous) && strcmp(text, "-") == 0)
        return "a range has no spaces: `0-3`";
    if ((text[0] == '/' || text[0] == ':') &&
        (strcmp(m->previous, "tcp") == 0 || strcmp(m->previous, "udp") == 0))
        return "a space stands between protocol and port: `tcp 443`";
    if (text[0] == ';')
        return "nothing ends a rule or statement: remove the `;`";
    if (text[0] == '/' && text[1])
        return "a comment begins with `#`";
    if (text[0] == '\'')
        return "a text stands in double quotes";
    if (text[0] == ':' || text[0] == '=')
        return "a word and its value stand side by side";
    if (text[0] == '_' || text[0] == '-')
        return "a name begins with a letter, and ends with a letter, a digit or `_`";
    if (text[0] == '*')
        return "`*` stands directly behind the beginning of a name: `web-*`";
    if (text[0] == '@')
        return "an annotation names a file, a line and a column: `@\"first.xpol\":8:9`";
    if (isalnum((unsigned char)text[0]) || (text[0] & 0x80))
        return "names have the letters a to z, digits, `-` and `_`";
    return NULL;
}

static void report_character(const struct mistake *m)
{
    struct parsing *parsing = m->parsing;
    const char *advice = advise_character(m);
    struct span span = m->span;
    if (m->text[0] == '/' && m->text[1])
        span.end = span.start + 2; /* not all that follows on the line */
    struct diagnostic *d =
        report(parsing->diagnostics, XP0101, span, "%s means nothing here", parse_quote(parsing, span));
    if (advice)
        report_help(parsing->diagnostics, d, "%s", advice);
    if (m->text[0] == ';')
        report_fix(parsing->diagnostics, d, span, "%s", "");
}

/* --- Words that are misspelt --- */

static struct diagnostic *report_guess(struct parsing *parsing, struct span span,
                                       const struct suggestion *suggestion)
{
    struct diagnostic *d = report(parsing->diagnostics, XP0108, span, "unknown word `%s`", suggestion->word);
    report_help(parsing->diagnostics, d, "did you mean `%s`?", suggestion->best);
    report_fix(parsing->diagnostics, d, span, "%s", suggestion->best);
    return d;
}

/* The word before was taken for a name, and is none: a mistake shows only now. */
static bool report_previous(const struct mistake *m)
{
    static const char *const words[] = {"quietly",     "rate",   "conflict", "target",
                                        "unconnected", "paused", "wait",     "seal"};
    const struct expectation *e = &m->expectation;
    struct suggestion suggestion = {.word = m->previous};
    if (strcmp(m->text, ":") == 0)
        suggest(&suggestion, "violation");
    else if (expectation_has(e, "`.`"))
        suggest(&suggestion, "quietly");
    else if (expectation_only(e, "`:`"))
        for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
            suggest(&suggestion, words[i]);
    if (!suggestion.best || suggestion.distance == 0)
        return false;
    report_guess(m->parsing, m->parsing->previous, &suggestion);
    return true;
}

static bool report_misspelt(const struct mistake *m)
{
    struct suggestion suggestion = {.word = m->text};
    if (strcmp(m->found, "a name") != 0)
        return false;
    bool is_of_block = expectation_suggest(m->parsing->arena, &m->expectation, &suggestion);
    if (!suggestion.best)
        return false;
    struct diagnostic *d = report_guess(m->parsing, m->span, &suggestion);
    if (!is_of_block)
        report_help(m->parsing->diagnostics, d,
                    "did you mean `%s`? It begins a statement: the block before it lacks its `}` then",
                    suggestion.best);
    return true;
}

static bool report_no_statement(const struct mistake *m)
{
    const struct expectation *e = &m->expectation;
    if (strcmp(m->found, "a name") != 0 || !expectation_only(e, "a statement"))
        return false;
    struct diagnostic *d =
        report(m->parsing->diagnostics, XP0108, m->span, "unknown word %s", parse_quote(m->parsing, m->span));
    report_help(m->parsing->diagnostics, d,
                "no statement begins with it: `policyc --explain XP0108` lists them");
    return true;
}

static bool report_reserved(const struct mistake *m)
{
    const struct expectation *e = &m->expectation;
    if (!expectation_is_word(m->found) || !e->name || e->statement)
        return false;
    struct diagnostic *d = report(m->parsing->diagnostics, XP0113, m->span, "expected %s; found %s",
                                  expectation_join(m->parsing->arena, e), m->found);
    report_help(m->parsing->diagnostics, d, "%s is a word of the language and can't be a name", m->found);
    return true;
}

/* --- Numbers --- */

static bool report_no_unit(const struct mistake *m)
{
    if (!m->expectation.unit)
        return false;
    struct parsing *parsing = m->parsing;
    struct diagnostic *d = report(parsing->diagnostics, XP0114, parsing->previous, "%s has no unit",
                                  parse_quote(parsing, parsing->previous));
    report_help(parsing->diagnostics, d,
                "sizes are in KiB, MiB, GiB or TiB, times in ns, us, ms, s, min, h or day");
    return true;
}

static bool help_number(const struct mistake *m, struct diagnostic *d)
{
    struct diagnostics *diagnostics = m->parsing->diagnostics;
    if (strcmp(m->found, "a version such as `4.17`") == 0) {
        report_help(diagnostics, d, "numbers are whole: take a smaller unit");
        return true;
    }
    if (strcmp(m->found, "a number") == 0 && expectation_only(&m->expectation, "a rate such as `5000/s`")) {
        report_help(diagnostics, d, "say how long the calls are counted: `%s/s`", m->text);
        return true;
    }
    if (strcmp(m->found, "a number") == 0 && expectation_only(&m->expectation, "a percentage")) {
        report_help(diagnostics, d, "it is in percent of one processor: `%s%%`", m->text);
        report_fix(diagnostics, d, m->span, "%s%%", m->text);
        return true;
    }
    if (strcmp(m->found, "a number with its unit") != 0 || !expectation_only(&m->expectation, "a number"))
        return false;
    report_help(diagnostics, d, "a plain number is meant here, without a unit");
    return true;
}

/* --- One thing for another --- */

/* What is expected, and may be meant by what stands here; or NULL. */
static const char *find_meant(const struct mistake *m)
{
    static const struct {
        const char *expected; /* as a token */
        const char *meant;
        const char *found[8];
    } confused[] = {
        {"`<=`", "<=", {"=", "<", "==", "=<", ":", "≤", "->"}},
        {"`<->`", "<->", {"<>", "<-->", "<=>", "↔", "--", "-", "="}},
        {"`->`", "->", {"=>", "-->", ">", "→", "->>", "to"}},
        {"`=>`", "=>", {"->", "=", "==>", "==", "⇒", "→", ":"}},
        {"`:`", ":", {"=", "->", "=>"}},
        {"`=`", "=", {":", "==", "<=", "=>", "->"}},
        {"`{`", "{", {"(", ":", "="}},
        {"`}`", "}", {")"}},
        {"a template's body", "{", {"("}},
        {"`to`", "to", {"on", "->"}},
        {"`on`", "on", {"of", "to", "for"}},
        {"`in`", "in", {"within", "per"}},
        {"`within`", "within", {"in", "per"}},
    };
    for (size_t i = 0; i < sizeof(confused) / sizeof(confused[0]); i++)
        for (size_t j = 0; j < 8 && confused[i].found[j]; j++)
            if (expectation_has(&m->expectation, confused[i].expected) &&
                strcmp(confused[i].found[j], m->text) == 0)
                return confused[i].meant;
    return NULL;
}

static bool help_meant(const struct mistake *m, struct diagnostic *d)
{
    if (strcmp(m->text, "<-") == 0 && expectation_has(&m->expectation, "`->`")) {
        report_help(m->parsing->diagnostics, d, "turn the two names round, with `->` between them");
        return true;
    }
    const char *meant = find_meant(m);
    if (!meant)
        return false;
    report_help(m->parsing->diagnostics, d, "did you mean `%s`?", meant);
    report_fix(m->parsing->diagnostics, d, m->span, "%s", meant);
    return true;
}

/* What is no token, or is one where nothing like it can stand. */
static bool is_character(const struct mistake *m)
{
    bool is_idle = strcmp(m->text, ":") == 0 || strcmp(m->text, "=") == 0;
    bool is_turned = strcmp(m->text, "<-") == 0 && expectation_has(&m->expectation, "`->`");
    return (is_idle || strcmp(m->found, "a character") == 0) && !is_turned && !find_meant(m);
}

/* --- What is missing --- */

/* Something to be put between two tokens. */
static void help_insert(const struct mistake *m, struct diagnostic *d, uint32_t at, const char *text)
{
    struct span fix = {m->span.file, at, at};
    report_fix(m->parsing->diagnostics, d, fix, "%s", text);
}

/* `event_channel_op send` */
static bool help_subcommand(const struct mistake *m, struct diagnostic *d)
{
    struct diagnostics *diagnostics = m->parsing->diagnostics;
    const struct hypercall *hypercall = find_hypercall(m->previous, strlen(m->previous));
    if (!hypercall || !expectation_has(&m->expectation, "`.`") ||
        !find_subcommand(hypercall, m->text, strlen(m->text)))
        return false;
    if (expectation_has(&m->expectation, "`,`"))
        report_help(diagnostics, d, "subcommands stand in braces: `%s { %s }`", m->previous, m->text);
    else
        report_help(diagnostics, d, "put a dot between them: `%s.%s`", m->previous, m->text);
    return true;
}

static bool help_comma(const struct mistake *m, struct diagnostic *d)
{
    struct diagnostics *diagnostics = m->parsing->diagnostics;
    bool is_call = find_hypercall(m->text, strlen(m->text));
    bool is_behind_word = expectation_begins_rule(arena_print(m->parsing->arena, "`%s`", m->previous));
    if (strcmp(m->found, "a number") == 0 && isdigit((unsigned char)m->previous[0]) &&
        expectation_has(&m->expectation, "`,`") && !expectation_has(&m->expectation, "`within`")) {
        report_help(diagnostics, d, "put a comma between the numbers");
        help_insert(m, d, m->parsing->previous.end, ",");
        return true;
    }
    if (strcmp(m->found, "a name") != 0 || !expectation_has(&m->expectation, "`,`") || is_behind_word)
        return false;
    if (expectation_has(&m->expectation, "`.`") && !is_call)
        return false;
    report_help(diagnostics, d, "put a comma between the names");
    help_insert(m, d, m->parsing->previous.end, ",");
    return true;
}

/* `x12000` */
static bool help_times(const struct mistake *m, struct diagnostic *d)
{
    if (!expectation_has(&m->expectation, "`x`") || m->text[0] != 'x' || !isdigit((unsigned char)m->text[1]))
        return false;
    report_help(m->parsing->diagnostics, d, "put a space behind the `x`");
    help_insert(m, d, m->span.start + 1, " ");
    return true;
}

/* A list in braces ends where something else begins. */
static bool help_list(const struct mistake *m, struct diagnostic *d)
{
    const struct expectation *e = &m->expectation;
    bool begins = expectation_begins_rule(m->found) || expectation_begins_attribute(m->found) ||
                  expectation_begins_statement(m->found);
    if (!begins || e->count != 2 || !expectation_has(e, "`,`") || !expectation_has(e, "`}`"))
        return false;
    report_help(m->parsing->diagnostics, d, "end the list with `}`");
    help_insert(m, d, m->parsing->previous.end, " }");
    return true;
}

/* One word or sign is all that can stand here, and what stands here may come behind it. */
static bool help_missing(const struct mistake *m, struct diagnostic *d)
{
    const struct expectation *e = &m->expectation;
    bool is_word = expectation_is_word(m->found);
    if (e->count != 1 || e->phrases[0][0] != '`' || expectation_only(e, "`}`") || expectation_only(e, "`=>`"))
        return false;
    if (expectation_only(e, "`(`") && strcmp(m->text, "{") == 0) {
        report_help(m->parsing->diagnostics, d,
                    "put `()` before it: a template without parameters has these");
        help_insert(m, d, m->span.start, "() ");
        return true;
    }
    if (is_word ? !expectation_only(e, "`:`") : !isalnum((unsigned char)m->text[0]))
        return false;
    size_t length = strlen(e->phrases[0]) - 2;
    report_help(m->parsing->diagnostics, d, "put %s before it", e->phrases[0]);
    help_insert(m, d, m->span.start, arena_print(m->parsing->arena, "%.*s ", (int)length, e->phrases[0] + 1));
    return true;
}

static bool help_quotes(const struct mistake *m, struct diagnostic *d)
{
    if (!expectation_only(&m->expectation, "a text in double quotes") ||
        (strcmp(m->found, "a name") != 0 && !expectation_is_word(m->found)))
        return false;
    report_help(m->parsing->diagnostics, d, "put it in double quotes");
    report_fix(m->parsing->diagnostics, d, m->span, "\"%s\"", m->text);
    return true;
}

/* What is written in another form. */
static bool help_form(const struct mistake *m, struct diagnostic *d)
{
    struct diagnostics *diagnostics = m->parsing->diagnostics;
    const struct expectation *e = &m->expectation;
    if (expectation_only(e, "a PCI device such as `0000:03:00.0`"))
        report_help(diagnostics, d, "write segment, bus, device and function as `lspci -D` shows them");
    else if (expectation_only(e, "`->`") && strcmp(m->text, "<->") == 0)
        report_help(diagnostics, d, "say it once for each direction");
    else if (expectation_has(e, "a rate such as `5000/s`") && strcmp(m->text, "{") == 0)
        report_help(diagnostics, d, "a rate is of one subcommand, behind a dot: say one for each");
    else
        return false;
    return true;
}

/* --- What belongs elsewhere --- */

static bool is_setting(const char *token)
{
    return strcmp(token, "`weight`") == 0 || strcmp(token, "`cap`") == 0 || strcmp(token, "`affinity`") == 0;
}

static bool help_place(const struct mistake *m, struct diagnostic *d)
{
    struct diagnostics *diagnostics = m->parsing->diagnostics;
    const struct expectation *e = &m->expectation;
    if (strcmp(m->text, "}") == 0 && e->statement && !e->block)
        report_help(diagnostics, d, "no block is open here");
    else if (expectation_has(e, "`extends`") && !e->anything &&
             (strcmp(m->text, "}") == 0 || expectation_begins_attribute(m->found)))
        report_help(diagnostics, d, "a domain's `profile` stands in its block: was that closed too early?");
    else if (strcmp(m->found, "`on`") == 0 && e->rule && !expectation_has(e, "`.`"))
        report_help(diagnostics, d, "did you mean `on violation`?");
    else if (strcmp(m->found, "`on`") == 0 && e->rule)
        report_help(diagnostics, d,
                    "only an `allow` can be limited with `on`: a denial holds for all domains");
    else if (e->rule && !e->attribute && expectation_begins_attribute(m->found))
        report_help(diagnostics, d, "%s belongs in the block of a domain or service", m->found);
    else if (e->attribute && is_setting(m->found))
        report_help(diagnostics, d, "%s stands behind `cpu`", m->found);
    else if (e->attribute)
        report_help(diagnostics, d,
                    "a domain's block has `profile`, `tag`, `group`, `uuid`, `trusted`, `memory`, "
                    "`vcpus`, other limits, and rules: see xpol(5)");
    else if (e->rule && strcmp(m->found, "a name") == 0)
        report_help(diagnostics, d, "a rule begins with `allow`, `deny`, `rate`, `on violation` or `guest`");
    else
        return false;
    return true;
}

static bool help_newcomer(const struct mistake *m, struct diagnostic *d)
{
    struct diagnostics *diagnostics = m->parsing->diagnostics;
    struct advice advice = advice_find(&m->expectation, m->found, m->text, m->previous);
    bool is_close = m->parsing->previous.end == m->span.start;
    if (advice.text)
        report_help(diagnostics, d, "%s", advice.text);
    else if (advice.meant)
        report_help(diagnostics, d, "did you mean `%s`?", advice.meant);
    if (advice.meant)
        report_fix(diagnostics, d, m->span, "%s%s", *advice.meant && is_close ? " " : "", advice.meant);
    return advice.text || advice.meant;
}

static bool help_expected(const struct mistake *m, struct diagnostic *d)
{
    const char *advice = advice_expected(&m->expectation);
    if (advice)
        report_help(m->parsing->diagnostics, d, "%s", advice);
    return advice;
}

/* The first that knows what to say, says it. */
static bool (*const helpers[])(const struct mistake *m, struct diagnostic *d) = {
    help_newcomer, help_meant, help_number,  help_quotes, help_subcommand, help_list,
    help_comma,    help_times, help_missing, help_form,   help_place,      help_expected,
};

static void report_expected(const struct mistake *m)
{
    struct parsing *parsing = m->parsing;
    const char *found = *m->text ? parse_quote(parsing, m->span) : NULL;
    struct diagnostic *d = report(parsing->diagnostics, XP0107, m->span, "expected %s; %s%s",
                                  expectation_join(parsing->arena, &m->expectation),
                                  found ? "found " : "the file ends here", found ? found : "");
    for (size_t i = 0; i < sizeof(helpers) / sizeof(helpers[0]) && !helpers[i](m, d);)
        i++;
}

static void answer(struct parsing *parsing, const struct parse_words *words)
{
    struct parse_question *question = parsing->question;
    size_t size = words->count * sizeof(*words->expected);
    if (!question->is_asked)
        return;
    question->words = *words;
    question->words.expected = arena_grow(parsing->arena, words->expected, size, size);
    question->previous = copy(parsing, parsing->previous);
}

/* The token before the mistake. */
static const char *read_previous(struct parsing *parsing)
{
    size_t length;
    const char *text = parse_text(parsing, parsing->previous, &length);
    return arena_text(parsing->arena, text, length);
}

/* --- What comes of it: what the parser passes over --- */

/*
 * Where the `)` or `}` stands that ends what the `(` before `at` begins; 0: nowhere. What a comment says is
 * none.
 */
static uint32_t find_end(const char *text, uint32_t at, uint32_t end)
{
    unsigned int round = 1, braces = 1;
    for (; at < end; at++) {
        if (text[at] == '#')
            at += (uint32_t)strcspn(text + at, "\n");
        round += text[at] == '(';
        round -= text[at] == ')';
        braces += text[at] == '{';
        braces -= text[at] == '}';
        if (!round || !braces)
            return at;
    }
    return 0;
}

/* A block in round brackets is passed over as one in braces is; `never connect` is no connection. */
static void pass_over(const struct mistake *m)
{
    struct parsing *parsing = m->parsing;
    const char *text = parsing->sources->list[m->span.file]->text;
    bool is_block = strcmp(m->text, "(") == 0 && (expectation_has(&m->expectation, "`{`") ||
                                                  expectation_has(&m->expectation, "a template's body"));
    parsing->is_misplaced = strcmp(m->previous, "never") == 0 &&
                            (strcmp(m->text, "connect") == 0 || strcmp(m->text, "network") == 0);
    parsing->block_end = is_block ? find_end(text, m->span.end, parsing->part.end) : 0;
    parsing->is_block_due = parsing->block_end;
    parsing->is_template &= !is_block;
}

void parse_report_unexpected(struct parsing *parsing, struct span span, const struct parse_words *words)
{
    if (parsing->question) {
        answer(parsing, words);
        return;
    }
    if (strcmp(words->found, "a template's body") == 0)
        span.end = span.start + 1; /* its brace */
    struct mistake m = {.parsing = parsing,
                        .span = span,
                        .text = copy(parsing, span),
                        .found = words->found,
                        .previous = read_previous(parsing)};
    expectation_init(&m.expectation, words, m.previous);
    parsing->ast->incomplete = true;
    parsing->mistake = span.start;
    parse_damage(parsing, span);
    pass_over(&m);
    if (parsing->open_blocks && strcmp(m.text, "}") == 0 && m.expectation.statement && !m.expectation.block) {
        parsing->open_blocks--; /* the brace that was missed */
        return;
    }
    if (report_misspelt(&m) || report_previous(&m))
        return;
    if (is_character(&m))
        report_character(&m);
    else if (!report_no_statement(&m) && !report_reserved(&m) && !report_no_unit(&m))
        report_expected(&m);
}
