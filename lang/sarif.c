/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The SARIF form. Names are the standard's; the numbers in comments are its sections. Columns count units of
 * UTF-16, which all readers of such logs know.
 */
#include "lang/sarif.h"

#include <string.h>
#include "lang/fix.h"
#include "lang/percent.h"
#include "lang/utf8.h"

static void put_text(struct json *json, const char *key, const char *text)
{
    json_string(json, key, text, SIZE_MAX);
}

/* An object that has a text only. */
static void put_message(struct json *json, const char *key, const char *text)
{
    json_object(json, key);
    put_text(json, "text", text);
    json_end(json);
}

/* A column from 1 in units of UTF-16. */
static size_t column_of(const struct sources *sources, uint32_t file, struct position position)
{
    uint32_t length;
    const char *line = source_line(sources->list[file], position.line, &length);
    size_t before = position.column - 1;
    return utf8_count_utf16(line, before) + 1;
}

/* 3.30 */
static void put_region(struct json *json, const char *key, const struct sources *sources, struct span span)
{
    struct position start = source_position(sources, span);
    struct position end = source_end(sources, span);
    json_object(json, key);
    json_number(json, "startLine", start.line);
    json_number(json, "startColumn", column_of(sources, span.file, start));
    json_number(json, "endLine", end.line);
    json_number(json, "endColumn", column_of(sources, span.file, end));
    json_number(json, "byteOffset", span.start);
    json_number(json, "byteLength", span.end - span.start);
    json_end(json);
}

/* 3.4: a reference that is relative if the path is; its first part can't be taken for a scheme (RFC 3986). */
static void put_file(struct json *json, struct arena *arena, const char *path)
{
    const char *uri =
        arena_print(arena, "%s%s", path[0] == '/' ? "file://" : "", percent_encode(arena, path));
    json_object(json, "artifactLocation");
    put_text(json, "uri", uri);
    json_end(json);
}

/* 3.28; `message` may be NULL. */
static void put_location(struct json *json, const struct sources *sources, struct span span,
                         const char *message)
{
    json_object(json, NULL);
    json_object(json, "physicalLocation");
    put_file(json, sources->arena, sources->list[span.file]->path);
    put_region(json, "region", sources, span);
    json_end(json);
    if (message)
        put_message(json, "message", message);
    json_end(json);
}

/* 3.33: a place that is in no source. */
static void put_logical_location(struct json *json, const char *place)
{
    json_object(json, NULL);
    json_array(json, "logicalLocations");
    json_object(json, NULL);
    put_text(json, "fullyQualifiedName", place);
    json_end(json);
    json_end(json);
    json_end(json);
}

static void put_locations(struct json *json, const struct diagnostic *diagnostic,
                          const struct sources *sources)
{
    json_array(json, "locations");
    if (diagnostic->place)
        put_logical_location(json, diagnostic->place);
    else
        put_location(json, sources, diagnostic->span, NULL);
    json_end(json);
}

/* 3.27.22: the second place, the templates' uses that led to the first, and the notes. */
static void put_related(struct json *json, const struct diagnostic *diagnostic, const struct sources *sources)
{
    const struct span *used = diagnostic->place ? NULL : source_used(sources, diagnostic->span.file);
    if (!diagnostic->notes && !diagnostic->beside.end && !used)
        return;
    json_array(json, "relatedLocations");
    if (diagnostic->beside.end)
        put_location(json, sources, diagnostic->beside, NULL);
    for (; used; used = source_used(sources, used->file))
        put_location(json, sources, *used, DIAGNOSTIC_USED);
    for (const struct diagnostic_note *note = diagnostic->notes; note; note = note->next)
        put_location(json, sources, note->span, note->message);
    json_end(json);
}

/* 3.55 to 3.57: one change of one file. */
static void put_fixes(struct json *json, const struct diagnostic *diagnostic, const struct sources *sources)
{
    if (!fix_is_offered(diagnostic, sources))
        return;
    json_array(json, "fixes");
    json_object(json, NULL);
    if (diagnostic->help)
        put_message(json, "description", diagnostic->help);
    json_array(json, "artifactChanges");
    json_object(json, NULL);
    put_file(json, sources->arena, sources->list[diagnostic->fix.file]->path);
    json_array(json, "replacements");
    json_object(json, NULL);
    put_region(json, "deletedRegion", sources, diagnostic->fix);
    put_message(json, "insertedContent", diagnostic->replacement);
    for (unsigned int open = 6; open; open--)
        json_end(json);
}

static size_t find_rule(struct sarif *sarif, enum diagnostic_code code)
{
    if (!sarif->index[code]) {
        sarif->rules[sarif->rule_count++] = code;
        sarif->index[code] = sarif->rule_count;
    }
    return sarif->index[code] - 1;
}

/* The message and what to do about it: services show no more of a result than this text. */
static void put_result_message(struct json *json, const struct diagnostic *diagnostic, struct arena *arena)
{
    const char *text = diagnostic->message;
    if (diagnostic->help)
        text = arena_print(arena, "%s\nhelp: %s", text, diagnostic->help);
    put_message(json, "message", text);
}

/* 3.27 */
static void put_result(struct sarif *sarif, const struct diagnostic *diagnostic,
                       const struct sources *sources)
{
    struct json *json = &sarif->json;
    json_object(json, NULL);
    put_text(json, "ruleId", diagnostic_entries[diagnostic->code].code);
    json_number(json, "ruleIndex", find_rule(sarif, diagnostic->code));
    put_text(json, "level", diagnostic_severity_text(diagnostic->severity));
    put_result_message(json, diagnostic, &sarif->arena);
    put_locations(json, diagnostic, sources);
    put_related(json, diagnostic, sources);
    put_fixes(json, diagnostic, sources);
    json_end(json);
}

/* The explanation with its examples, as `policyc --explain` has them. */
static void put_help(struct json *json, struct arena *arena, const struct diagnostic_entry *entry)
{
    const char *text = entry->text;
    if (entry->wrong)
        text = arena_print(arena, "%s\nWrong:\n\n%s\nRight:\n\n%s", text, entry->wrong, entry->right);
    put_message(json, "help", text);
}

/* 3.49 */
static void put_rule(struct json *json, struct arena *arena, const struct diagnostic_entry *entry)
{
    json_object(json, NULL);
    put_text(json, "id", entry->code);
    put_message(json, "shortDescription", entry->title);
    put_message(json, "fullDescription", entry->text);
    put_help(json, arena, entry);
    json_object(json, "defaultConfiguration");
    put_text(json, "level", diagnostic_severity_text(entry->severity));
    json_end(json);
    json_end(json);
}

/* 3.18 */
static void put_tool(struct sarif *sarif, struct json *json)
{
    json_object(json, "tool");
    json_object(json, "driver");
    put_text(json, "name", "policyc");
    json_array(json, "rules");
    for (size_t i = 0; i < sarif->rule_count; i++)
        put_rule(json, &sarif->arena, &diagnostic_entries[sarif->rules[i]]);
    json_end(json);
    json_end(json);
    json_end(json);
}

void sarif_start(struct sarif *sarif, FILE *out)
{
    struct json *json = &sarif->json;
    *sarif = (struct sarif){0};
    json_start(json, out);
    json_object(json, NULL);
    put_text(json, "$schema",
             "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json");
    put_text(json, "version", "2.1.0");
    json_array(json, "runs");
    json_object(json, NULL);
    put_text(json, "columnKind", "utf16CodeUnits");
    json_array(json, "results");
}

void sarif_add(struct sarif *sarif, const struct diagnostics *diagnostics, const struct sources *sources)
{
    for (const struct diagnostic *d = diagnostics->first; d; d = d->next)
        put_result(sarif, d, sources);
}

/* The rules come last, for only now it is known which they are. */
void sarif_end(struct sarif *sarif, bool complete)
{
    struct json *json = &sarif->json;
    json_end(json);
    put_tool(sarif, json);
    json_array(json, "invocations");
    json_object(json, NULL);
    json_boolean(json, "executionSuccessful", complete);
    while (json->depth)
        json_end(json);
    arena_free(&sarif->arena);
}
