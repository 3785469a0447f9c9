/* SPDX-License-Identifier: GPL-2.0-only */
/* Joins changes that say the same, first of several objects and then of several subjects, and sorts them. */
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

static int compare_names(const struct diff_names *a, const struct diff_names *b)
{
    int order = 0;
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
static int compare_contents(const struct diff_change *a, const struct diff_change *b,
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

static int compare_subjects_first(const void *left, const void *right, void *context)
{
    const struct diff_change *a = left, *b = right;
    int order = compare_contents(a, b, context);
    order = order ? order : compare_names(&a->subjects, &b->subjects);
    return order ? order : compare_names(&a->objects, &b->objects);
}

static int compare_objects_first(const void *left, const void *right, void *context)
{
    const struct diff_change *a = left, *b = right;
    int order = compare_contents(a, b, context);
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
    return order ? order : compare_contents(a, b, context);
}

/* A name whose domain's own parenthesis says that it is none comes last, as among the labels. */
static int compare_listed(const void *left, const void *right)
{
    const char *a = *(const char *const *)left, *b = *(const char *const *)right;
    int order = compare_numbers(a[0] == '(', b[0] == '(');
    return order ? order : strcmp(a, b);
}

/* All names of `count` lists of changes, .subjects or .objects by `offset`. */
static struct diff_names unite(struct arena *arena, const struct diff_change *changes, size_t count,
                               size_t offset)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += ((const struct diff_names *)(const void *)((const char *)&changes[i] + offset))->count;
    struct diff_names all = {.list = arena_array(arena, total, sizeof(*all.list))};
    for (size_t i = 0; i < count; i++) {
        const struct diff_names *part = (const void *)((const char *)&changes[i] + offset);
        memcpy(all.list + all.count, part->list, part->count * sizeof(*part->list));
        all.count += part->count;
    }
    qsort(all.list, all.count, sizeof(*all.list), compare_listed);
    return all;
}

static bool has_one_object(const struct diff_change *change)
{
    return change->kind == DIFF_CONNECTION || change->kind == DIFF_NETWORK;
}

/* Joins changes of the same subjects: each is about one object. */
static void join_objects(struct comparison *c)
{
    size_t count = c->count, length;
    qsort_r(c->changes, count, sizeof(*c->changes), compare_subjects_first, c);
    c->count = 0;
    for (size_t i = 0; i < count; i += length) {
        const struct diff_change *first = &c->changes[i];
        for (length = 1; i + length < count && has_one_object(first); length++)
            if (compare_contents(first, &first[length], c) != 0 ||
                compare_names(&first->subjects, &first[length].subjects) != 0)
                break;
        struct diff_change joined = *first;
        if (length > 1)
            joined.objects = unite(c->arena, first, length, offsetof(struct diff_change, objects));
        c->changes[c->count++] = joined;
    }
}

static void join_subjects(struct comparison *c)
{
    size_t count = c->count, length;
    qsort_r(c->changes, count, sizeof(*c->changes), compare_objects_first, c);
    c->count = 0;
    for (size_t i = 0; i < count; i += length) {
        const struct diff_change *first = &c->changes[i];
        for (length = 1; i + length < count && first->subjects.count; length++)
            if (compare_contents(first, &first[length], c) != 0 ||
                compare_names(&first->objects, &first[length].objects) != 0)
                break;
        struct diff_change joined = *first;
        if (length > 1)
            joined.subjects = unite(c->arena, first, length, offsetof(struct diff_change, subjects));
        c->changes[c->count++] = joined;
    }
}

void diff_group(struct comparison *c)
{
    if (!c->count)
        return;
    join_objects(c);
    join_subjects(c);
    qsort_r(c->changes, c->count, sizeof(*c->changes), compare_for_reading, c);
}
