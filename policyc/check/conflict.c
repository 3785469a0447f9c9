/* SPDX-License-Identifier: GPL-2.0-only */
/* Conflict sets: domains of different sets of one group never run at once, so nothing can bind them. */
#include <stdlib.h>
#include <string.h>
#include "lang/suggest.h"
#include "policyc/check/relations.h"

static bool same_group(const struct conflict_set *a, const struct conflict_set *b)
{
    return strcmp(a->group, b->group) == 0;
}

static int compare_sets(const void *left, const void *right)
{
    const struct conflict_set *a = left;
    const struct conflict_set *b = right;
    int order = strcmp(a->group, b->group);
    if (!order)
        order = strcmp(a->name, b->name);
    return order ? order : order_of_places(&a->declared.place, &b->declared.place);
}

static void add_set(struct model *model, const struct ast_conflict *source)
{
    struct conflict_set *set = &model->sets[model->set_count];
    check_name(model, source->name);
    if (source->group)
        check_name(model, source->group);
    if (!check_who(model, &source->members, &set->members))
        return;
    model->set_count++;
    set->source = source;
    set->declared = (struct rule){.effect = BLOB_CONFLICT, .place = source->span};
    set->group = source->group ? source->group->text : "";
    set->name = source->name->text;
}

static void report_second(struct model *model, const struct conflict_set *first,
                          const struct conflict_set *second)
{
    struct diagnostic *d = report(findings(model), XP0228, second->source->name->span,
                                  "a second conflict set `%s` of this group", second->name);
    report_note(findings(model), d, first->source->name->span, "the first is here");
}

/* A slip in the group's name makes a group with a single set. */
static void report_single(struct model *model, const struct conflict_set *set)
{
    struct diagnostic *d = report(findings(model), XP0247, set->source->name->span,
                                  *set->group ? "conflict set `%s` is the only one of group `%s`"
                                              : "conflict set `%s` is the only one",
                                  set->name, set->group);
    struct suggestion suggestion = {.word = set->group};
    for (size_t i = 0; i < model->set_count && may_guess(model); i++)
        if (*set->group && !same_group(&model->sets[i], set))
            suggest(&suggestion, model->sets[i].group);
    if (suggestion.best)
        report_help(findings(model), d, "did you mean the group `%s`?", suggestion.best);
    else
        report_help(findings(model), d, "its domains run at once with all others: declare a second set");
}

static void check_set_groups(struct model *model)
{
    struct conflict_set *sets = model->sets;
    size_t first = 0;
    for (size_t i = 1; i <= model->set_count; i++) {
        bool is_same = i < model->set_count && same_group(&sets[i], &sets[i - 1]);
        if (is_same) {
            sets[i].group_number = sets[i - 1].group_number;
            if (strcmp(sets[i].name, sets[i - 1].name) == 0)
                report_second(model, &sets[i - 1], &sets[i]);
            continue;
        }
        if (i - first == 1 && !findings(model)->errors && !model->compilation->ast.incomplete)
            report_single(model, &sets[first]);
        if (i < model->set_count)
            sets[i].group_number = sets[i - 1].group_number + 1;
        first = i;
    }
}

/* Makes room for the claims of each domain. */
static void count_claims(struct model *model)
{
    struct arena *arena = &model->compilation->arena;
    uint32_t total = 0;
    model->first_claim = arena_array(arena, model->domain_count + 1, sizeof(*model->first_claim));
    for (size_t i = 0; i < model->set_count; i++)
        for (size_t j = 0; j < model->sets[i].members.count; j++)
            model->first_claim[model->sets[i].members.list[j]]++;
    for (size_t i = 0; i <= model->domain_count; i++) {
        uint32_t count = model->first_claim[i];
        model->first_claim[i] = total;
        total += count;
    }
    model->claims = arena_array(arena, total, sizeof(*model->claims));
}

static void report_two_sets(struct model *model, const struct domain *domain, const struct claim *a,
                            const struct claim *b)
{
    const struct conflict_set *first = &model->sets[a->set];
    const struct conflict_set *second = &model->sets[b->set];
    if (strcmp(first->name, second->name) == 0)
        return;
    struct diagnostic *d = report(findings(model), XP0246, b->named->span,
                                  "`%s` is in conflict sets `%s` and `%s`, so it conflicts with itself",
                                  domain->name, first->name, second->name);
    report_note(findings(model), d, a->named->span, "it is in `%s` here", first->name);
}

/* Adds a claim, unless the domain is in this set by another name already. `next` is where it would be. */
static void add_claim(struct model *model, uint32_t *next, uint32_t domain, uint32_t set,
                      const struct ast_name *named)
{
    struct claim *claim = &model->claims[next[domain]];
    bool is_first = next[domain] == model->first_claim[domain];
    if (!is_first && claim[-1].set == set)
        return;
    *claim = (struct claim){.set = set, .named = named};
    next[domain]++;
    if (!is_first && same_group(&model->sets[claim[-1].set], &model->sets[set]))
        report_two_sets(model, &model->domains[domain], &claim[-1], claim);
}

static void collect_claims(struct model *model)
{
    uint32_t *next = arena_array(&model->compilation->arena, model->domain_count, sizeof(*next));
    if (model->domain_count)
        memcpy(next, model->first_claim, model->domain_count * sizeof(*next));
    for (uint32_t i = 0; i < model->set_count; i++)
        for (const struct ast_name *name = model->sets[i].source->members.first; name; name = name->next) {
            struct members members;
            check_who_is(model, name, &members);
            for (size_t j = 0; j < members.count; j++)
                add_claim(model, next, members.list[j], i, name);
        }
}

static void check_control(struct model *model)
{
    if (!model->control)
        return;
    size_t control = (size_t)(model->control - model->domains);
    for (uint32_t i = model->first_claim[control]; i < model->first_claim[control + 1]; i++)
        report(findings(model), XP0248, model->claims[i].named->span,
               "`" CONTROL_DOMAIN "` always runs, so it can't be in a conflict set");
}

void check_conflict_sets(struct model *model)
{
    size_t count = 0;
    for (const struct ast_conflict *source = model->compilation->ast.conflicts; source; source = source->next)
        count++;
    model->sets = arena_array(&model->compilation->arena, count, sizeof(*model->sets));
    for (const struct ast_conflict *source = model->compilation->ast.conflicts; source; source = source->next)
        add_set(model, source);
    if (model->set_count)
        qsort(model->sets, model->set_count, sizeof(*model->sets), compare_sets);
    check_set_groups(model);
    count_claims(model);
    collect_claims(model);
    check_control(model);
}

/* Both lists of claims rise by set, and so by group. */
static bool find_conflict(const struct model *model, uint32_t a, uint32_t b, const struct claim **of_a,
                          const struct claim **of_b)
{
    const struct claim *end_a = &model->claims[model->first_claim[a + 1]];
    const struct claim *end_b = &model->claims[model->first_claim[b + 1]];
    *of_a = &model->claims[model->first_claim[a]];
    *of_b = &model->claims[model->first_claim[b]];
    while (*of_a < end_a && *of_b < end_b) {
        uint32_t group_a = model->sets[(*of_a)->set].group_number;
        uint32_t group_b = model->sets[(*of_b)->set].group_number;
        if (group_a == group_b && (*of_a)->set != (*of_b)->set)
            return true;
        if (group_a <= group_b)
            (*of_a)++;
        if (group_b <= group_a)
            (*of_b)++;
    }
    return false;
}

bool report_conflict(struct model *model, const struct ends *ends, uint32_t a, uint32_t b)
{
    const struct claim *of_a;
    const struct claim *of_b;
    if (a == BLOB_OUTSIDE || b == BLOB_OUTSIDE || !find_conflict(model, a, b, &of_a, &of_b))
        return false;
    if (ends_are_swapped(ends, a)) {
        report_conflict(model, ends, b, a);
        return true;
    }
    struct diagnostic *d = report(findings(model), XP0213, ends->left->span,
                                  "`%s` and `%s` are in different conflict sets, so they can never talk",
                                  model->domains[a].name, model->domains[b].name);
    report_beside(d, ends->right->span);
    report_note(findings(model), d, of_a->named->span, "`%s` is in conflict set `%s`, `%s` in `%s`",
                model->domains[a].name, model->sets[of_a->set].name, model->domains[b].name,
                model->sets[of_b->set].name);
    report_help(findings(model), d,
                "connect both to a `trusted` domain instead, or run `policyc --explain XP0213`");
    return true;
}
