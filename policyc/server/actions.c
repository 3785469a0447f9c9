/* SPDX-License-Identifier: GPL-2.0-only */
/* Quick fixes: what the findings themselves offer to change. */
#include "lang/fix.h"
#include "policyc/server/features.h"
#include "policyc/server/parameters.h"

static const char *title_of(struct session *session, const char *old, size_t length, const char *replacement)
{
    struct arena *arena = &session->scratch;
    if (!length)
        return arena_print(arena, "insert `%s`", replacement);
    if (!*replacement)
        return arena_print(arena, "remove `%.*s`", (int)length, old);
    return arena_print(arena, "replace `%.*s` by `%s`", (int)length, old, replacement);
}

static void write_action(struct session *session, struct json *json, const struct spot *target,
                         const struct diagnostic *diagnostic)
{
    const struct span *fix = &diagnostic->fix;
    const char *old = target->document->buffer.text + fix->start;
    json_object(json, NULL);
    json_string(json, "title", title_of(session, old, fix->end - fix->start, diagnostic->replacement),
                SIZE_MAX);
    json_string(json, "kind", "quickfix", SIZE_MAX);
    json_boolean(json, "isPreferred", true);
    json_object(json, "edit");
    json_object(json, "changes");
    json_array(json, target->document->uri);
    position_write_edit(json, analysis_lines(target->analysis, target->file), fix->start, fix->end,
                        diagnostic->replacement, SIZE_MAX, session->encoding);
    json_end(json);
    json_end(json);
    json_end(json);
    json_end(json);
}

/* Whether the finding, or what it offers to change, meets the range; both may be empty. */
static bool is_meant(const struct diagnostic *diagnostic, size_t start, size_t end)
{
    const struct span *fix = &diagnostic->fix;
    const struct span *span = &diagnostic->span;
    return (fix->start <= end && start <= fix->end) || (span->start <= end && start <= span->end);
}

/* A client may ask for some kinds only; `` stands for all. */
static bool wants_fixes(struct json_object *parameters)
{
    struct json_object *kinds = value_member(value_member(parameters, "context"), "only");
    for (size_t i = 0; i < value_count(kinds); i++)
        if (value_is(value_element(kinds, i), "quickfix") || value_is(value_element(kinds, i), ""))
            return true;
    return !kinds;
}

bool feature_actions(struct session *session, struct json_object *parameters, struct json *answer)
{
    struct spot target;
    size_t start, end;
    if (!parameter_file(session, parameters, &target))
        return false;
    if (!parameter_range(session, target.document, value_member(parameters, "range"), &start, &end))
        return session_refuse(session, ERROR_PARAMETERS, "the range is missing");
    const struct compilation *c = &target.analysis->compilation;
    struct diagnostics diagnostics = c->diagnostics;
    diagnostics.arena = &session->scratch; /* what is collected lives no longer than the answer */
    struct fixes fixes = fix_collect(&diagnostics, &c->sources, target.file);
    json_array(answer, "result");
    for (size_t i = 0; wants_fixes(parameters) && i < fixes.count; i++)
        if (is_meant(fixes.list[i], start, end))
            write_action(session, answer, &target, fixes.list[i]);
    json_end(answer);
    return true;
}
