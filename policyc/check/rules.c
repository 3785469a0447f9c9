/* SPDX-License-Identifier: GPL-2.0-only */
/* Rules: hypercalls and subcommands are looked up and become sets of operations. */
#include <string.h>
#include "lang/hypercalls.h"
#include "lang/suggest.h"
#include "policyc/check/profiles.h"

/* A hypercall that has a subcommand of this name, or NULL: `send` alone is a common slip. */
static const struct hypercall *find_owner(const char *subcommand)
{
    for (size_t i = 0; i < hypercall_count; i++)
        if (find_subcommand(&hypercalls[i], subcommand, strlen(subcommand)))
            return &hypercalls[i];
    return NULL;
}

static void report_guess(struct model *model, struct diagnostic *d, const struct ast_name *name,
                         const char *guess)
{
    report_help(findings(model), d, "did you mean `%s`?", guess);
    report_fix(findings(model), d, name->span, "%s", guess);
}

static void report_unknown_hypercall(struct model *model, const struct ast_name *name)
{
    struct diagnostic *d = report(findings(model), XP0212, name->span, "unknown hypercall `%s`", name->text);
    struct suggestion suggestion = {.word = name->text};
    for (size_t i = 0; i < hypercall_count; i++)
        if (!hypercalls[i].alias_of)
            suggest(&suggestion, hypercalls[i].name);
    suggest(&suggestion, "all");
    const struct hypercall *owner = find_owner(name->text);
    if (owner)
        report_help(findings(model), d, "a subcommand stands behind its hypercall: `%s.%s`", owner->name,
                    name->text);
    else if (suggestion.best)
        report_guess(model, d, name, suggestion.best);
    else
        report_help(findings(model), d, "`policyc --hypercalls` lists them all");
}

static void report_unknown_subcommand(struct model *model, const struct hypercall *hypercall,
                                      const struct ast_item *item, const struct ast_name *name)
{
    struct suggestion suggestion = {.word = name->text};
    for (size_t i = 0; i < hypercall->count; i++)
        suggest(&suggestion, hypercall->subcommands[i].name);
    const struct hypercall *owner = find_owner(name->text);
    /* Where a `}` was forgotten, the words that follow are in the list and none of them is meant. */
    if (item->is_damaged && !suggestion.best && !owner)
        return;
    struct diagnostic *d = report(findings(model), XP0214, name->span, "`%s` has no subcommand `%s`",
                                  hypercall->name, name->text);
    if (suggestion.best)
        report_guess(model, d, name, suggestion.best);
    else if (owner)
        report_help(findings(model), d, "`%s` is a subcommand of `%s`", name->text, owner->name);
}

static void report_alias(struct model *model, const struct hypercall *alias, const struct ast_name *name)
{
    struct diagnostic *d = report(findings(model), XP0216, name->span, "`%s` is only another number of `%s`",
                                  alias->name, alias->alias_of);
    report_help(findings(model), d, "write `%s`: what is said of it holds for both numbers", alias->alias_of);
    report_fix(findings(model), d, name->span, "%s", alias->alias_of);
}

/* NULL after a report. */
static const struct hypercall *look_up(struct model *model, const struct ast_item *item)
{
    const struct ast_name *name = item->hypercall;
    const struct hypercall *hypercall = find_hypercall(name->text, strlen(name->text));
    if (!hypercall) {
        report_unknown_hypercall(model, name);
        return NULL;
    }
    if (hypercall->alias_of) {
        report_alias(model, hypercall, name);
        return NULL;
    }
    if (item->kind != AST_WHOLE && !hypercall->count) {
        report(findings(model), XP0215, item->span, "`%s` has no subcommands", hypercall->name);
        return NULL;
    }
    return hypercall;
}

static void add_whole(struct operations *set, const struct hypercall *hypercall)
{
    if (hypercall->operation)
        operations_add(set, hypercall->operation);
    for (size_t i = 0; i < hypercall->count; i++)
        operations_add(set, hypercall->subcommands[i].operation);
}

static void subtract(struct operations *set, const struct operations *less)
{
    for (unsigned int i = 0; i < BLOB_WORDS; i++)
        set->word[i] &= ~less->word[i];
}

/* The subcommand that is listed a second time was first listed before `end`. */
static void report_repeated(struct model *model, const struct ast_item *item, const struct ast_name *end)
{
    const struct ast_name *first = item->subcommands.first;
    while (first != end && strcmp(first->text, end->text) != 0)
        first = first->next;
    struct diagnostic *d =
        report(findings(model), XP0224, end->span, "`%s` stands twice in this list", end->text);
    report_note(findings(model), d, first->span, "the first time is here");
}

static void add_listed(struct model *model, struct operations *set, const struct hypercall *hypercall,
                       const struct ast_item *item)
{
    for (const struct ast_name *name = item->subcommands.first; name; name = name->next) {
        const struct subcommand *subcommand = find_subcommand(hypercall, name->text, strlen(name->text));
        if (!subcommand)
            report_unknown_subcommand(model, hypercall, item, name);
        else if (operations_has(set, subcommand->operation))
            report_repeated(model, item, name);
        else
            operations_add(set, subcommand->operation);
    }
}

/* What an item of one hypercall names. Empty after an error. */
static struct operations resolve_named(struct model *model, const struct ast_item *item)
{
    struct operations set = {0};
    struct operations listed = {0};
    const struct hypercall *hypercall = look_up(model, item);
    if (!hypercall)
        return set;
    if (item->kind == AST_WHOLE) {
        add_whole(&set, hypercall);
        return set;
    }
    bool is_except = item->kind == AST_EXCEPT;
    size_t errors = findings(model)->errors;
    add_listed(model, &listed, hypercall, item);
    if (is_except)
        add_whole(&set, hypercall);
    subtract(&set, &listed);
    if (findings(model)->errors != errors || item->is_damaged)
        return is_except ? set : listed;
    if (is_except && operations_next(&listed, 0) == MSM_OPERATIONS)
        report(findings(model), XP0223, item->span, "this `except` leaves nothing out");
    else if (operations_next(is_except ? &set : &listed, 0) == MSM_OPERATIONS)
        report(findings(model), XP0225, item->span, "this names no subcommand of `%s`", hypercall->name);
    return is_except ? set : listed;
}

/* Takes what `all except` leaves out from the set. */
static void subtract_exempt(struct model *model, struct operations *set, const struct ast_item *exempt)
{
    for (; exempt; exempt = exempt->next) {
        size_t errors = findings(model)->errors;
        struct operations less = resolve_named(model, exempt);
        bool is_known = findings(model)->errors == errors && !exempt->is_damaged;
        if (is_known && !operations_meet(set, &less))
            report(findings(model), XP0223, exempt->span, "this is left out already");
        subtract(set, &less);
    }
}

static struct operations resolve_all(struct model *model, const struct ast_item *item)
{
    struct operations set;
    memcpy(set.word, msm_known, sizeof(set.word));
    subtract_exempt(model, &set, item->except);
    return set;
}

struct operations resolve_item(struct model *model, const struct ast_item *item)
{
    return item->kind == AST_ALL ? resolve_all(model, item) : resolve_named(model, item);
}

const struct operations *find_operations(struct model *model, const struct ast_item *item)
{
    struct operations set = resolve_item(model, item);
    return arena_grow(&model->compilation->arena, &set, sizeof(set), sizeof(set));
}

/* Longer lists are cut. */
#define LIST_MAX 160u /* bytes */

const char *list_operations(struct arena *arena, const struct operations *set,
                            const char *(*name)(unsigned int operation, char name[OPERATION_NAME_SIZE]))
{
    char buffer[OPERATION_NAME_SIZE];
    const char *list = "";
    size_t left = 0;
    for (unsigned int at = operations_next(set, 0); at < MSM_OPERATIONS; at = operations_next(set, at + 1))
        if (strlen(list) > LIST_MAX)
            left++;
        else
            list = arena_print(arena, "%s%s%s", list, *list ? ", " : "", name(at, buffer));
    return left ? arena_print(arena, "%s, and %zu more", list, left) : list;
}

uint32_t check_count(struct model *model, const struct ast_amount *amount, const char *what)
{
    if (amount->value && amount->value <= UINT32_MAX)
        return (uint32_t)amount->value;
    if (amount->value)
        report(findings(model), XP0250, amount->span, "%s can be at most %u", what, UINT32_MAX);
    else
        report(findings(model), XP0250, amount->span, "%s must be at least 1", what);
    return 1;
}

static size_t count_permissions(const struct profile *profile)
{
    size_t count = 0;
    for (size_t i = 0; i < profile->said_count; i++)
        if (profile->said[i]->kind == AST_PERMISSION)
            for (const struct ast_item *item = profile->said[i]->items.first; item; item = item->next)
                count++;
    return count;
}

static void add_permissions(struct model *model, struct profile *profile, const struct ast_rule *source)
{
    struct limitation *on = check_limitation(model, source);
    for (const struct ast_item *item = source->items.first; item; item = item->next) {
        struct rule *rule = &profile->rules[profile->rule_count++];
        *rule = (struct rule){.effect = profile->kind == PROFILE_BOOT ? BLOB_BOOT : source->effect,
                              .place = item->span,
                              .operations = find_operations(model, item),
                              .on = on};
        check_has_target(model, rule);
    }
}

void check_rules(struct model *model, struct profile *profile)
{
    profile->rules = arena_array(&model->compilation->arena, count_permissions(profile), sizeof(struct rule));
    for (size_t i = 0; i < profile->said_count; i++) {
        const struct ast_rule *source = profile->said[i];
        switch (source->kind) {
        case AST_PERMISSION:
            add_permissions(model, profile, source);
            break;
        case AST_RATE:
            check_rate(model, profile, source);
            break;
        case AST_RESPONSE:
            check_response(model, profile, source);
            break;
        case AST_GUEST:
            check_guest(model, profile, source);
            break;
        }
    }
}
