/* SPDX-License-Identifier: GPL-2.0-only */
/* Asks a model that has no errors: nothing that is looked up here is reported. */
#include "policyc/check/reasons.h"

#include "policyc/check/profiles.h"

/* --- Rules --- */

/* Profiles still to be looked at, the next one on top, with room for all; and which were seen. */
struct walk {
    const struct profile **stack;
    size_t depth;
    bool *seen; /* by place in model->profiles */
};

static size_t place_of(const struct model *model, const struct profile *profile)
{
    size_t place = 0;
    while (model->profiles[place] != profile)
        place++;
    return place;
}

static void push(const struct model *model, struct walk *walk, const struct profile *profile)
{
    size_t place = place_of(model, profile);
    if (walk->seen[place])
        return;
    walk->seen[place] = true;
    walk->stack[walk->depth++] = profile;
}

static void add_rules(struct arena *arena, struct reasons *reasons, const struct profile *profile,
                      unsigned int operation)
{
    for (size_t i = 0; i < profile->rule_count; i++) {
        if (!operations_has(profile->rules[i].operations, operation))
            continue;
        if ((reasons->count & (reasons->count - 1)) == 0) {
            size_t bytes = reasons->count * sizeof(*reasons->list);
            reasons->list =
                arena_grow(arena, reasons->list, bytes, bytes ? bytes * 2 : sizeof(*reasons->list));
        }
        reasons->list[reasons->count++] = (struct reason){&profile->rules[i], profile};
    }
}

struct reasons reasons_find(const struct model *model, const struct profile *profile, unsigned int operation)
{
    struct arena *arena = &model->compilation->arena;
    struct reasons reasons = {0};
    struct walk walk = {.stack = arena_array(arena, model->profile_count, sizeof(*walk.stack)),
                        .seen = arena_array(arena, model->profile_count, sizeof(*walk.seen))};
    push(model, &walk, profile);
    while (walk.depth) {
        const struct profile *top = walk.stack[--walk.depth];
        add_rules(arena, &reasons, top, operation);
        for (size_t i = top->parent_count; i > 0; i--)
            push(model, &walk, top->parents[i - 1]);
    }
    return reasons;
}

/* --- Invariants --- */

static bool names_operation(struct model *model, const struct ast_never *never, unsigned int operation)
{
    for (const struct ast_item *item = never->items.first; item; item = item->next) {
        struct operations set = resolve_item(model, item);
        if (operations_has(&set, operation))
            return true;
    }
    return false;
}

static bool names_domain(struct model *model, const struct ast_names *names, uint32_t domain)
{
    struct members members;
    return names->first && check_who(model, names, &members) && members_has(&members, domain);
}

const struct ast_never *reasons_never_allow(struct model *model, uint32_t domain, unsigned int operation)
{
    for (const struct ast_never *never = model->compilation->ast.nevers; never; never = never->next)
        if (never->kind == AST_NEVER_ALLOW && names_operation(model, never, operation) &&
            (!never->subjects.first || names_domain(model, &never->subjects, domain)) &&
            !names_domain(model, &never->except, domain))
            return never;
    return NULL;
}

/* One side of a flow; outside is a node of the graph, kept in `outside`. */
static struct flow_nodes find_side(struct model *model, const struct ast_name *name, const uint32_t *outside)
{
    struct members members;
    if (!name)
        return (struct flow_nodes){.list = outside, .count = 1};
    check_who_is(model, name, &members);
    return (struct flow_nodes){.list = members.list, .count = members.count};
}

static bool has_node(struct flow_nodes nodes, uint32_t node)
{
    for (size_t i = 0; i < nodes.count; i++)
        if (nodes.list[i] == node)
            return true;
    return false;
}

/* Whether one of the sources is one of the targets, or can reach one. */
static bool leads(struct flow *flow, struct flow_nodes sources, struct flow_nodes targets,
                  struct flow_nodes except)
{
    for (size_t i = 0; i < sources.count; i++)
        if (has_node(targets, sources.list[i]))
            return true;
    return flow_find(flow, sources, targets, except).hops;
}

const struct ast_never *reasons_never_flow(struct model *model, struct flow *flow, uint32_t from, uint32_t to)
{
    const uint32_t outside = flow_outside(flow);
    const struct flow_nodes start = {.list = &from, .count = 1}, end = {.list = &to, .count = 1};
    for (const struct ast_never *never = model->compilation->ast.nevers; never; never = never->next) {
        struct members members = {0};
        if (never->kind != AST_NEVER_FLOW)
            continue;
        if (never->except.first)
            check_who(model, &never->except, &members);
        struct flow_nodes except = {.list = members.list, .count = members.count};
        if (!has_node(except, from) && !has_node(except, to) &&
            leads(flow, find_side(model, never->from, &outside), start, except) &&
            leads(flow, end, find_side(model, never->to, &outside), except))
            return never;
    }
    return NULL;
}
