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
#include "lang/lost.h"
#include "lang/source.h"

struct ast_name {
    struct ast_name *next;
    struct span span;
    bool is_fleet; /* fleet web-*: the fleet of that name, and not all whose names match */
    char text[];   /* terminated */
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
    bool is_damaged;              /* a part of it could not be read */
    struct ast_name *hypercall;   /* NULL for AST_ALL */
    struct ast_names subcommands; /* those meant, or those left out */
    struct ast_item *except;      /* AST_ALL: what is left out, or NULL */
};

struct ast_items {
    struct ast_item *first;
    struct ast_item *last;
};

/* A number with its unit: 512 MiB, 60s, 50%. */
enum ast_unit { AST_COUNT, AST_BYTES, AST_NANOSECONDS, AST_PERCENT };

struct ast_amount {
    struct span span;
    uint64_t value; /* in the unit's base: bytes, ns */
    enum ast_unit unit;
};

enum ast_rule_kind {
    AST_PERMISSION, /* allow sched_op, deny quietly grant_table_op { set_version }, allow domctl on recon */
    AST_RATE,       /* rate event_channel_op.send 5000/s burst 500 slow */
    AST_RESPONSE,   /* on violation: log at 1, pause at 10 within 60s binds at start */
    AST_GUEST,      /* guest pvh */
};

/* pause at 10 within 60s */
struct ast_action {
    struct ast_action *next;
    struct span span;
    enum blob_action action;
    struct ast_amount count;
    struct ast_amount window; /* .value 0: for ever */
};

struct ast_actions {
    struct ast_action *first;
    struct ast_action *last;
};

/* `count` calls each `period` */
struct ast_rate {
    struct ast_amount count;
    uint64_t period; /* ns */
    struct ast_amount burst;
    bool has_burst;
    bool slow;
};

struct ast_response {
    struct ast_actions actions;
    enum blob_binding binds;
};

/* Most of a large policy's tree are such: what few of them have is behind a pointer. */
struct ast_rule {
    struct ast_rule *next;
    struct span span;
    enum ast_rule_kind kind;
    enum blob_effect effect; /* AST_PERMISSION */
    struct ast_items items;  /* AST_PERMISSION; of AST_RATE the one item, AST_ALL for `any` */
    union {
        struct ast_names on;           /* AST_PERMISSION: the domains that it is limited to, or empty */
        struct ast_rate *rate;         /* AST_RATE */
        struct ast_response *response; /* AST_RESPONSE */
        struct ast_name *guest;        /* AST_GUEST: pv, pvh or hvm */
    };
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
    bool sealed; /* nobody may load the next policy, and that is meant */
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

enum ast_attribute_kind {
    AST_PROFILE,
    AST_UUID,
    AST_TAG,
    AST_MEMBER_OF, /* group tenant_a */
    AST_TRUSTED,
    AST_MEMORY, /* memory <= 512 MiB, and the other limits */
    AST_VCPUS,
    AST_EVENT_CHANNELS,
    AST_GRANT_FRAMES,
    AST_MAPTRACK_FRAMES,
    AST_CPU_WEIGHT,
    AST_CPU_CAP,
    AST_CPU_AFFINITY,
    AST_PCI,
    AST_SERVES,
    AST_RESTART,
    AST_DELEGATE,
    AST_RULE, /* a rule of the domain's own */
    AST_ATTRIBUTES,
};

/* One thing that a domain's block says. */
struct ast_attribute {
    struct ast_attribute *next;
    struct span span;
    enum ast_attribute_kind kind;
    union {
        struct ast_name *value;  /* AST_PROFILE, AST_UUID, AST_TAG, AST_MEMBER_OF */
        struct ast_names values; /* AST_SERVES, AST_DELEGATE; as written: AST_PCI, AST_CPU_AFFINITY (`0-3`) */
        struct ast_amount amount; /* limits, and AST_RESTART's interval */
        struct ast_rule *rule;    /* AST_RULE */
    };
};

struct ast_attributes {
    struct ast_attribute *first;
    struct ast_attribute *last;
};

enum ast_domain_kind { AST_DOMAIN, AST_DEFAULT_DOMAIN, AST_SERVICE };

struct ast_domain {
    struct ast_domain *next;
    struct span keyword;   /* of `default domain`, `domain` or `service` */
    struct ast_name *name; /* ends with `*` for a fleet */
    enum ast_domain_kind kind;
    bool is_damaged; /* a part of it could not be read */
    struct ast_attributes attributes;
};

/* A statement that only declares names: tag secret, infra; group tenant_a, tenant_b. */
struct ast_names_statement {
    struct ast_names_statement *next;
    struct ast_names names;
};

/* set guests = recon, liaison, web-* */
struct ast_set {
    struct ast_set *next;
    struct ast_name *name;
    struct ast_names members;
};

/* host { memory 64 GiB cpus 16 } */
struct ast_host {
    struct ast_host *next;
    struct span span;
    struct ast_amount memory; /* .value 0: not said */
    struct ast_amount cpus;
};

/* conflict set east of shifts { recon } */
struct ast_conflict {
    struct ast_conflict *next;
    struct span span;
    struct ast_name *name;
    struct ast_name *group; /* NULL: the group without a name */
    struct ast_names members;
};

/* connect recon <-> guard via grant, event */
struct ast_connect {
    struct ast_connect *next;
    struct span span;
    struct ast_name *left, *right;
    bool both;              /* <-> */
    struct ast_names means; /* grant, event, argo, foreign: unknown words are reported with their meaning */
};

/* network guard -> outside tcp 443 */
struct ast_network {
    struct ast_network *next;
    struct span span;
    struct ast_name *left, *right; /* NULL: outside */
    bool both;
    struct ast_name *protocol; /* tcp, udp, icmp; NULL: any */
    struct ast_names ports;    /* as written: 5432, 8000-8010; none: any */
};

/* In boot { }: Domain-0 allow domctl, platform_op */
struct ast_boot {
    struct ast_boot *next;
    struct ast_name *domain;
    struct ast_rule *rule; /* AST_PERMISSION, BLOB_ALLOW */
};

enum ast_never_kind { AST_NEVER_FLOW, AST_NEVER_ALLOW };

/* never flow secret -> coalition except through guard; never allow domctl to guests except builder */
struct ast_never {
    struct ast_never *next;
    struct span span;
    enum ast_never_kind kind;
    struct ast_name *from, *to; /* AST_NEVER_FLOW; NULL: outside */
    struct ast_items items;     /* AST_NEVER_ALLOW: without AST_ALL and AST_EXCEPT */
    struct ast_names subjects;  /* AST_NEVER_ALLOW: to whom; empty: any domain */
    struct ast_names except;    /* through whom a flow may go, or who may have the permission */
};

/* waiver "ticket 4711" { allow sched_op to recon  connect recon <-> guard via event  limits recon } */
enum ast_waived_kind { AST_WAIVE_ALLOW, AST_WAIVE_CONNECT, AST_WAIVE_NETWORK, AST_WAIVE_LIMITS };

struct ast_waived {
    struct ast_waived *next;
    struct span span;
    enum ast_waived_kind kind;
    struct ast_items items;      /* AST_WAIVE_ALLOW */
    struct ast_names who;        /* AST_WAIVE_ALLOW, AST_WAIVE_LIMITS */
    struct ast_connect *connect; /* AST_WAIVE_CONNECT */
    struct ast_network *network; /* AST_WAIVE_NETWORK */
};

struct ast_waiveds {
    struct ast_waived *first;
    struct ast_waived *last;
};

struct ast_waiver {
    struct ast_waiver *next;
    struct ast_name *name;
    struct ast_waiveds waived;
};

enum ast_step_kind {
    AST_CALL,      /* recon: event_channel_op.send on guard x 12000 in 1s => pause */
    AST_START,     /* recon: start => allow */
    AST_STOP,      /* recon: stop => allow */
    AST_REACH,     /* recon: connect guard via grant => allow */
    AST_REACH_NET, /* guard: network outside udp 123 => deny */
    AST_WAIT,      /* wait 10s */
    AST_SEAL,      /* seal */
};

/* What a step expects; the words stand in the order of their weight. */
enum ast_outcome {
    AST_IS_ALLOWED,
    AST_IS_DENIED,
    AST_IS_LOGGED,
    AST_IS_PAUSED,
    AST_IS_CRASHED,
    AST_IS_DESTROYED,
    AST_REBOOTS_HOST,
};

struct ast_step {
    struct ast_step *next;
    struct span span;
    enum ast_step_kind kind;
    struct ast_name *subject;
    struct ast_item *operation; /* AST_CALL: AST_WHOLE or AST_LISTED with one subcommand */
    struct ast_name *object;   /* AST_CALL: on whom, or NULL; AST_REACH, AST_REACH_NET: whom, NULL: outside */
    struct ast_name *means;    /* AST_REACH */
    struct ast_name *protocol; /* AST_REACH_NET; or NULL */
    struct ast_names ports;    /* AST_REACH_NET: at most one */
    struct ast_amount times;   /* AST_CALL: .value 0: once */
    struct ast_amount duration; /* AST_CALL: spread evenly over it; AST_WAIT */
    enum ast_outcome outcome;
    struct ast_name *reason; /* deny: quietly, rate, conflict, target, unconnected, paused; NULL: any */
    struct span expected;    /* where the outcome stands */
};

struct ast_steps {
    struct ast_step *first;
    struct ast_step *last;
};

struct ast_test {
    struct ast_test *next;
    struct span span; /* of the word `test` */
    struct ast_name *name;
    struct ast_steps steps;
    bool is_damaged; /* a part of it could not be read */
};

/* template two_tenants(a, b = web) { ... } */
struct ast_parameter {
    struct ast_parameter *next;
    struct ast_name *name;
    struct span span;  /* of its default, or of the argument; .end 0: none */
    const char *value; /* the text of its one token, or of a number and its unit; NULL: none */
    int token;         /* what the lexer takes it for */
};

struct ast_parameters {
    struct ast_parameter *first;
    struct ast_parameter *last;
};

struct ast_template {
    struct ast_template *next;
    struct ast_name *name;
    struct ast_parameters parameters;
    struct span body; /* between its braces */
    bool is_used;
    bool is_broken; /* its body was read once, and has a mistake */
};

/* use two_tenants(a = recon, b = liaison) */
struct ast_use {
    struct ast_use *next;
    struct span span;
    struct ast_name *name;
    struct ast_parameters arguments;
    const struct ast_use *by;      /* the use in whose template it stands, or NULL */
    struct ast_template *template; /* once it is looked up */
};

/* xen 4.17 x86_64 */
struct ast_xen {
    struct ast_xen *next;
    struct span span;
    struct ast_name *version; /* as written */
    struct ast_name *machine;
};

/* A place that an annotation `@"first.xpol":8:9` gives to what begins at .at instead of its own. */
struct ast_origin {
    uint32_t file; /* where the annotated text stands */
    uint32_t at;   /* its first byte */
    uint32_t line;
    uint32_t column;
    const char *name;
};

/* In rising order of .file and .at. */
struct ast_origins {
    struct ast_origin *list;
    size_t count;
};

/* All files of a policy together. Each list is in source order. */
struct ast {
    struct ast_policy *policies, **policies_end;
    struct ast_xen *xens, **xens_end;
    struct ast_import *imports, **imports_end;
    struct ast_template *templates, **templates_end;
    struct ast_use *uses, **uses_end;
    struct ast_names_statement *tags, **tags_end;
    struct ast_names_statement *groups, **groups_end;
    struct ast_set *sets, **sets_end;
    struct ast_host *hosts, **hosts_end;
    struct ast_profile *profiles, **profiles_end;
    struct ast_domain *domains, **domains_end;
    struct ast_conflict *conflicts, **conflicts_end;
    struct ast_connect *connects, **connects_end;
    struct ast_network *networks, **networks_end;
    struct ast_boot *boots, **boots_end;
    struct ast_never *nevers, **nevers_end;
    struct ast_waiver *waivers, **waivers_end;
    struct ast_test *tests, **tests_end;
    struct ast_origins origins;
    size_t profile_count;
    size_t domain_count;
    bool incomplete;  /* something could not be read, */
    struct lost lost; /* and these words were there */
};

void ast_init(struct ast *ast);

/* A copy of a node of `size` bytes in the arena. Never NULL. */
void *ast_node(struct arena *arena, const void *node, size_t size);

/* A node with some fields set: AST_NODE(arena, ast_rule, .kind = AST_GUEST, .span = span). */
#define AST_NODE(arena, type, ...)                                                                           \
    ((struct type *)ast_node(arena, &(const struct type){__VA_ARGS__}, sizeof(struct type)))

/* Puts a node at the end of a list; an error leaves a NULL node, which the list passes over. */
#define AST_APPEND(list, node)                                                                               \
    do {                                                                                                     \
        __typeof__((list).first) appended = (node);                                                          \
        if (!appended)                                                                                       \
            break;                                                                                           \
        if ((list).last)                                                                                     \
            (list).last->next = appended;                                                                    \
        else                                                                                                 \
            (list).first = appended;                                                                         \
        (list).last = appended;                                                                              \
    } while (0)

/* Puts a statement at the end of its kind's list in the tree: AST_ADD(ast, boots, node). */
#define AST_ADD(ast, list, node)                                                                             \
    do {                                                                                                     \
        *(ast)->list##_end = (node);                                                                         \
        (ast)->list##_end = &(*(ast)->list##_end)->next;                                                     \
    } while (0)

/* The text is copied. */
struct ast_name *ast_name(struct arena *arena, struct span span, const char *text, size_t length);

/* Adds an origin, which is behind all others. */
void ast_add_origin(struct ast *ast, struct arena *arena, struct ast_origin origin);

/* The origin of what begins where `place` begins, or NULL: it is its own. */
const struct ast_origin *ast_find_origin(const struct ast *ast, struct span place);

#endif
