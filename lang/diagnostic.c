/* SPDX-License-Identifier: GPL-2.0-only */
/* The list of findings. */
#include "lang/diagnostic.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MESSAGE_MAX 240u /* bytes */

/* A message in one line that people can read, however long the names in it are. */
static const char *compose(struct arena *arena, const char *format, va_list arguments)
{
    char *text = arena_vprint(arena, format, arguments);
    size_t length = strlen(text);
    if (length <= MESSAGE_MAX)
        return text;
    length = MESSAGE_MAX;
    while (((unsigned char)text[length] & 0xc0) == 0x80)
        length--; /* not inside a character */
    return arena_print(arena, "%.*s…", (int)length, text);
}

static struct diagnostic *append(struct diagnostics *diagnostics, enum diagnostic_code code,
                                 const char *format, va_list arguments)
{
    struct diagnostic *diagnostic = arena_alloc(diagnostics->arena, sizeof(*diagnostic));
    diagnostic->code = code;
    diagnostic->severity = diagnostics->strict ? SEVERITY_ERROR : diagnostic_entries[code].severity;
    diagnostic->message = compose(diagnostics->arena, format, arguments);
    if (!diagnostics->end)
        diagnostics->end = &diagnostics->first;
    *diagnostics->end = diagnostic;
    diagnostics->end = &diagnostic->next;
    if (diagnostic->severity == SEVERITY_ERROR)
        diagnostics->errors++;
    else
        diagnostics->warnings++;
    return diagnostic;
}

struct diagnostic *report(struct diagnostics *diagnostics, enum diagnostic_code code, struct span span,
                          const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct diagnostic *diagnostic = append(diagnostics, code, format, arguments);
    va_end(arguments);
    diagnostic->span = span;
    return diagnostic;
}

struct diagnostic *report_place(struct diagnostics *diagnostics, enum diagnostic_code code, const char *place,
                                const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct diagnostic *diagnostic = append(diagnostics, code, format, arguments);
    va_end(arguments);
    diagnostic->place = place;
    return diagnostic;
}

void report_note(struct diagnostics *diagnostics, struct diagnostic *diagnostic, struct span also,
                 const char *format, ...)
{
    va_list arguments;
    struct diagnostic_note *note = arena_alloc(diagnostics->arena, sizeof(*note));
    va_start(arguments, format);
    note->message = compose(diagnostics->arena, format, arguments);
    va_end(arguments);
    note->span = also;
    struct diagnostic_note **end = &diagnostic->notes;
    while (*end)
        end = &(*end)->next;
    *end = note;
}

void report_help(struct diagnostics *diagnostics, struct diagnostic *diagnostic, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    diagnostic->help = compose(diagnostics->arena, format, arguments);
    va_end(arguments);
}

void report_beside(struct diagnostic *diagnostic, struct span beside)
{
    diagnostic->beside = beside;
}

/* Not composed: a replacement is text for a program, and is never cut. */
void report_fix(struct diagnostics *diagnostics, struct diagnostic *diagnostic, struct span fix,
                const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    diagnostic->replacement = arena_vprint(diagnostics->arena, format, arguments);
    va_end(arguments);
    diagnostic->fix = fix;
}

struct numbered {
    struct diagnostic *diagnostic;
    size_t number;
};

static int compare(const void *left, const void *right)
{
    const struct numbered *a = left;
    const struct numbered *b = right;
    const struct span *x = &a->diagnostic->span;
    const struct span *y = &b->diagnostic->span;
    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return a->number < b->number ? -1 : 1;
}

void diagnostics_sort(struct diagnostics *diagnostics)
{
    size_t count = diagnostics->errors + diagnostics->warnings;
    struct numbered *list = arena_array(diagnostics->arena, count, sizeof(*list));
    size_t number = 0;
    for (struct diagnostic *d = diagnostics->first; d; d = d->next, number++)
        list[number] = (struct numbered){.diagnostic = d, .number = number};
    if (count)
        qsort(list, count, sizeof(*list), compare);
    diagnostics->end = &diagnostics->first;
    for (size_t i = 0; i < count; i++) {
        *diagnostics->end = list[i].diagnostic;
        diagnostics->end = &list[i].diagnostic->next;
    }
    *diagnostics->end = NULL;
}

const char *diagnostic_severity_text(enum diagnostic_severity severity)
{
    return severity == SEVERITY_ERROR ? "error" : "warning";
}

const struct diagnostic_entry *diagnostic_find(const char *code)
{
    for (size_t i = 0; i < DIAGNOSTIC_CODES; i++)
        if (strcasecmp(diagnostic_entries[i].code, code) == 0)
            return &diagnostic_entries[i];
    return NULL;
}
