/* SPDX-License-Identifier: GPL-2.0-only */
/* What profiles extend: their parents, circles, and an order in which parents come first. */
#include <string.h>
#include "policyc/check/profiles.h"

static void look_up_parents(struct model *model, struct names *profiles, struct profile *profile)
{
    size_t count = 0;
    for (const struct ast_name *name = profile->extends->first; name; name = name->next)
        count++;
    profile->parents = arena_array(&model->compilation->arena, count, sizeof(*profile->parents));
    struct names seen = {.arena = &model->compilation->arena};
    for (struct ast_name *name = profile->extends->first; name; name = name->next) {
        struct profile *parent = names_find(profiles, name->text);
        const struct ast_name *before = names_add(&seen, name->text, name);
        if (before) {
            struct diagnostic *d =
                report(findings(model), XP0224, name->span, "`%s` stands twice in this list", name->text);
            report_note(findings(model), d, before->span, "the first time is here");
        } else if (!parent) {
            check_report_unknown_profile(model, name);
        } else {
            profile->parents[profile->parent_count++] = parent;
        }
    }
}

/*
 * Puts profiles without parents first, then those all of whose parents are there, and so on. What is left
 * over extends itself by some way. Takes time linear in the number of parents.
 */
struct sorting {
    size_t *waiting;         /* by profile: parents that have no place yet */
    struct profile ***heirs; /* by profile: those that extend it */
    size_t *heir_count;
};

static void find_heirs(struct model *model, struct sorting *sorting)
{
    struct arena *arena = &model->compilation->arena;
    size_t count = model->profile_count;
    sorting->waiting = arena_array(arena, count, sizeof(*sorting->waiting));
    sorting->heirs = arena_array(arena, count, sizeof(*sorting->heirs));
    sorting->heir_count = arena_array(arena, count, sizeof(*sorting->heir_count));
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < model->profiles[i]->parent_count; j++)
            sorting->heir_count[model->profiles[i]->parents[j]->number]++;
    for (size_t i = 0; i < count; i++) {
        sorting->heirs[i] = arena_array(arena, sorting->heir_count[i], sizeof(**sorting->heirs));
        sorting->heir_count[i] = 0;
    }
    for (size_t i = 0; i < count; i++) {
        struct profile *profile = model->profiles[i];
        sorting->waiting[i] = profile->parent_count;
        for (size_t j = 0; j < profile->parent_count; j++) {
            size_t parent = profile->parents[j]->number;
            sorting->heirs[parent][sorting->heir_count[parent]++] = profile;
        }
    }
}

/* Returns how many profiles found a place in model->order. */
static size_t sort(struct model *model, struct sorting *sorting)
{
    size_t placed = 0;
    for (size_t i = 0; i < model->profile_count; i++)
        if (!sorting->waiting[i])
            model->order[placed++] = model->profiles[i];
    for (size_t done = 0; done < placed; done++) {
        size_t number = model->order[done]->number;
        for (size_t j = 0; j < sorting->heir_count[number]; j++) {
            struct profile *heir = sorting->heirs[number][j];
            if (--sorting->waiting[heir->number] == 0)
                model->order[placed++] = heir;
        }
    }
    return placed;
}

/* A parent that has no place either, and the place where it is named. */
static struct profile *step(const struct sorting *sorting, const struct profile *profile,
                            const struct ast_name **name)
{
    for (size_t i = 0; i < profile->parent_count; i++) {
        struct profile *parent = profile->parents[i];
        if (!sorting->waiting[parent->number])
            continue;
        *name = profile->extends->first;
        while (strcmp((*name)->text, parent->name) != 0)
            *name = (*name)->next;
        return parent;
    }
    return NULL;
}

/* Every profile that waits has a parent that waits: following them leads into a circle. */
static void report_circle(struct model *model, const struct sorting *sorting, struct profile *start)
{
    const struct ast_name *name = NULL;
    const struct ast_name *next = NULL;
    struct profile *profile = start;
    for (size_t i = 0; i < model->profile_count; i++)
        profile = step(sorting, profile, &name);
    struct profile *parent = step(sorting, profile, &name);
    if (parent == profile) {
        report(findings(model), XP0211, name->span, "profile `%s` extends itself", profile->name);
        return;
    }
    step(sorting, parent, &next);
    struct diagnostic *d = report(findings(model), XP0211, name->span,
                                  "profile `%s` extends itself by way of `%s`", profile->name, name->text);
    report_note(findings(model), d, next->span, "`%s` extends `%s`", parent->name, next->text);
}

void check_inheritance(struct model *model, struct names *profiles)
{
    struct sorting sorting;
    for (size_t i = 0; i < model->profile_count; i++) {
        model->profiles[i]->number = (uint32_t)i;
        if (model->profiles[i]->extends)
            look_up_parents(model, profiles, model->profiles[i]);
    }
    model->order = arena_array(&model->compilation->arena, model->profile_count, sizeof(*model->order));
    find_heirs(model, &sorting);
    if (sort(model, &sorting) == model->profile_count)
        return;
    for (size_t i = 0; i < model->profile_count; i++)
        if (sorting.waiting[i] && model->profiles[i]->extends) {
            report_circle(model, &sorting, model->profiles[i]);
            return;
        }
}
