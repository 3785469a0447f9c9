/* SPDX-License-Identifier: GPL-2.0-only */
/* Words as libxlu knows them. What it takes for a mistake is one here; so is what it would silently drop. */
#include "policyc/inventory/config_scan.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_key_start(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_key(char c)
{
    return is_key_start(c) || is_digit(c) || c == '.' || c == '_';
}

static bool is_number(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || c == 'x';
}

/* Sets the token, of `length` bytes from where it begins. */
static void found(struct config_scan *scan, enum config_token token, size_t length)
{
    scan->token = token;
    scan->span.end = scan->span.start + (uint32_t)length;
}

/* Reports that the `length` bytes from where the token begins can't be read. */
static struct diagnostic *refuse(struct config_scan *scan, size_t length, const char *message)
{
    found(scan, CONFIG_BAD, length);
    return report(scan->diagnostics, XP0801, scan->span, "%s", message);
}

/* How many bytes belong to a token that begins with any byte. */
static size_t measure(const char *text, size_t left, bool (*belongs)(char))
{
    size_t length = 1;
    while (length < left && belongs(text[length]))
        length++;
    return length;
}

/* The quote that closes the text; a backslash takes away the meaning of what follows it. */
static void scan_string(struct config_scan *scan, const char *text, size_t left)
{
    for (size_t i = 1; i < left && text[i] != '\n'; i++) {
        if (text[i] == text[0]) {
            found(scan, CONFIG_STRING, i + 1);
            return;
        }
        if (text[i] == '\\' && i + 1 < left && text[i + 1] != '\n')
            i++;
    }
    refuse(scan, 1, "the text that begins here is not closed on its line");
}

static void scan_comment(struct config_scan *scan, const char *text, size_t left)
{
    const char *end = memchr(text, '\n', left);
    if (end)
        found(scan, CONFIG_LINE, (size_t)(end - text) + 1);
    else
        refuse(scan, left, "the file ends within this comment, for xl: its last line has no end");
}

static void scan_other(struct config_scan *scan, char c)
{
    struct diagnostics *diagnostics = scan->diagnostics;
    if (c == '\r')
        report_help(diagnostics, refuse(scan, 1, "xl reads no carriage returns"),
                    "save the file with the line ends of Unix");
    else if (c >= 'A' && c <= 'Z')
        report_help(diagnostics, refuse(scan, 1, "the names of xl's settings have no capital letters"),
                    "texts stand in quotes");
    else if (c > ' ' && c <= '~')
        report_help(diagnostics,
                    refuse(scan, 1, arena_print(diagnostics->arena, "`%c` means nothing to xl here", c)),
                    "a value is a number, a text in quotes, or a list in brackets; nothing is calculated");
    else
        refuse(scan, 1, "xl can't read this byte");
}

static void scan_token(struct config_scan *scan, const char *text, size_t left)
{
    if (*text == '\n')
        found(scan, CONFIG_LINE, 1);
    else if (*text == '#')
        scan_comment(scan, text, left);
    else if (is_key_start(*text))
        found(scan, CONFIG_KEY, measure(text, left, is_key));
    else if (is_digit(*text))
        found(scan, CONFIG_NUMBER, measure(text, left, is_number));
    else if (*text == '"' || *text == '\'')
        scan_string(scan, text, left);
    else if (left > 1 && text[0] == '+' && text[1] == '=')
        found(scan, CONFIG_ADD, 2);
    else if (*text && strchr("=,;[]", *text))
        found(scan, CONFIG_SIGN, 1);
    else
        scan_other(scan, *text);
}

void config_next(struct config_scan *scan)
{
    const struct source *source = scan->source;
    uint32_t at = scan->span.end;
    while (at < source->size && (source->text[at] == ' ' || source->text[at] == '\t'))
        at++;
    scan->span.start = at;
    if (at == source->size)
        found(scan, CONFIG_END, 0);
    else
        scan_token(scan, source->text + at, source->size - at);
}

bool config_is(const struct config_scan *scan, char sign)
{
    return scan->token == CONFIG_SIGN && scan->source->text[scan->span.start] == sign;
}

/* --- Texts --- */

/* What a backslash and the character stand for, or 0: nothing that xl keeps. */
static char unescape(char c)
{
    static const char written[] = "\"'\\abfnrtv", meant[] = "\"'\\\a\b\f\n\r\t\v";
    const char *found_at = c ? strchr(written, c) : NULL;
    return found_at ? meant[found_at - written] : 0;
}

static const char *refuse_part(const struct config_scan *scan, uint32_t start, uint32_t end, const char *why)
{
    struct span span = {.file = scan->span.file, .start = start, .end = end};
    report(scan->diagnostics, XP0801, span, "%s", why);
    return NULL;
}

static const char *string_text(const struct config_scan *scan)
{
    const char *text = scan->source->text;
    char *result = arena_alloc(scan->diagnostics->arena, scan->span.end - scan->span.start);
    size_t length = 0;
    for (uint32_t at = scan->span.start + 1; at + 1 < scan->span.end; at++) {
        char c = text[at];
        if (c == '\\' && !(c = unescape(text[++at])))
            return refuse_part(scan, at - 1, at + 1, "xl doesn't keep what stands for this");
        if (!c)
            return refuse_part(scan, at, at + 1, "for xl, the text ends at this zero byte");
        result[length++] = c;
    }
    return result;
}

const char *config_text(const struct config_scan *scan)
{
    const struct span *span = &scan->span;
    if (scan->token == CONFIG_STRING)
        return string_text(scan);
    return arena_text(scan->diagnostics->arena, scan->source->text + span->start, span->end - span->start);
}
