/* SPDX-License-Identifier: GPL-2.0-only */
/* From the names in a policy to the domains that they stand for. */
#include <stdlib.h>
#include <string.h>
#include "lang/suggest.h"
#include "policyc/check/relations.h"

bool name_is_pattern(const char *name)
{
    size_t length = strlen(name);
    return length && name[length - 1] == '*';
}

static struct suggestion guess(struct model *model, const char *word)
{
    struct suggestion suggestion = {.word = word};
    const struct ast *ast = &model->compilation->ast;
    if (!may_guess(model))
        return suggestion;
    for (size_t i = 0; i < model->domain_count; i++)
        suggest(&suggestion, model->domains[i].name);
    for (const struct ast_set *set = ast->sets; set; set = set->next)
        suggest(&suggestion, set->name->text);
    for (const struct ast_names_statement *tags = ast->tags; tags; tags = tags->next)
        for (const struct ast_name *name = tags->names.first; name; name = name->next)
            suggest(&suggestion, name->text);
    return suggestion;
}

/* A word by which people mean what the language calls `outside`. */
static bool is_world(const char *name)
{
    static const char *const words[] = {"any",      "anywhere", "everywhere", "external",
                                        "internet", "wan",      "world"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strcmp(name, words[i]) == 0)
            return true;
    return false;
}

/* What can't be found may stand in what could not be read. */
static void report_unknown(struct model *model, const struct ast_name *name, enum diagnostic_code code,
                           const char *format)
{
    if (lost_may_have(&model->compilation->ast.lost, name->text))
        return;
    struct suggestion suggestion = guess(model, name->text);
    const char *message = arena_print(&model->compilation->arena, format, name->text);
    struct diagnostic *d = report(findings(model), code, name->span, "%s", message);
    if (names_find(&model->groups, name->text))
        report_help(findings(model), d, "`%s` is a group: it can't stand for its domains", name->text);
    else if (suggestion.best)
        report_help(findings(model), d, "did you mean `%s`?", suggestion.best);
    else if (is_world(name->text))
        report_help(findings(model), d,
                    "in networks and flows `outside` is all that is no domain of this host");
}

/* The first domain whose name doesn't come before the prefix or, if `after`, what begins like it. */
static uint32_t find_bound(const struct model *model, const char *prefix, size_t length, bool after)
{
    size_t low = 0;
    size_t high = model->domain_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strncmp(model->domains[middle].name, prefix, length);
        if (order < 0 || (after && order == 0))
            low = middle + 1;
        else
            high = middle;
    }
    return (uint32_t)low;
}

/* Domains are sorted by name: those that begin alike are neighbours. */
static bool find_pattern(struct model *model, const struct ast_name *name, struct members *members)
{
    size_t length = strlen(name->text) - 1;
    uint32_t first = find_bound(model, name->text, length, false);
    *members = (struct members){.list = model->numbers + first,
                                .count = find_bound(model, name->text, length, true) - first};
    if (members->count)
        return true;
    report_unknown(model, name, XP0230, "no domain's name matches `%s`");
    return false;
}

bool check_who_is(struct model *model, const struct ast_name *name, struct members *members)
{
    *members = (struct members){0};
    if (name_is_pattern(name->text) && !name->is_fleet)
        return find_pattern(model, name, members);
    struct who *who = names_find(&model->who, name->text);
    if (!who) {
        report_unknown(model, name, XP0229, "there is no domain, set or tag `%s`");
        return false;
    }
    who->is_named = true;
    *members = who->members;
    if (!who->is_known || members->count)
        return who->is_known;
    if (!lost_may_have(&model->compilation->ast.lost, name->text)) {
        struct diagnostic *d =
            report(findings(model), XP0230, name->span, "no domain has the tag `%s`", name->text);
        report_note(findings(model), d, who->declared->span, "it is declared here");
    }
    return false;
}

void report_repeated_name(struct model *model, const struct ast_name *name, const struct ast_name *first)
{
    struct diagnostic *d =
        report(findings(model), XP0224, name->span, "`%s` stands twice in this list", name->text);
    report_note(findings(model), d, first->span, "the first time is here");
}

static int compare_numbers(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

/* A set may name a set that names a set: what all lists have together is bounded. False after a report. */
static bool check_total(struct model *model, const struct members *parts, size_t count, struct span place)
{
    bool was_right = model->listed <= BLOB_MAX_MEMBERS;
    for (size_t i = 0; i < count; i++)
        model->listed += parts[i].count;
    if (model->listed <= BLOB_MAX_MEMBERS)
        return true;
    if (was_right)
        report(findings(model), XP0249, place, "this and other lists have more than %u domains together",
               BLOB_MAX_MEMBERS);
    return false;
}

/* All members of `count` lists, each once. */
static struct members unite(struct arena *arena, const struct members *parts, size_t count)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += parts[i].count;
    struct members all = {.list = arena_array(arena, total, sizeof(*all.list))};
    size_t filled = 0;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].count)
            memcpy(all.list + filled, parts[i].list, parts[i].count * sizeof(*all.list));
        filled += parts[i].count;
    }
    if (total)
        qsort(all.list, total, sizeof(*all.list), compare_numbers);
    for (size_t i = 0; i < total; i++)
        if (!i || all.list[i] != all.list[i - 1])
            all.list[all.count++] = all.list[i];
    return all;
}

bool check_who(struct model *model, const struct ast_names *names, struct members *members)
{
    struct arena *arena = &model->compilation->arena;
    *members = (struct members){0};
    if (!names->first)
        return false;
    if (names->first == names->last)
        return check_who_is(model, names->first, members);
    struct names seen = {.arena = arena};
    size_t count = 0;
    for (const struct ast_name *name = names->first; name; name = name->next)
        count++;
    struct members *parts = arena_array(arena, count, sizeof(*parts));
    bool is_known = true;
    count = 0;
    for (struct ast_name *name = names->first; name; name = name->next) {
        const struct ast_name *first = names_add(&seen, name->text, name);
        if (first)
            report_repeated_name(model, name, first);
        else if (check_who_is(model, name, &parts[count]))
            count++;
        else
            is_known = false;
    }
    if (!check_total(model, parts, count, names->first->span))
        return false;
    *members = unite(arena, parts, count);
    return is_known;
}

struct domain *check_domain_named(struct model *model, const struct ast_name *name)
{
    const struct who *who = names_find(&model->who, name->text);
    if (who && who->kind == WHO_DOMAIN)
        return &model->domains[who->members.list[0]];
    if (who) {
        struct diagnostic *d =
            report(findings(model), XP0229, name->span, "`%s` is a %s, but one domain is meant here",
                   name->text, who->kind == WHO_SET ? "set" : "tag");
        report_note(findings(model), d, who->declared->span, "it is declared here");
        return NULL;
    }
    report_unknown(model, name, XP0229, "there is no domain `%s`");
    return NULL;
}
