/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers and their units: 16, 512 MiB, 60s, 50%, 5000/s. */
#include "lang/parse.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>
#include "lang/suggest.h"

struct unit {
    const char *name;
    enum ast_unit kind;
    uint64_t factor; /* bytes or ns */
};

static const struct unit units[] = {
    {"KiB", AST_BYTES, UINT64_C(1) << 10},
    {"MiB", AST_BYTES, UINT64_C(1) << 20},
    {"GiB", AST_BYTES, UINT64_C(1) << 30},
    {"TiB", AST_BYTES, UINT64_C(1) << 40},
    {"ns", AST_NANOSECONDS, 1},
    {"us", AST_NANOSECONDS, 1000},
    {"ms", AST_NANOSECONDS, 1000000},
    {"s", AST_NANOSECONDS, 1000000000},
    {"min", AST_NANOSECONDS, UINT64_C(60000000000)},
    {"h", AST_NANOSECONDS, UINT64_C(3600000000000)},
    {"day", AST_NANOSECONDS, UINT64_C(86400000000000)},
};

#define UNITS (sizeof(units) / sizeof(units[0]))

enum measure { SIZE, TIME, SPEED };

/* What is measured in units: those of a kind, from the least on. */
static const struct {
    const char *name;
    enum ast_unit kind;
    uint64_t least;
    const char *help;
} measures[] = {
    [SIZE] = {"size", AST_BYTES, 1, "sizes are in KiB, MiB, GiB or TiB"},
    [TIME] = {"time", AST_NANOSECONDS, 1, "times are in ns, us, ms, s, min, h or day"},
    [SPEED] = {"rate", AST_NANOSECONDS, 1000000, "rates are per ms, s, min, h or day"},
};

/* As others write them, in any case. */
static const struct {
    const char *other;
    const char *name;
} aliases[] = {
    {"k", "KiB"},     {"kb", "KiB"},  {"kib", "KiB"},  {"m", "MiB"},      {"mb", "MiB"},      {"mib", "MiB"},
    {"g", "GiB"},     {"gb", "GiB"},  {"gib", "GiB"},  {"t", "TiB"},      {"tb", "TiB"},      {"tib", "TiB"},
    {"nsec", "ns"},   {"usec", "us"}, {"msec", "ms"},  {"sec", "s"},      {"secs", "s"},      {"second", "s"},
    {"seconds", "s"}, {"m", "min"},   {"mins", "min"}, {"minute", "min"}, {"minutes", "min"}, {"hr", "h"},
    {"hour", "h"},    {"hours", "h"}, {"d", "day"},    {"days", "day"},
};

/* What is written: digits, and behind them a unit, in one token or in two. */
struct written {
    const char *digits;
    size_t digit_count;
    const char *unit;      /* terminated; "" if there is none */
    struct span span;      /* of all */
    struct span unit_span; /* where the unit can be replaced; .end 0: it came by a parameter */
};

const char *amount_unit(enum ast_unit kind, size_t index)
{
    for (size_t i = 0; i < UNITS; i++)
        if (units[i].kind == kind && !index--)
            return units[i].name;
    return NULL;
}

static size_t count_digits(const char *text, size_t length)
{
    size_t count = 0;
    while (count < length && isdigit((unsigned char)text[count]))
        count++;
    return count;
}

static size_t count_blanks(const char *text, size_t length)
{
    size_t count = 0;
    while (count < length && (text[count] == ' ' || text[count] == '\t' || text[count] == '/'))
        count++;
    return count;
}

/* One token: digits, then perhaps blanks and a slash, then a unit. */
static struct written take_apart(struct parsing *parsing, struct span span)
{
    size_t length;
    struct written written = {.span = span, .digits = parse_text(parsing, span, &length)};
    written.digit_count = count_digits(written.digits, length);
    size_t start = written.digit_count;
    start += count_blanks(written.digits + start, length - start);
    written.unit = arena_text(parsing->arena, written.digits + start, length - start);
    if (length == span.end - span.start)
        written.unit_span = (struct span){span.file, span.start + (uint32_t)start, span.end};
    return written;
}

/* A word on another line is no unit of the number, but begins what comes next. */
static bool is_apart(const struct parsing *parsing, struct span number, struct span unit)
{
    const char *text = parsing->sources->list[number.file]->text;
    return memchr(text + number.end, '\n', unit.start - number.end);
}

static void put_unit(struct parsing *parsing, struct written *written, struct span unit)
{
    size_t length;
    const char *text = parse_text(parsing, unit, &length);
    if (is_apart(parsing, written->span, unit))
        return;
    written->unit = arena_text(parsing->arena, text, length);
    written->unit_span = unit;
    written->span.end = unit.end;
}

static const struct unit *find_unit(const char *name)
{
    for (size_t i = 0; i < UNITS; i++)
        if (strcmp(units[i].name, name) == 0)
            return &units[i];
    return NULL;
}

static bool is_good(const struct unit *unit, enum measure measure)
{
    return unit->kind == measures[measure].kind && unit->factor >= measures[measure].least;
}

/* The unit that was meant, or NULL; one of another measure isn't misspelt. */
static const char *guess_unit(const char *word, enum measure measure)
{
    for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++)
        if (strcasecmp(aliases[i].other, word) == 0 && is_good(find_unit(aliases[i].name), measure))
            return aliases[i].name;
    if (find_unit(word))
        return NULL;
    struct suggestion suggestion = {.word = word};
    for (size_t i = 0; i < UNITS; i++)
        if (is_good(&units[i], measure))
            suggest(&suggestion, units[i].name);
    return suggestion.best;
}

static void report_unit(struct parsing *parsing, const struct written *written, enum measure measure)
{
    struct diagnostics *diagnostics = parsing->diagnostics;
    const char *guess = guess_unit(written->unit, measure);
    bool can_fix = guess && written->unit_span.end;
    struct span span = can_fix ? written->unit_span : written->span;
    struct diagnostic *d =
        *written->unit ? report(diagnostics, XP0114, span, "`%s` is no unit of a %s", written->unit,
                                measures[measure].name)
                       : report(diagnostics, XP0114, span, "%s has no unit", parse_quote(parsing, span));
    if (guess)
        report_help(diagnostics, d, "did you mean `%s`?", guess);
    else
        report_help(diagnostics, d, "%s", measures[measure].help);
    if (can_fix)
        report_fix(diagnostics, d, written->unit_span, "%s", guess);
    parse_mark(parsing, d);
}

static void report_large(struct parsing *parsing, struct span span, uint64_t largest, const char *unit)
{
    struct diagnostic *d = report(parsing->diagnostics, XP0106, span, "the number is too large");
    report_help(parsing->diagnostics, parse_mark(parsing, d), "the largest is %llu%s%s",
                (unsigned long long)largest, *unit ? " " : "", unit);
}

/* Returns false if it is above `largest`. */
static bool read_number(const char *digits, size_t count, uint64_t largest, uint64_t *value)
{
    *value = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t digit = (uint64_t)(digits[i] - '0');
        if (*value > (largest - digit) / 10)
            return false;
        *value = *value * 10 + digit;
    }
    return true;
}

static bool read_plain(struct parsing *parsing, struct span span, enum ast_unit kind,
                       struct ast_amount *amount)
{
    struct written written = take_apart(parsing, span);
    *amount = (struct ast_amount){.span = span, .unit = kind};
    if (read_number(written.digits, written.digit_count, UINT32_MAX, &amount->value))
        return true;
    report_large(parsing, span, UINT32_MAX, "");
    return false;
}

bool parse_count(struct parsing *parsing, struct span span, struct ast_amount *amount)
{
    return read_plain(parsing, span, AST_COUNT, amount);
}

bool parse_percent(struct parsing *parsing, struct span span, struct ast_amount *amount)
{
    return read_plain(parsing, span, AST_PERCENT, amount);
}

bool parse_amount(struct parsing *parsing, enum ast_unit kind, struct span number, struct span unit,
                  struct ast_amount *amount)
{
    struct written written = take_apart(parsing, number);
    if (unit.end)
        put_unit(parsing, &written, unit);
    const struct unit *found = find_unit(written.unit);
    enum measure measure = kind == AST_BYTES ? SIZE : TIME;
    if (!found || !is_good(found, measure)) {
        report_unit(parsing, &written, measure);
        return false;
    }
    *amount = (struct ast_amount){.span = written.span, .unit = kind};
    uint64_t largest = UINT64_MAX / found->factor;
    if (!read_number(written.digits, written.digit_count, largest, &amount->value)) {
        report_large(parsing, written.span, largest, found->name);
        return false;
    }
    amount->value *= found->factor;
    return true;
}

bool parse_speed(struct parsing *parsing, struct span span, struct ast_rate *rate)
{
    struct written written = take_apart(parsing, span);
    const struct unit *found = find_unit(written.unit);
    if (!found || !is_good(found, SPEED)) {
        report_unit(parsing, &written, SPEED);
        return false;
    }
    rate->period = found->factor;
    return read_plain(parsing, span, AST_COUNT, &rate->count);
}

void parse_once(struct parsing *parsing, struct ast_amount *said, struct ast_amount amount)
{
    if (said->span.end) {
        struct diagnostic *d = report(parsing->diagnostics, XP0116, amount.span, "this is said already");
        report_note(parsing->diagnostics, parse_mark(parsing, d), said->span, "the first time is here");
        return;
    }
    *said = amount;
}
