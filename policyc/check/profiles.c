/* SPDX-License-Identifier: GPL-2.0-only */
/* Which profiles there are: those with names of their own, and room for those that are made for domains. */
#include <stdlib.h>
#include <string.h>
#include "lang/suggest.h"
#include "policyc/check/profiles.h"

void check_report_unknown_profile(struct model *model, const struct ast_name *name)
{
    if (lost_may_have(&model->compilation->ast.lost, name->text))
        return;
    struct suggestion suggestion = {.word = name->text};
    for (size_t i = 0; i < model->profile_count; i++)
        if (model->profiles[i]->kind == PROFILE_NAMED)
            suggest(&suggestion, model->profiles[i]->name);
    struct diagnostic *d =
        report(findings(model), XP0210, name->span, "there is no profile `%s`", name->text);
    if (!suggestion.best)
        return;
    report_help(findings(model), d, "did you mean `%s`?", suggestion.best);
    report_fix(findings(model), d, name->span, "%s", suggestion.best);
}

struct profile *add_profile(struct model *model, enum profile_kind kind, const struct ast_name *source,
                            char prefix)
{
    struct arena *arena = &model->compilation->arena;
    struct profile *profile = arena_alloc(arena, sizeof(*profile));
    *profile = (struct profile){.kind = kind, .source = source, .name = source->text};
    profile->declared = (struct rule){.effect = BLOB_DECLARED, .place = source->span};
    if (prefix)
        profile->name = arena_print(arena, "%c%s", prefix, source->text);
    model->profiles[model->profile_count++] = profile;
    return profile;
}

static void list_rules(struct arena *arena, struct profile *profile, const struct ast_rules *rules)
{
    for (const struct ast_rule *rule = rules->first; rule; rule = rule->next)
        profile->said_count++;
    profile->said = arena_array(arena, profile->said_count, sizeof(*profile->said));
    size_t count = 0;
    for (const struct ast_rule *rule = rules->first; rule; rule = rule->next)
        profile->said[count++] = rule;
}

/* Profiles of one name are left out of the model, but for the first. */
void check_profiles(struct model *model, struct names *profiles)
{
    struct compilation *c = model->compilation;
    /* A domain has one of its own and one until the seal at most. */
    model->profiles =
        arena_array(&c->arena, c->ast.profile_count + 2 * c->ast.domain_count, sizeof(*model->profiles));
    names_reserve(profiles, c->ast.profile_count);
    for (const struct ast_profile *source = c->ast.profiles; source; source = source->next) {
        const struct profile *first = names_find(profiles, source->name->text);
        if (first) {
            struct diagnostic *d = report(findings(model), XP0205, source->name->span,
                                          "a second profile `%s`", source->name->text);
            report_note(findings(model), d, first->source->span, "the first is here");
            continue;
        }
        check_name(model, source->name);
        struct profile *profile = add_profile(model, PROFILE_NAMED, source->name, 0);
        profile->extends = &source->parents;
        list_rules(&c->arena, profile, &source->rules);
        names_add(profiles, profile->name, profile);
    }
}

static int compare(const void *left, const void *right)
{
    const struct profile *a = *(const struct profile *const *)left;
    const struct profile *b = *(const struct profile *const *)right;
    return strcmp(a->name, b->name);
}

void sort_profiles(struct model *model)
{
    if (model->profile_count)
        qsort(model->profiles, model->profile_count, sizeof(struct profile *), compare);
}
