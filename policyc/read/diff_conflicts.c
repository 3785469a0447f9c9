/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Conflicts: which labels never run at once with which others. Sets and groups are only a way to say that:
 * labels that are in the same sets of both policies are looked at together.
 */
#include <stdlib.h>
#include <string.h>
#include "policyc/read/diff_parts.h"
#include "policyc/read/view.h"

/* A set that a domain is in. */
struct claim {
    uint32_t domain;
    uint32_t set;
};

/* Labels that are in the same sets. */
struct class
{
    uint32_t first; /* among .order */
    uint32_t count;
};

struct conflicts {
    struct comparison *c;
    struct claim *claims[SIDES]; /* by domain, then by set */
    uint32_t *first[SIDES];      /* of a domain's claims; one more at the end */
    uint32_t *order;             /* labels that are in some set, those of one class together */
    size_t count;
    uint32_t *class_of; /* by label; BLOB_NONE: it is in no set */
    struct class *classes;
    uint32_t class_count;
    uint64_t *sets[SIDES]; /* labels with which the class that is looked at conflicts */
    uint64_t *others;
};

/* --- Who is in which sets --- */

static void collect_claims(struct conflicts *k, unsigned int side)
{
    const struct msm_policy *policy = k->c->policy[side];
    uint32_t domains = view_count(policy, BLOB_DOMAINS), sets = view_count(policy, BLOB_SETS);
    size_t bytes = (domains + 1) * sizeof(uint32_t);
    uint32_t *first = k->first[side] = arena_alloc(k->c->arena, bytes);
    for (uint32_t i = 0; i < sets; i++)
        for (uint32_t j = 0; j < policy->sets[i].members; j++)
            first[policy->members[policy->sets[i].first_member + j] + 1]++;
    for (uint32_t i = 0; i < domains; i++)
        first[i + 1] += first[i];
    k->claims[side] = arena_array(k->c->arena, first[domains], sizeof(struct claim));
    uint32_t *next = arena_grow(k->c->arena, first, bytes, bytes);
    for (uint32_t i = 0; i < sets; i++)
        for (uint32_t j = 0; j < policy->sets[i].members; j++) {
            uint32_t domain = policy->members[policy->sets[i].first_member + j];
            k->claims[side][next[domain]++] = (struct claim){.domain = domain, .set = i};
        }
}

/* The sets that a label is in. */
static const struct claim *find_claims(const struct conflicts *k, unsigned int side, uint32_t label,
                                       uint32_t *count)
{
    uint32_t domain = k->c->labels[label].domain[side];
    *count = domain == BLOB_NONE ? 0 : k->first[side][domain + 1] - k->first[side][domain];
    return *count ? &k->claims[side][k->first[side][domain]] : NULL;
}

static int compare_claims(const struct conflicts *k, uint32_t a, uint32_t b)
{
    for (unsigned int side = 0; side < SIDES; side++) {
        uint32_t left, right;
        const struct claim *x = find_claims(k, side, a, &left), *y = find_claims(k, side, b, &right);
        if (left != right)
            return left < right ? -1 : 1;
        for (uint32_t i = 0; i < left; i++)
            if (x[i].set != y[i].set)
                return x[i].set < y[i].set ? -1 : 1;
    }
    return 0;
}

static int compare_labels(const void *left, const void *right, void *context)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    int order = compare_claims(context, a, b);
    return order ? order : a < b ? -1 : a > b;
}

static void make_classes(struct conflicts *k)
{
    uint32_t before, after;
    k->order = arena_array(k->c->arena, k->c->label_count, sizeof(*k->order));
    k->class_of = arena_array(k->c->arena, k->c->label_count, sizeof(*k->class_of));
    for (uint32_t i = 0; i < k->c->label_count; i++) {
        k->class_of[i] = BLOB_NONE;
        find_claims(k, BEFORE, i, &before);
        find_claims(k, AFTER, i, &after);
        if (before || after)
            k->order[k->count++] = i;
    }
    if (k->count)
        qsort_r(k->order, k->count, sizeof(*k->order), compare_labels, k);
    k->classes = arena_array(k->c->arena, k->count, sizeof(*k->classes));
    for (uint32_t i = 0; i < k->count; i++) {
        if (!i || compare_claims(k, k->order[i - 1], k->order[i]) != 0)
            k->classes[k->class_count++].first = i;
        k->classes[k->class_count - 1].count++;
        k->class_of[k->order[i]] = k->class_count - 1;
    }
}

/* --- What differs --- */

static void add_labels(const struct conflicts *k, unsigned int side, const struct blob_set *set)
{
    const struct labels_of *of = &k->c->of[side];
    for (uint32_t i = 0; i < set->members; i++) {
        uint32_t domain = k->c->policy[side]->members[set->first_member + i];
        for (uint32_t j = of->first[domain]; j < of->first[domain + 1]; j++)
            k->sets[side][of->list[j] / 64] |= UINT64_C(1) << of->list[j] % 64;
    }
}

/* Adds the members of all other sets of the group; a group's sets are neighbours. */
static void add_rivals(const struct conflicts *k, unsigned int side, uint32_t set)
{
    const struct blob_set *sets = k->c->policy[side]->sets;
    uint32_t first = set, count = view_count(k->c->policy[side], BLOB_SETS);
    while (first > 0 && sets[first - 1].group == sets[set].group)
        first--;
    for (uint32_t i = first; i < count && sets[i].group == sets[set].group; i++)
        if (i != set)
            add_labels(k, side, &sets[i]);
}

/* Returns the rule of the first set that has the label, or BLOB_NONE. */
static uint32_t find_rivals(const struct conflicts *k, unsigned int side, uint32_t label)
{
    uint32_t count;
    const struct claim *claims = find_claims(k, side, label, &count);
    memset(k->sets[side], 0, diff_words(k->c) * sizeof(uint64_t));
    for (uint32_t i = 0; i < count; i++)
        add_rivals(k, side, claims[i].set);
    return count ? k->c->policy[side]->sets[claims[0].set].rule : BLOB_NONE;
}

static bool is_present(const struct conflicts *k, uint32_t label)
{
    return k->c->labels[label].domain[AFTER] != BLOB_NONE;
}

/* Those of `more` that aren't in `less`, in classes behind this one: each pair is looked at once. */
static bool find_others(const struct conflicts *k, uint32_t class, unsigned int more, unsigned int less)
{
    bool any = false;
    memset(k->others, 0, diff_words(k->c) * sizeof(uint64_t));
    for (size_t i = k->classes[class].first + k->classes[class].count; i < k->count; i++) {
        uint32_t label = k->order[i];
        if (!is_present(k, label) || !view_has(k->sets[more], label) || view_has(k->sets[less], label))
            continue;
        k->others[label / 64] |= UINT64_C(1) << label % 64;
        any = true;
    }
    return any;
}

static struct diff_names class_names(const struct conflicts *k, const struct class *class)
{
    struct diff_names names = {.list = arena_array(k->c->arena, class->count, sizeof(*names.list))};
    for (uint32_t i = 0; i < class->count; i++)
        if (is_present(k, k->order[class->first + i]))
            names.list[names.count++] = k->c->labels[k->order[class->first + i]].name;
    return names;
}

/* Whether the waiver names all who conflicted: of the class and among the others. */
static bool is_waived(const struct conflicts *k, const struct class *class, const struct diff_waived *waived)
{
    if (waived->kind != DIFF_WAIVE_LIMITS)
        return false;
    for (uint32_t i = 0; i < k->count; i++) {
        uint32_t label = k->order[i];
        bool is_member = i >= class->first && i < class->first + class->count && is_present(k, label);
        if ((is_member || view_has(k->others, label)) &&
            !diff_has(waived->who, waived->who_count, k->c->labels[label].domain[AFTER]))
            return false;
    }
    return true;
}

static const struct diff_waived *find_waiver(const struct conflicts *k, const struct class *class)
{
    for (size_t i = 0; i < k->c->waived_count; i++) {
        if (!is_waived(k, class, &k->c->waived[i]))
            continue;
        k->c->waived[i].used = true;
        return &k->c->waived[i];
    }
    return NULL;
}

static void compare_class(const struct conflicts *k, uint32_t number)
{
    const struct class *class = &k->classes[number];
    struct diff_change change = {.kind = DIFF_CONFLICT, .relation = DIFF_WITH};
    uint32_t before = find_rivals(k, BEFORE, k->order[class->first]);
    uint32_t after = find_rivals(k, AFTER, k->order[class->first]);
    change.subjects = class_names(k, class);
    if (!change.subjects.count)
        return;
    change.rule_before = before;
    change.rule_after = after;
    if (find_others(k, number, BEFORE, AFTER)) {
        change.way = DIFF_WIDER;
        change.objects = diff_names_in(k->c, k->others);
        change.waived = find_waiver(k, class);
        diff_add(k->c, &change);
    }
    if (find_others(k, number, AFTER, BEFORE)) {
        change.way = DIFF_NARROWER;
        change.objects = diff_names_in(k->c, k->others);
        change.waived = NULL;
        diff_add(k->c, &change);
    }
}

void diff_conflicts(struct comparison *c)
{
    struct conflicts k = {.c = c};
    for (unsigned int side = 0; side < SIDES; side++) {
        collect_claims(&k, side);
        k.sets[side] = arena_array(c->arena, diff_words(c), sizeof(uint64_t));
    }
    k.others = arena_array(c->arena, diff_words(c), sizeof(uint64_t));
    make_classes(&k);
    for (uint32_t i = 0; i < k.class_count; i++)
        compare_class(&k, i);
}
