/* SPDX-License-Identifier: GPL-2.0-only */
/* The grammar of configurations for xl. Reading ends at the first mistake. */
#include "policyc/inventory/config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "policyc/inventory/config_scan.h"

#define DEPTH_MAX 32u   /* of lists in lists: xl.cfg(5) has two */
#define TEXT_MAX  4096u /* bytes of a text that += makes */

static bool refuse(struct config_scan *scan, const char *what)
{
    if (scan->token != CONFIG_BAD)
        report(scan->diagnostics, XP0801, scan->span, "%s", what);
    return false;
}

static void skip_lines(struct config_scan *scan)
{
    while (scan->token == CONFIG_LINE)
        config_next(scan);
}

static struct config_value *make_value(const struct config_scan *scan)
{
    struct config_value *value = arena_alloc(scan->diagnostics->arena, sizeof(*value));
    value->span = scan->span;
    return value;
}

static struct config_value *read_value(struct config_scan *scan, unsigned int depth);

/* What stands between the brackets. Lines may end behind each bracket, value and comma. */
static bool read_list(struct config_scan *scan, struct config_value *list, unsigned int depth)
{
    config_next(scan);
    skip_lines(scan);
    while (!config_is(scan, ']')) {
        struct config_value *value = read_value(scan, depth + 1);
        if (!value)
            return false;
        if (list->last)
            list->last->next = value;
        else
            list->first = value;
        list->last = value;
        skip_lines(scan);
        if (config_is(scan, ']'))
            break;
        if (!config_is(scan, ','))
            return refuse(scan, "`,` or `]` is missing here, in a list");
        config_next(scan);
        skip_lines(scan);
    }
    list->span.end = scan->span.end;
    return true;
}

/* Where a value should stand. */
static bool refuse_value(struct config_scan *scan)
{
    if (config_is(scan, '['))
        return refuse(scan, "lists lie too deep in each other");
    if (scan->token != CONFIG_KEY)
        return refuse(scan, "a value is missing here");
    report_help(scan->diagnostics,
                report(scan->diagnostics, XP0801, scan->span, "a text must stand in quotes"), "write \"%s\"",
                config_text(scan));
    return false;
}

/* Reads a value and the token behind it. NULL after a report. */
static struct config_value *read_value(struct config_scan *scan, unsigned int depth)
{
    struct config_value *value = make_value(scan);
    bool is_read;
    if (config_is(scan, '[') && depth < DEPTH_MAX) {
        is_read = read_list(scan, value, depth);
    } else if (scan->token == CONFIG_STRING || scan->token == CONFIG_NUMBER) {
        value->text = config_text(scan);
        is_read = value->text;
    } else {
        is_read = refuse_value(scan);
    }
    if (!is_read)
        return NULL;
    config_next(scan);
    return value;
}

/* --- += --- */

/* What stood before becomes the beginning of the value; nothing else reads it any more. */
static void join_lists(struct config_value *value, struct config_value *before)
{
    if (!before->first)
        return;
    before->last->next = value->first;
    value->first = before->first;
    value->last = value->last ? value->last : before->last;
}

static bool join_texts(struct config_scan *scan, struct config_value *value, const char *before)
{
    if (strlen(before) + strlen(value->text) > TEXT_MAX) {
        report(scan->diagnostics, XP0801, value->span, "this makes a text of more than %u bytes", TEXT_MAX);
        return false;
    }
    value->text = *value->text ? arena_print(scan->diagnostics->arena, "%s%s", before, value->text) : before;
    return true;
}

static bool join(struct config_scan *scan, struct config_setting *setting, struct config_setting *before)
{
    struct config_value *value = setting->value;
    if (!value->text != !before->value->text) {
        report_note(
            scan->diagnostics,
            report(scan->diagnostics, XP0801, value->span, "a list and a text can't be added to each other"),
            before->value->span, "`%s` is set here", setting->key);
        return false;
    }
    if (value->text)
        return join_texts(scan, value, before->value->text);
    join_lists(value, before->value);
    return true;
}

/* --- Settings --- */

static struct config_setting *find_setting(const struct config *config, const char *key)
{
    struct config_setting *setting = config->last;
    while (setting && strcmp(setting->key, key) != 0)
        setting = setting->next;
    return setting;
}

static bool read_setting(struct config *config, struct config_scan *scan)
{
    struct config_setting *setting = arena_alloc(scan->diagnostics->arena, sizeof(*setting));
    setting->key = config_text(scan);
    setting->span = scan->span;
    config_next(scan);
    if (scan->token != CONFIG_ADD && !config_is(scan, '='))
        return refuse(scan, "`=` is missing here, behind the name of a setting");
    setting->is_added = scan->token == CONFIG_ADD;
    config_next(scan);
    setting->value = read_value(scan, 0);
    if (!setting->value)
        return false;
    struct config_setting *before = setting->is_added ? find_setting(config, setting->key) : NULL;
    if (before && !join(scan, setting, before))
        return false;
    setting->next = config->last;
    config->last = setting;
    return true;
}

bool config_read(struct config *config, const struct sources *sources, uint32_t file,
                 struct diagnostics *diagnostics)
{
    struct config_scan scan = {
        .source = sources->list[file], .diagnostics = diagnostics, .span = {.file = file}};
    *config = (struct config){0};
    for (config_next(&scan); scan.token != CONFIG_END; config_next(&scan)) {
        if (scan.token == CONFIG_LINE || config_is(&scan, ';'))
            continue;
        if (scan.token != CONFIG_KEY)
            return refuse(&scan, "a setting begins with its name");
        if (!read_setting(config, &scan))
            return false;
        if (scan.token == CONFIG_END)
            break;
        if (scan.token != CONFIG_LINE && !config_is(&scan, ';'))
            return refuse(&scan, "behind a value, a line ends or `;` stands");
    }
    return true;
}

const struct config_setting *config_find(const struct config *config, const char *key)
{
    return find_setting(config, key);
}

bool config_number(const struct config_setting *setting, uint64_t *number)
{
    const uint64_t most = INT64_MAX / 1024; /* so many MiB are counted in KiB */
    const char *text = setting->value->text;
    char *end;
    if (setting->is_added || !text || *text < '0' || *text > '9')
        return false;
    errno = 0;
    *number = strtoull(text, &end, 0);
    return !errno && !*end && *number <= most;
}
