/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a policy says, as it was written: every node knows its place, and nothing is looked up yet.
 * All nodes live in the compilation's arena. Lists keep the order of the source.
 */
#ifndef XENON_AST_H
#define XENON_AST_H

#include <stdbool.h>
#include <stdint.h>
#include "blob.h"
#include "lang/arena.h"
#include "lang/source.h"

struct ast_name {
    struct ast_name *next;
    struct span span;
    const char *text;
};

struct ast_names {
    struct ast_name *first;
    struct ast_name *last;
};

enum ast_item_kind {
    AST_ALL,    /* all, all except domctl */
    AST_WHOLE,  /* event_channel_op */
    AST_LISTED, /* event_channel_op { send, close }, event_channel_op.send */
    AST_EXCEPT, /* event_channel_op except { reset } */
};

/* What one item of a rule's list names. */
struct ast_item {
    struct ast_item *next;
    struct span span;
    enum ast_item_kind kind;
    struct ast_name *hypercall;   /* NULL for AST_ALL */
    struct ast_names subcommands; /* those meant, or those left out */
    struct ast_item *except;      /* AST_ALL: what is left out, or NULL */
};

struct ast_items {
    struct ast_item *first;
    struct ast_item *last;
};

struct ast_rule {
    struct ast_rule *next;
    struct span span;
    enum blob_effect effect;
    struct ast_items items;
};

struct ast_rules {
    struct ast_rule *first;
    struct ast_rule *last;
};

struct ast_policy {
    struct ast_policy *next;
    struct span span; /* of the word `policy` */
    struct ast_name *name;
    uint32_t version;
};

struct ast_import {
    struct ast_import *next;
    struct ast_name *path; /* as typed, without its quotes; its span has them */
};

struct ast_profile {
    struct ast_profile *next;
    struct ast_name *name;
    struct ast_names parents;
    struct ast_rules rules;
};

enum ast_attribute_kind { AST_PROFILE, AST_UUID };

/* One thing that a domain's block says. */
struct ast_attribute {
    struct ast_attribute *next;
    enum ast_attribute_kind kind;
    struct ast_name *value;
};

struct ast_attributes {
    struct ast_attribute *first;
    struct ast_attribute *last;
};

struct ast_domain {
    struct ast_domain *next;
    struct span keyword; /* of `default domain`, or of `domain` */
    struct ast_name *name;
    bool is_default;
    struct ast_attributes attributes;
};

/* All files of a policy together. */
struct ast {
    struct ast_policy *policies, **policies_end;
    struct ast_import *imports, **imports_end;
    struct ast_profile *profiles, **profiles_end;
    struct ast_domain *domains, **domains_end;
    size_t profile_count;
    size_t domain_count;
    bool incomplete;       /* something could not be read: what seems missing may be in there */
    bool lacks_statements; /* a whole statement or file: a name that seems missing may be declared there */
};

void ast_init(struct ast *ast);

/* Each makes a node in the arena and returns it. */
struct ast_name *ast_name(struct arena *arena, struct span span, const char *text, size_t length);
struct ast_item *ast_item(struct arena *arena, enum ast_item_kind kind, struct ast_name *hypercall,
                          struct ast_names subcommands, struct span span);
struct ast_item *ast_item_all(struct arena *arena, struct ast_items except, struct span span);
struct ast_rule *ast_rule(struct arena *arena, enum blob_effect effect, struct ast_items items,
                          struct span span);
struct ast_attribute *ast_attribute(struct arena *arena, enum ast_attribute_kind kind,
                                    struct ast_name *value);

/* Each returns the list with the node, which may be NULL, at its end. */
struct ast_names ast_names_with(struct ast_names list, struct ast_name *name);
struct ast_items ast_items_with(struct ast_items list, struct ast_item *item);
struct ast_rules ast_rules_with(struct ast_rules list, struct ast_rule *rule);
struct ast_attributes ast_attributes_with(struct ast_attributes list, struct ast_attribute *attribute);

/* Each adds a statement. */
void ast_add_policy(struct ast *ast, struct arena *arena, struct ast_name *name, uint32_t version,
                    struct span span);
void ast_add_import(struct ast *ast, struct arena *arena, struct ast_name *path);
void ast_add_profile(struct ast *ast, struct arena *arena, struct ast_name *name, struct ast_names parents,
                     struct ast_rules rules);
void ast_add_domain(struct ast *ast, struct arena *arena, struct span keyword, bool is_default,
                    struct ast_name *name, struct ast_attributes attributes);

#endif
