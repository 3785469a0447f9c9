/* SPDX-License-Identifier: GPL-2.0-only */
/* Joins changes that say the same of several subjects, and sorts them. */
#include <stdlib.h>
#include <string.h>
#include "policyc/read/diff_parts.h"

static int compare_texts(const char *a, const char *b)
{
    if (a == b)
        return 0;
    return !a ? -1 : !b ? 1 : strcmp(a, b);
}

static int compare_numbers(size_t a, size_t b)
{
    return a < b ? -1 : a > b;
}

/* Each list is kept once. */
static int compare_names(const struct diff_names *a, const struct diff_names *b)
{
    int order = 0;
    if (a->list == b->list)
        return compare_numbers(a->count, b->count);
    for (size_t i = 0; !order && i < a->count && i < b->count; i++)
        order = compare_texts(a->list[i], b->list[i]);
    return order ? order : compare_numbers(a->count, b->count);
}

/* A line that declares a domain or a profile tells it from others, but not what changed. */
static uint32_t rule_of(const struct msm_policy *policy, uint32_t rule)
{
    return rule == BLOB_NONE || policy->rules[rule].effect == BLOB_DECLARED ? BLOB_NONE : rule;
}

/* By all but subjects and objects. */
int diff_compare_contents(const struct diff_change *a, const struct diff_change *b,
                          const struct comparison *c)
{
    const size_t x[] = {a->kind,
                        a->way,
                        a->phase,
                        a->relation,
                        rule_of(c->policy[BEFORE], a->rule_before),
                        rule_of(c->policy[AFTER], a->rule_after)};
    const size_t y[] = {b->kind,
                        b->way,
                        b->phase,
                        b->relation,
                        rule_of(c->policy[BEFORE], b->rule_before),
                        rule_of(c->policy[AFTER], b->rule_after)};
    int order = compare_numbers(a->waived ? (size_t)(a->waived - c->waived) + 1 : 0,
                                b->waived ? (size_t)(b->waived - c->waived) + 1 : 0);
    for (size_t i = 0; !order && i < sizeof(x) / sizeof(x[0]); i++)
        order = compare_numbers(x[i], y[i]);
    order = order ? order : compare_texts(a->what, b->what);
    order = order ? order : compare_texts(a->before, b->before);
    return order ? order : compare_texts(a->after, b->after);
}

static int compare_objects_first(const void *left, const void *right, void *context)
{
    const struct diff_change *a = left, *b = right;
    int order = diff_compare_contents(a, b, context);
    order = order ? order : compare_names(&a->objects, &b->objects);
    return order ? order : compare_names(&a->subjects, &b->subjects);
}

/* For reading: kind by kind, then by who is concerned. */
static int compare_for_reading(const void *left, const void *right, void *context)
{
    const struct diff_change *a = left, *b = right;
    int order = compare_numbers(a->kind, b->kind);
    order = order ? order : compare_names(&a->subjects, &b->subjects);
    order = order ? order : compare_names(&a->objects, &b->objects);
    return order ? order : diff_compare_contents(a, b, context);
}

/* A name whose domain's own parenthesis says that it is none comes last, as among the labels. */
static int compare_listed(const void *left, const void *right)
{
    const char *a = *(const char *const *)left, *b = *(const char *const *)right;
    int order = compare_numbers(a[0] == '(', b[0] == '(');
    return order ? order : strcmp(a, b);
}

/* All subjects of `count` changes. */
static struct diff_names unite(struct comparison *c, const struct diff_change *changes, size_t count)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += changes[i].subjects.count;
    struct diff_names all = {.list = arena_array(c->arena, total, sizeof(*all.list))};
    for (size_t i = 0; i < count; i++) {
        memcpy(all.list + all.count, changes[i].subjects.list, changes[i].subjects.count * sizeof(*all.list));
        all.count += changes[i].subjects.count;
    }
    qsort(all.list, all.count, sizeof(*all.list), compare_listed);
    return all;
}

static void join_subjects(struct comparison *c)
{
    size_t count = c->count, length;
    qsort_r(c->changes, count, sizeof(*c->changes), compare_objects_first, c);
    c->count = 0;
    for (size_t i = 0; i < count; i += length) {
        const struct diff_change *first = &c->changes[i];
        for (length = 1; i + length < count && first->subjects.count; length++)
            if (diff_compare_contents(first, &first[length], c) != 0 ||
                compare_names(&first->objects, &first[length].objects) != 0)
                break;
        struct diff_change joined = *first;
        if (length > 1)
            joined.subjects = unite(c, first, length);
        c->changes[c->count++] = joined;
    }
}

/*
 * Of two labels that are bound both ways, each has said so. Now that labels with the same objects are
 * together, objects are whole groups of them: of two groups the first says it. `group` has room for each
 * label's.
 */
static void halve(struct comparison *c, struct diff_change *changes, size_t count, size_t *group)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < changes[i].subjects.count; j++)
            group[diff_find_label(c, changes[i].subjects.list[j])] = i;
    for (size_t i = 0; i < count; i++) {
        struct diff_names kept = {.list = c->scratch};
        for (size_t j = 0; j < changes[i].objects.count; j++)
            if (group[diff_find_label(c, changes[i].objects.list[j])] >= i)
                kept.list[kept.count++] = changes[i].objects.list[j];
        changes[i].objects = diff_names(c, &kept);
    }
}

static void drop_mirrored(struct comparison *c)
{
    size_t *group = arena_array(c->arena, c->label_count, sizeof(*group));
    size_t count = c->count, length;
    c->count = 0;
    for (size_t i = 0; i < count; i += length) {
        struct diff_change *first = &c->changes[i];
        for (length = 1; i + length < count; length++)
            if (diff_compare_contents(first, &first[length], c) != 0)
                break;
        if (first->relation == DIFF_BOTH)
            halve(c, first, length, group);
        for (size_t j = 0; j < length; j++)
            if (first[j].relation != DIFF_BOTH || first[j].objects.count)
                c->changes[c->count++] = first[j];
    }
}

void diff_group(struct comparison *c)
{
    if (!c->count)
        return;
    join_subjects(c);
    drop_mirrored(c);
    qsort_r(c->changes, c->count, sizeof(*c->changes), compare_for_reading, c);
}
