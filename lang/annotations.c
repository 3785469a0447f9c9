/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A workflow command is `::COMMAND KEY=VALUE,...::MESSAGE` on a line of its own. In a message % and ends of
 * lines are written as %25, %0D and %0A; in a value : and , as well, which are %3A and %2C.
 */
#include "lang/annotations.h"

#include <stdarg.h>
#include <string.h>

static void write_escaped(FILE *file, const char *text, const char *special)
{
    for (; *text; text++)
        if (strchr(special, *text))
            fprintf(file, "%%%02X", (unsigned int)(unsigned char)*text);
        else
            fputc(*text, file);
}

static void write_value(FILE *file, const char *text)
{
    write_escaped(file, text, "%\r\n:,");
}

static void write_message(FILE *file, const char *text)
{
    write_escaped(file, text, "%\r\n");
}

/* GitHub takes columns for a place on one line only. */
static void write_place(FILE *file, const struct sources *sources, struct span span)
{
    struct position start = source_position(sources, span);
    struct position end = source_end(sources, span);
    fputs(" file=", file);
    write_value(file, sources->list[span.file]->path);
    fprintf(file, ",line=%u,endLine=%u,col=%u", (unsigned)start.line, (unsigned)end.line,
            (unsigned)start.column);
    if (start.line == end.line)
        fprintf(file, ",endColumn=%u", (unsigned)end.column);
    fputc(',', file);
}

static void write_note(FILE *file, const struct sources *sources, const char *message, struct span span)
{
    struct position position = source_position(sources, span);
    fputs("%0Anote: ", file);
    write_message(file, message);
    fputs(" (", file);
    write_message(file, sources->list[span.file]->path);
    fprintf(file, ":%u:%u)", (unsigned)position.line, (unsigned)position.column);
}

/* Where else to look: an annotation has one place only. */
static void write_notes(FILE *file, const struct diagnostic *diagnostic, const struct sources *sources)
{
    if (diagnostic->place) {
        fputs("%0A", file);
        write_message(file, diagnostic->place);
        return;
    }
    const struct span *used = source_used(sources, diagnostic->span.file);
    for (; used; used = source_used(sources, used->file))
        write_note(file, sources, DIAGNOSTIC_USED, *used);
    for (const struct diagnostic_note *note = diagnostic->notes; note; note = note->next)
        write_note(file, sources, note->message, note->span);
}

static void annotate_one(FILE *file, const struct diagnostic *diagnostic, const struct sources *sources)
{
    fprintf(file, "::%s", diagnostic_severity_text(diagnostic->severity));
    if (diagnostic->place)
        fputc(' ', file);
    else
        write_place(file, sources, diagnostic->span);
    fprintf(file, "title=%s::", diagnostic_entries[diagnostic->code].code);
    write_message(file, diagnostic->message);
    write_notes(file, diagnostic, sources);
    if (diagnostic->help) {
        fputs("%0Ahelp: ", file);
        write_message(file, diagnostic->help);
    }
    fputc('\n', file);
}

void annotate(FILE *file, const struct diagnostics *diagnostics, const struct sources *sources)
{
    for (const struct diagnostic *d = diagnostics->first; d; d = d->next)
        annotate_one(file, d, sources);
}
