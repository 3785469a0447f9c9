/* SPDX-License-Identifier: GPL-2.0-only */
/* Carets: one back end of the list of findings. */
#include "lang/render.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lang/fix.h"
#include "lang/utf8.h"

#define TAB_WIDTH   4u   /* columns */
#define SHOWN_WIDTH 160u /* columns of a source line; longer ones are cut around the place */
#define LEAD        40u  /* columns shown before the place in a line that is cut */

enum style { PLAIN, BOLD, RED, YELLOW, BLUE, GREEN, STYLES };

struct canvas {
    FILE *file;
    const struct sources *sources;
    bool colour;
};

static const char *const escapes[STYLES] = {"\033[0m",    "\033[1m",    "\033[1;31m",
                                            "\033[1;33m", "\033[1;34m", "\033[1;32m"};

static void style(const struct canvas *canvas, enum style style)
{
    if (canvas->colour)
        fputs(escapes[style], canvas->file);
}

bool render_wants_colour(FILE *file)
{
    const char *no_color = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    if (no_color && *no_color)
        return false;
    return isatty(fileno(file)) && terminal && strcmp(terminal, "dumb") != 0;
}

/* A source line as it is drawn: tabs as spaces, what is no text as U+FFFD. */
struct drawing {
    const char *text;
    size_t length;
    size_t from;  /* columns left out at the start */
    size_t until; /* the first column left out at the end */
};

/* The character at `at`, its bytes, and the columns that it takes when it begins at `column`. */
static size_t measure(const struct drawing *drawing, size_t at, size_t column, uint32_t *character,
                      size_t *width)
{
    size_t length = utf8_decode(drawing->text + at, drawing->length - at, character);
    if (!length || *character == '\r' || utf8_is_control(*character) || utf8_is_direction(*character)) {
        *character = 0xfffd;
        *width = 1;
        return length ? length : 1;
    }
    *width = *character == '\t' ? TAB_WIDTH - column % TAB_WIDTH : utf8_width(*character);
    return length;
}

/* The column at which the byte `offset` of the line is drawn, from 0. */
static size_t find_column(const struct drawing *drawing, size_t offset)
{
    size_t column = 0;
    uint32_t character;
    size_t width;
    for (size_t at = 0; at < drawing->length && at < offset; column += width)
        at += measure(drawing, at, column, &character, &width);
    return column;
}

static void draw_line(const struct canvas *canvas, const struct drawing *drawing)
{
    size_t column = 0;
    size_t width;
    size_t length;
    for (size_t at = 0; at < drawing->length && column < drawing->until; at += length, column += width) {
        uint32_t character;
        length = measure(drawing, at, column, &character, &width);
        if (column < drawing->from)
            continue;
        if (character == '\t')
            fprintf(canvas->file, "%*s", (int)width, "");
        else if (character == 0xfffd)
            fputs("\xef\xbf\xbd", canvas->file);
        else
            fwrite(drawing->text + at, 1, length, canvas->file);
    }
    fputc('\n', canvas->file);
}

/* Columns of a line that are underlined: [first, last), at least one. */
struct mark {
    size_t first;
    size_t last;
};

static struct mark mark_columns(const struct drawing *drawing, size_t start, size_t end)
{
    struct mark mark = {.first = find_column(drawing, start), .last = find_column(drawing, end)};
    if (mark.last > drawing->until)
        mark.last = drawing->until;
    if (mark.last <= mark.first)
        mark.last = mark.first + 1;
    return mark;
}

static void draw_marks(const struct canvas *canvas, const struct drawing *drawing, struct mark one,
                       struct mark other, char pen)
{
    size_t end = one.last > other.last ? one.last : other.last;
    for (size_t column = drawing->from; column < end; column++) {
        bool is_marked =
            (column >= one.first && column < one.last) || (column >= other.first && column < other.last);
        fputc(is_marked ? pen : ' ', canvas->file);
    }
    fputc('\n', canvas->file);
}

static int count_digits(uint32_t number)
{
    return snprintf(NULL, 0, "%u", (unsigned)number);
}

static void draw_place(const struct canvas *canvas, struct span span)
{
    struct position position = source_position(canvas->sources, span);
    fprintf(canvas->file, "  --> %s:%u:%u\n", canvas->sources->list[span.file]->path, (unsigned)position.line,
            (unsigned)position.column);
}

/* The line of a place, cut around it if it is long. */
static struct drawing find_line(const struct canvas *canvas, struct span span, struct position position)
{
    uint32_t length;
    struct drawing drawing = {.text = source_line(canvas->sources->list[span.file], position.line, &length)};
    drawing.length = length;
    size_t column = find_column(&drawing, position.column - 1);
    drawing.from = find_column(&drawing, length) > SHOWN_WIDTH && column > LEAD ? column - LEAD : 0;
    drawing.until = drawing.from + SHOWN_WIDTH;
    return drawing;
}

/* Whether the second place can be marked in the drawing of the first one's line. */
static bool is_drawn_in(const struct canvas *canvas, struct span span, struct span beside)
{
    struct position position = source_position(canvas->sources, span);
    struct position there = source_position(canvas->sources, beside);
    if (!beside.end || beside.file != span.file || there.line != position.line)
        return false;
    struct drawing drawing = find_line(canvas, span, position);
    size_t column = find_column(&drawing, there.column - 1);
    return column >= drawing.from && column < drawing.until;
}

/* A place and its line, underlined with `pen`; `beside` is marked as well if it is in the same line. */
static void draw_excerpt(const struct canvas *canvas, struct span span, struct span beside, enum style colour,
                         char pen)
{
    struct position position = source_position(canvas->sources, span);
    struct drawing drawing = find_line(canvas, span, position);
    size_t start = position.column - 1;
    struct mark mark = mark_columns(&drawing, start, start + (span.end - span.start));
    struct mark other = mark;
    if (is_drawn_in(canvas, span, beside)) {
        start = source_position(canvas->sources, beside).column - 1;
        other = mark_columns(&drawing, start, start + (beside.end - beside.start));
    }
    draw_place(canvas, span);
    style(canvas, BLUE);
    fprintf(canvas->file, "%u | ", (unsigned)position.line);
    style(canvas, PLAIN);
    draw_line(canvas, &drawing);
    style(canvas, BLUE);
    fprintf(canvas->file, "%*s | ", count_digits(position.line), "");
    style(canvas, colour);
    draw_marks(canvas, &drawing, mark, other, pen);
    style(canvas, PLAIN);
}

/* Both places of a finding: in one line's drawing, or each in its own. */
static void draw_places(const struct canvas *canvas, const struct diagnostic *diagnostic)
{
    enum style colour = diagnostic->severity == SEVERITY_ERROR ? RED : YELLOW;
    struct span none = {0};
    draw_excerpt(canvas, diagnostic->span, diagnostic->beside, colour, '^');
    if (diagnostic->beside.end && !is_drawn_in(canvas, diagnostic->span, diagnostic->beside))
        draw_excerpt(canvas, diagnostic->beside, none, colour, '^');
}

static void draw_title(const struct canvas *canvas, const struct diagnostic *diagnostic)
{
    bool is_error = diagnostic->severity == SEVERITY_ERROR;
    style(canvas, is_error ? RED : YELLOW);
    fprintf(canvas->file, "%s[%s]", is_error ? "error" : "warning",
            diagnostic_entries[diagnostic->code].code);
    style(canvas, PLAIN);
    style(canvas, BOLD);
    fprintf(canvas->file, ": %s\n", diagnostic->message);
    style(canvas, PLAIN);
}

static void draw_label(const struct canvas *canvas, const char *label)
{
    style(canvas, GREEN);
    fprintf(canvas->file, "%s", label);
    style(canvas, PLAIN);
    fputs(": ", canvas->file);
}

static void draw_note(const struct canvas *canvas, const char *message, struct span span)
{
    struct span none = {0};
    draw_label(canvas, "note");
    fprintf(canvas->file, "%s\n", message);
    draw_excerpt(canvas, span, none, BLUE, '-');
}

static void draw_help(const struct canvas *canvas, const struct diagnostic *diagnostic)
{
    draw_label(canvas, "help");
    if (diagnostic->help)
        fprintf(canvas->file, "%s\n", diagnostic->help);
    else if (fix_is_offered(diagnostic, canvas->sources))
        fputs("`policyc --fix` mends it\n", canvas->file);
    else
        fprintf(canvas->file, "`policyc --explain %s` says more\n",
                diagnostic_entries[diagnostic->code].code);
}

static void draw(const struct canvas *canvas, const struct diagnostic *diagnostic)
{
    draw_title(canvas, diagnostic);
    if (diagnostic->place) {
        fprintf(canvas->file, "  --> %s\n", diagnostic->place);
    } else {
        draw_places(canvas, diagnostic);
        const struct span *used = source_used(canvas->sources, diagnostic->span.file);
        for (; used; used = source_used(canvas->sources, used->file))
            draw_note(canvas, DIAGNOSTIC_USED, *used);
    }
    for (const struct diagnostic_note *note = diagnostic->notes; note; note = note->next)
        draw_note(canvas, note->message, note->span);
    draw_help(canvas, diagnostic);
}

void render(FILE *file, const struct diagnostics *diagnostics, const struct sources *sources, bool colour)
{
    struct canvas canvas = {.file = file, .sources = sources, .colour = colour};
    size_t number = 0;
    for (const struct diagnostic *d = diagnostics->first; d; d = d->next) {
        if (number++ == RENDER_MAX)
            break;
        if (number > 1)
            fputc('\n', file);
        draw(&canvas, d);
    }
    size_t all = diagnostics->errors + diagnostics->warnings;
    if (all > RENDER_MAX)
        fprintf(file, "\n%zu more findings are not shown\n", all - RENDER_MAX);
}
