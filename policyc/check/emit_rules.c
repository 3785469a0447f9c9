/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where rules stand, and the files they stand in. Files of one name are one: rules of one place and effect
 * are then one in the blob.
 */
#include <stdlib.h>
#include <string.h>
#include "policyc/check/emission.h"
#include "policyc/check/identity.h"

void emission_select(struct emission *e, struct rule *rule)
{
    if (rule->is_selected)
        return;
    rule->is_selected = true;
    if ((e->rule_count & (e->rule_count - 1)) == 0) {
        size_t bytes = e->rule_count * sizeof(*e->rules);
        e->rules = arena_grow(e->arena, e->rules, bytes, bytes ? bytes * 2 : sizeof(*e->rules));
    }
    e->rules[e->rule_count++] = rule;
}

struct file {
    const char *name;
    uint32_t number; /* in the blob, once all are known */
};

/* All files that places name. */
struct files {
    struct names by_name;
    struct file **list;
    size_t count;
};

/* Where a rule stands: file, line and column in one number, which sorts as they do. */
struct place {
    uint64_t key;
    struct file *file;
    struct rule *rule;
};

#define LINE_SHIFT 16
#define FILE_SHIFT 48

static struct file *find_file(struct emission *e, struct files *files, const char *name)
{
    struct file *file = names_find(&files->by_name, name);
    if (file)
        return file;
    file = arena_alloc(e->arena, sizeof(*file));
    file->name = name;
    names_add(&files->by_name, name, file);
    if ((files->count & (files->count - 1)) == 0) {
        size_t bytes = files->count * sizeof(struct file *);
        files->list = arena_grow(e->arena, files->list, bytes, bytes ? bytes * 2 : sizeof(struct file *));
    }
    files->list[files->count++] = file;
    return file;
}

/* Without the file's number. */
static struct place find_place(struct emission *e, struct files *files, struct rule *rule)
{
    struct identity place = identity_of(e->model->compilation, rule->place);
    uint64_t column = place.column < UINT16_MAX ? place.column : UINT16_MAX;
    return (struct place){.key = (uint64_t)place.line << LINE_SHIFT | column,
                          .file = find_file(e, files, place.file),
                          .rule = rule};
}

static int compare_files(const void *left, const void *right)
{
    const struct file *a = *(const struct file *const *)left;
    const struct file *b = *(const struct file *const *)right;
    return strcmp(a->name, b->name);
}

static void emit_files(struct emission *e, const struct files *files)
{
    qsort(files->list, files->count, sizeof(struct file *), compare_files);
    for (size_t i = 0; i < files->count; i++) {
        struct blob_file entry = {.name = emission_text(e, files->list[i]->name)};
        files->list[i]->number = emission_append(e, BLOB_FILES, &entry, sizeof(entry));
    }
}

/* In the blob's order; 0 for what is one rule there. */
static int compare_identities(const struct place *a, const struct place *b)
{
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return a->rule->effect < b->rule->effect ? -1 : a->rule->effect > b->rule->effect;
}

/* The first of equal ones is what messages show: the first in the policy's own order. */
static int compare_places(const void *left, const void *right)
{
    const struct place *a = left;
    const struct place *b = right;
    int order = compare_identities(a, b);
    if (order)
        return order;
    const struct span *x = &a->rule->place;
    const struct span *y = &b->rule->place;
    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    return x->start < y->start ? -1 : x->start > y->start;
}

static void emit_rule(struct emission *e, const struct place *place)
{
    struct blob_rule entry = {.line = (uint32_t)(place->key >> LINE_SHIFT),
                              .column = (uint16_t)place->key,
                              .file = (uint16_t)(place->key >> FILE_SHIFT),
                              .effect = place->rule->effect};
    emission_append(e, BLOB_RULES, &entry, sizeof(entry));
}

static struct place *find_places(struct emission *e)
{
    struct files files = {.by_name = {.arena = e->arena}};
    struct place *places = arena_array(e->arena, e->rule_count, sizeof(*places));
    for (size_t i = 0; i < e->rule_count; i++)
        places[i] = find_place(e, &files, e->rules[i]);
    emit_files(e, &files);
    for (size_t i = 0; i < e->rule_count; i++)
        places[i].key |= (uint64_t)places[i].file->number << FILE_SHIFT;
    return places;
}

void emit_rules(struct emission *e)
{
    struct model *model = e->model;
    struct place *places = find_places(e);
    qsort(places, e->rule_count, sizeof(*places), compare_places);
    model->places = arena_array(e->arena, e->rule_count, sizeof(*model->places));
    for (size_t i = 0; i < e->rule_count; i++) {
        if (!i || compare_identities(&places[i - 1], &places[i]) != 0) {
            emit_rule(e, &places[i]);
            model->places[model->place_count++] = places[i].rule->place;
        }
        places[i].rule->number = (uint32_t)model->place_count - 1;
    }
}
