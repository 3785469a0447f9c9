/* SPDX-License-Identifier: GPL-2.0-only */
/* Sets and tags, which share one namespace with domains, and groups: their names and what they stand for. */
#include <string.h>
#include "policyc/check/relations.h"

static const char *const kind_words[] = {[WHO_DOMAIN] = "domain", [WHO_SET] = "set", [WHO_TAG] = "tag"};

static void report_taken(struct model *model, const struct ast_name *name, const char *word,
                         const struct ast_name *first, const char *first_word)
{
    struct diagnostic *d;
    if (strcmp(word, first_word) == 0)
        d = report(findings(model), XP0228, name->span, "a second %s `%s`", word, name->text);
    else
        d = report(findings(model), XP0228, name->span, "`%s` is the name of a %s already", name->text,
                   first_word);
    report_note(findings(model), d, first->span, "the %s is here", first_word);
}

static void declare(struct model *model, const struct ast_name *name, enum who_kind kind,
                    const struct ast_set *set)
{
    struct who *who = arena_alloc(&model->compilation->arena, sizeof(*who));
    *who = (struct who){.kind = kind, .declared = name, .set = set, .is_known = kind == WHO_TAG};
    const struct who *first = names_add(&model->who, name->text, who);
    if (first)
        report_taken(model, name, kind_words[kind], first->declared, kind_words[first->kind]);
    else
        check_name(model, name);
}

static void declare_group(struct model *model, struct ast_name *name)
{
    const struct ast_name *first = names_add(&model->groups, name->text, name);
    if (first)
        report_taken(model, name, "group", first, "group");
    else
        check_name(model, name);
}

void declare_names(struct model *model)
{
    const struct ast *ast = &model->compilation->ast;
    model->groups.arena = &model->compilation->arena;
    for (const struct ast_names_statement *tags = ast->tags; tags; tags = tags->next)
        for (const struct ast_name *name = tags->names.first; name; name = name->next)
            declare(model, name, WHO_TAG, NULL);
    for (const struct ast_names_statement *groups = ast->groups; groups; groups = groups->next)
        for (struct ast_name *name = groups->names.first; name; name = name->next)
            declare_group(model, name);
    for (const struct ast_set *set = ast->sets; set; set = set->next)
        declare(model, set->name, WHO_SET, set);
}

static struct who *tag_of(const struct model *model, const struct domain *domain)
{
    return domain->tag ? names_find(&model->who, domain->tag->text) : NULL;
}

static void resolve_tags(struct model *model)
{
    for (size_t i = 0; i < model->domain_count; i++) {
        struct who *tag = tag_of(model, &model->domains[i]);
        if (tag)
            tag->members.count++;
    }
    for (uint32_t i = 0; i < model->domain_count; i++) {
        struct who *tag = tag_of(model, &model->domains[i]);
        if (!tag)
            continue;
        if (!tag->members.list) {
            tag->members.list = arena_array(&model->compilation->arena, tag->members.count, sizeof(uint32_t));
            tag->members.count = 0;
        }
        tag->members.list[tag->members.count++] = i;
    }
}

/* A set that is being looked up, and the next of the names in it. */
struct frame {
    struct who *set;
    const struct ast_name *next;
};

static void report_circle(struct model *model, const struct frame *stack, const struct frame *top,
                          const struct who *named)
{
    const struct ast_name *name = top->next;
    const char *set = top->set->declared->text;
    if (top->set == named) {
        report(findings(model), XP0232, name->span, "set `%s` contains itself", set);
        return;
    }
    const struct ast_name *next = stack[named->depth - 1].next;
    struct diagnostic *d = report(findings(model), XP0232, name->span,
                                  "set `%s` contains itself by way of `%s`", set, name->text);
    report_note(findings(model), d, next->span, "`%s` contains `%s`", name->text, next->text);
}

/* The next set that must be looked up before the one on top, or NULL; circles are reported. */
static struct who *find_unresolved(struct model *model, const struct frame *stack, struct frame *top)
{
    for (; top->next; top->next = top->next->next) {
        struct who *who = names_find(&model->who, top->next->text);
        if (!who || who->kind != WHO_SET || who->is_done)
            continue;
        if (!who->depth)
            return who;
        report_circle(model, stack, top, who);
    }
    return NULL;
}

/* Sets that a set names come first. The stack holds each set once, so it needs room for all at most. */
static void resolve_set(struct model *model, struct frame *stack, struct who *set)
{
    size_t depth = 0;
    for (struct who *inner = set; inner || depth;) {
        if (inner) {
            stack[depth++] = (struct frame){.set = inner, .next = inner->set->members.first};
            inner->depth = depth;
        }
        struct frame *top = &stack[depth - 1];
        inner = find_unresolved(model, stack, top);
        if (inner)
            continue;
        top->set->is_known = check_who(model, &top->set->set->members, &top->set->members);
        top->set->is_done = true;
        depth--;
    }
}

static void resolve_sets(struct model *model)
{
    size_t count = 0;
    for (const struct ast_set *set = model->compilation->ast.sets; set; set = set->next)
        count++;
    struct frame *stack = arena_array(&model->compilation->arena, count, sizeof(*stack));
    for (const struct ast_set *set = model->compilation->ast.sets; set; set = set->next) {
        struct who *who = names_find(&model->who, set->name->text);
        if (who->set == set && !who->is_done)
            resolve_set(model, stack, who);
    }
}

void resolve_names(struct model *model)
{
    resolve_tags(model);
    resolve_sets(model);
}
