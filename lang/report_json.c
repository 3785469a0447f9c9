/* SPDX-License-Identifier: GPL-2.0-only */
/* The JSON form: all that a finding holds, in its own words. */
#include "lang/report_json.h"

#include "lang/fix.h"

static void put_text(struct json *json, const char *key, const char *text)
{
    json_string(json, key, text, SIZE_MAX);
}

static void put_place(struct json *json, const char *key, const struct sources *sources, struct span span)
{
    struct position start = source_position(sources, span);
    struct position end = source_end(sources, span);
    json_object(json, key);
    put_text(json, "file", sources->list[span.file]->path);
    json_number(json, "line", start.line);
    json_number(json, "column", start.column);
    json_number(json, "end_line", end.line);
    json_number(json, "end_column", end.column);
    json_number(json, "start", span.start);
    json_number(json, "end", span.end);
    json_end(json);
}

static void put_notes(struct json *json, const struct diagnostic *diagnostic, const struct sources *sources)
{
    if (!diagnostic->notes)
        return;
    json_array(json, "notes");
    for (const struct diagnostic_note *note = diagnostic->notes; note; note = note->next) {
        json_object(json, NULL);
        put_text(json, "message", note->message);
        put_place(json, "place", sources, note->span);
        json_end(json);
    }
    json_end(json);
}

/* The templates' uses that led to the place, the innermost first. */
static void put_uses(struct json *json, const struct span *used, const struct sources *sources)
{
    json_array(json, "used");
    for (; used; used = source_used(sources, used->file))
        put_place(json, NULL, sources, *used);
    json_end(json);
}

static void put_fix(struct json *json, const struct diagnostic *diagnostic, const struct sources *sources)
{
    json_object(json, "fix");
    put_place(json, "place", sources, diagnostic->fix);
    put_text(json, "replacement", diagnostic->replacement);
    json_end(json);
}

static void put_finding(struct json *json, const struct diagnostic *diagnostic, const struct sources *sources)
{
    json_object(json, NULL);
    put_text(json, "code", diagnostic_entries[diagnostic->code].code);
    put_text(json, "severity", diagnostic_severity_text(diagnostic->severity));
    put_text(json, "message", diagnostic->message);
    if (diagnostic->place)
        put_text(json, "where", diagnostic->place);
    else
        put_place(json, "place", sources, diagnostic->span);
    if (!diagnostic->place && source_used(sources, diagnostic->span.file))
        put_uses(json, source_used(sources, diagnostic->span.file), sources);
    if (diagnostic->beside.end)
        put_place(json, "beside", sources, diagnostic->beside);
    put_notes(json, diagnostic, sources);
    if (diagnostic->help)
        put_text(json, "help", diagnostic->help);
    if (fix_is_offered(diagnostic, sources))
        put_fix(json, diagnostic, sources);
    json_end(json);
}

void report_json_start(struct report_json *report, FILE *out)
{
    *report = (struct report_json){0};
    json_start(&report->json, out);
    json_object(&report->json, NULL);
    json_array(&report->json, "findings");
}

void report_json_add(struct report_json *report, const struct diagnostics *diagnostics,
                     const struct sources *sources)
{
    for (const struct diagnostic *d = diagnostics->first; d; d = d->next)
        put_finding(&report->json, d, sources);
    report->errors += diagnostics->errors;
    report->warnings += diagnostics->warnings;
}

void report_json_rest(struct report_json *report)
{
    json_end(&report->json);
    report->rest = true;
}

void report_json_end(struct report_json *report)
{
    if (!report->rest)
        report_json_rest(report);
    json_number(&report->json, "errors", report->errors);
    json_number(&report->json, "warnings", report->warnings);
    json_end(&report->json);
}
