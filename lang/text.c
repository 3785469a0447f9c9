/* SPDX-License-Identifier: GPL-2.0-only */
/* Refuses what isn't plain text: a policy must mean what people see. */
#include "lang/text.h"

#include <string.h>
#include "lang/utf8.h"

static bool refuse_bytes(struct diagnostics *diagnostics, struct span span, unsigned int byte)
{
    struct diagnostic *d = report(diagnostics, XP0102, span, "the byte 0x%02x here is not UTF-8 text", byte);
    report_help(diagnostics, d, "save the file as UTF-8");
    return false;
}

static bool refuse_control(struct diagnostics *diagnostics, struct span span, uint32_t character)
{
    struct diagnostic *d = report(diagnostics, XP0103, span, "control character U+%04X", (unsigned)character);
    report_help(diagnostics, d, "remove it; only tabs and ends of lines are allowed");
    return false;
}

static bool refuse_misleading(struct diagnostics *diagnostics, struct span span, uint32_t character)
{
    struct diagnostic *d =
        report(diagnostics, XP0104, span, "the invisible character U+%04X changes how the text is shown",
               (unsigned)character);
    report_help(diagnostics, d, "remove it, so that the policy reads as it means");
    return false;
}

static bool check_character(const struct source *source, struct diagnostics *diagnostics, struct span span,
                            uint32_t character)
{
    bool is_lone_return = character == '\r' && (span.end == source->size || source->text[span.end] != '\n');
    if (is_lone_return || utf8_is_control(character))
        return refuse_control(diagnostics, span, character);
    if (utf8_is_direction(character))
        return refuse_misleading(diagnostics, span, character);
    return true;
}

/* Nearly all characters of a policy are such: the rest can take longer. */
static bool is_plain(char byte)
{
    return (byte >= ' ' && byte <= '~') || byte == '\n' || byte == '\t';
}

static uint32_t skip_plain(const struct source *source, uint32_t at)
{
    while (at < source->size && is_plain(source->text[at]))
        at++;
    return at;
}

static bool check_characters(const struct source *source, uint32_t file, struct diagnostics *diagnostics)
{
    uint32_t length;
    for (uint32_t at = skip_plain(source, 0); at < source->size; at = skip_plain(source, at + length)) {
        uint32_t character = 0;
        length = (uint32_t)utf8_decode(source->text + at, source->size - at, &character);
        struct span span = {.file = file, .start = at, .end = at + (length ? length : 1)};
        if (!length)
            return refuse_bytes(diagnostics, span, (unsigned char)source->text[at]);
        if (!check_character(source, diagnostics, span, character))
            return false;
    }
    return true;
}

static bool check_lines(const struct source *source, uint32_t file, struct diagnostics *diagnostics)
{
    for (uint32_t line = 1; line <= source->line_count; line++) {
        uint32_t length;
        source_line(source, line, &length);
        if (length <= SOURCE_MAX_LINE)
            continue;
        uint32_t start = source->lines[line - 1];
        struct span span = {.file = file, .start = start, .end = start + 1};
        struct diagnostic *d =
            report(diagnostics, XP0110, span, "line %u has %u bytes; at most %u are allowed", (unsigned)line,
                   (unsigned)length, SOURCE_MAX_LINE);
        report_help(diagnostics, d, "break the line: a line's end means no more than a space");
        return false;
    }
    return true;
}

bool text_check(const struct sources *sources, uint32_t file, struct diagnostics *diagnostics)
{
    const struct source *source = sources->list[file];
    return check_characters(source, file, diagnostics) && check_lines(source, file, diagnostics);
}

bool text_is_plain(const char *text)
{
    size_t left = strlen(text);
    while (left) {
        uint32_t character;
        size_t length = utf8_decode(text, left, &character);
        if (!length || character < ' ' || utf8_is_control(character))
            return false;
        text += length;
        left -= length;
    }
    return true;
}
