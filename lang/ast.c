/* SPDX-License-Identifier: GPL-2.0-only */
/* Making nodes and lists of them. */
#include "lang/ast.h"

/* Appends `node` to a list by value; an error leaves a NULL node, which the list passes over. */
#define APPEND(list, node)                                                                                   \
    do {                                                                                                     \
        if (!(node))                                                                                         \
            break;                                                                                           \
        if ((list).last)                                                                                     \
            (list).last->next = node;                                                                        \
        else                                                                                                 \
            (list).first = node;                                                                             \
        (list).last = node;                                                                                  \
    } while (0)

void ast_init(struct ast *ast)
{
    *ast = (struct ast){0};
    ast->policies_end = &ast->policies;
    ast->imports_end = &ast->imports;
    ast->profiles_end = &ast->profiles;
    ast->domains_end = &ast->domains;
}

struct ast_name *ast_name(struct arena *arena, struct span span, const char *text, size_t length)
{
    struct ast_name *name = arena_alloc(arena, sizeof(*name));
    name->span = span;
    name->text = arena_text(arena, text, length);
    return name;
}

struct ast_item *ast_item(struct arena *arena, enum ast_item_kind kind, struct ast_name *hypercall,
                          struct ast_names subcommands, struct span span)
{
    struct ast_item *item = arena_alloc(arena, sizeof(*item));
    item->kind = kind;
    item->hypercall = hypercall;
    item->subcommands = subcommands;
    item->span = span;
    return item;
}

struct ast_item *ast_item_all(struct arena *arena, struct ast_items except, struct span span)
{
    struct ast_item *item = arena_alloc(arena, sizeof(*item));
    item->kind = AST_ALL;
    item->except = except.first;
    item->span = span;
    return item;
}

struct ast_rule *ast_rule(struct arena *arena, enum blob_effect effect, struct ast_items items,
                          struct span span)
{
    struct ast_rule *rule = arena_alloc(arena, sizeof(*rule));
    rule->effect = effect;
    rule->items = items;
    rule->span = span;
    return rule;
}

struct ast_attribute *ast_attribute(struct arena *arena, enum ast_attribute_kind kind, struct ast_name *value)
{
    struct ast_attribute *attribute = arena_alloc(arena, sizeof(*attribute));
    attribute->kind = kind;
    attribute->value = value;
    return attribute;
}

struct ast_names ast_names_with(struct ast_names list, struct ast_name *name)
{
    APPEND(list, name);
    return list;
}

struct ast_items ast_items_with(struct ast_items list, struct ast_item *item)
{
    APPEND(list, item);
    return list;
}

struct ast_rules ast_rules_with(struct ast_rules list, struct ast_rule *rule)
{
    APPEND(list, rule);
    return list;
}

struct ast_attributes ast_attributes_with(struct ast_attributes list, struct ast_attribute *attribute)
{
    APPEND(list, attribute);
    return list;
}

void ast_add_policy(struct ast *ast, struct arena *arena, struct ast_name *name, uint32_t version,
                    struct span span)
{
    struct ast_policy *policy = arena_alloc(arena, sizeof(*policy));
    policy->name = name;
    policy->version = version;
    policy->span = span;
    *ast->policies_end = policy;
    ast->policies_end = &policy->next;
}

void ast_add_import(struct ast *ast, struct arena *arena, struct ast_name *path)
{
    struct ast_import *import = arena_alloc(arena, sizeof(*import));
    import->path = path;
    *ast->imports_end = import;
    ast->imports_end = &import->next;
}

void ast_add_profile(struct ast *ast, struct arena *arena, struct ast_name *name, struct ast_names parents,
                     struct ast_rules rules)
{
    struct ast_profile *profile = arena_alloc(arena, sizeof(*profile));
    profile->name = name;
    profile->parents = parents;
    profile->rules = rules;
    *ast->profiles_end = profile;
    ast->profiles_end = &profile->next;
    ast->profile_count++;
}

void ast_add_domain(struct ast *ast, struct arena *arena, struct span keyword, bool is_default,
                    struct ast_name *name, struct ast_attributes attributes)
{
    struct ast_domain *domain = arena_alloc(arena, sizeof(*domain));
    domain->keyword = keyword;
    domain->is_default = is_default;
    domain->name = name;
    domain->attributes = attributes;
    *ast->domains_end = domain;
    ast->domains_end = &domain->next;
    ast->domain_count++;
}
