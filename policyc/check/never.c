/* SPDX-License-Identifier: GPL-2.0-only */
/* Invariants: what a policy says must never be, held against all that it allows and connects. */
#include "policyc/check/lower.h"
#include "policyc/check/profiles.h"
#include "policyc/read/flow.h"

#define HOPS_SHOWN  16u /* of a way, each with its place */
#define RULES_SHOWN 16u /* that break one invariant */

/* Connections, then networks, as flow_bonds() orders them too. */
static struct flow flow_of(const struct model *model)
{
    struct arena *arena = &model->compilation->arena;
    size_t count = 0;
    struct flow_bond *bonds =
        arena_array(arena, model->connection_count + model->network_count, sizeof(*bonds));
    for (size_t i = 0; i < model->connection_count; i++) {
        const struct connection *c = &model->connections[i];
        bonds[count++] = flow_connection(c->low, c->high, c->forward, c->backward);
    }
    for (size_t i = 0; i < model->network_count; i++)
        bonds[count++] = flow_network(model->networks[i].entry.from, model->networks[i].entry.to,
                                      (uint32_t)model->domain_count);
    return flow_make(arena, (uint32_t)model->domain_count, bonds, count);
}

static const char *node_name(const struct model *model, uint32_t node)
{
    return node < model->domain_count ? model->domains[node].name : "outside";
}

static struct span hop_place(const struct model *model, uint32_t via)
{
    if (via < model->connection_count)
        return model->connections[via].rule->place;
    return model->networks[via - model->connection_count].rule->place;
}

/* The first domain on the way that might be meant to pass on what it gets; the outside never is. */
static const char *find_between(const struct model *model, const struct flow_path *path)
{
    for (size_t hop = 1; hop < path->hops; hop++)
        if (path->nodes[hop] < model->domain_count)
            return model->domains[path->nodes[hop]].name;
    return NULL;
}

static void report_flow(struct model *model, const struct ast_never *never, const struct flow_path *path)
{
    const char *start = node_name(model, path->nodes[0]);
    const char *end = node_name(model, path->nodes[path->hops]);
    struct diagnostic *d =
        report(findings(model), XP0501, never->span, "information can flow from `%s` to `%s`", start, end);
    for (size_t hop = 0; hop < path->hops && hop < HOPS_SHOWN; hop++)
        report_note(findings(model), d, hop_place(model, path->via[hop]), "from `%s` to `%s`",
                    node_name(model, path->nodes[hop]), node_name(model, path->nodes[hop + 1]));
    const char *between = find_between(model, path);
    if (path->hops > HOPS_SHOWN)
        report_help(findings(model), d, "the way has %zu steps, of which the first %u are shown", path->hops,
                    HOPS_SHOWN);
    else if (between)
        report_help(findings(model), d,
                    "take one of these connections away, or if `%s` may pass it on: `except through %s`",
                    between, between);
    else if (path->hops > 1)
        report_help(findings(model), d, "take one of these connections away, or let a domain stand between");
}

/* Those on one side; outside is one of the graph's nodes. False after a report. */
static bool find_side(struct model *model, const struct flow *flow, const struct ast_name *name,
                      struct members *side)
{
    if (name)
        return check_who_is(model, name, side);
    side->list = arena_alloc(&model->compilation->arena, sizeof(*side->list));
    side->list[0] = flow_outside(flow);
    side->count = 1;
    return true;
}

/* A node that is in both, or BLOB_NONE. */
static uint32_t find_common(const struct members *a, const struct members *b)
{
    for (size_t i = 0, j = 0; i < a->count && j < b->count;) {
        if (a->list[i] == b->list[j])
            return a->list[i];
        if (a->list[i] < b->list[j])
            i++;
        else
            j++;
    }
    return BLOB_NONE;
}

static void report_both_sides(struct model *model, const struct ast_never *never, uint32_t node)
{
    struct span place = never->from ? never->from->span : never->span;
    struct diagnostic *d =
        report(findings(model), XP0503, place, "`%s` is on both sides, and what it has it can't be kept from",
               node_name(model, node));
    if (never->to)
        report_beside(d, never->to->span);
}

static struct flow_nodes nodes(const struct members *members)
{
    return (struct flow_nodes){.list = members->list, .count = members->count};
}

static void check_flow(struct model *model, struct flow *flow, const struct ast_never *never)
{
    struct members sources, targets, except = {0};
    if (!find_side(model, flow, never->from, &sources) || !find_side(model, flow, never->to, &targets))
        return;
    if (never->except.first && !check_who(model, &never->except, &except))
        return;
    uint32_t common = find_common(&sources, &targets);
    if (common != BLOB_NONE) {
        report_both_sides(model, never, common);
        return;
    }
    struct flow_path path = flow_find(flow, nodes(&sources), nodes(&targets), nodes(&except));
    if (path.hops)
        report_flow(model, never, &path);
}

/* The rule that allows the first of the operations to the domain, before the seal or after it; or NULL. */
static const struct rule *find_permission(const struct domain *domain, const struct operations *set,
                                          unsigned int *operation)
{
    const struct profile *profiles[] = {domain->profile, domain->boot};
    for (size_t i = 0; i < 2 && profiles[i]; i++)
        for (*operation = operations_next(set, 0); *operation < MSM_OPERATIONS;
             *operation = operations_next(set, *operation + 1))
            if (operations_has(&profiles[i]->allowed, *operation))
                return lower_find(profiles[i], *operation);
    return NULL;
}

static void report_permission(struct model *model, const struct ast_never *never, const struct domain *domain,
                              const struct rule *rule, unsigned int operation)
{
    char name[OPERATION_NAME_SIZE];
    struct diagnostic *d = report(findings(model), XP0502, never->span, "`%s` is allowed to `%s`",
                                  operation_name(operation, name), domain->name);
    report_note(findings(model), d, rule->place, "allowed here");
    report_help(findings(model), d, "deny it to `%s`, or name `%s` behind `except`", domain->name,
                domain->name);
}

/* Rules that were reported for one invariant: domains that share a profile break it by one rule. */
struct reported {
    const struct rule *list[RULES_SHOWN];
    size_t count;
};

static bool is_reported(const struct reported *reported, const struct rule *rule)
{
    for (size_t i = 0; i < reported->count; i++)
        if (reported->list[i] == rule)
            return true;
    return false;
}

static bool has_member(const struct members *members, uint32_t domain)
{
    size_t low = 0, high = members->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (members->list[middle] < domain)
            low = middle + 1;
        else
            high = middle;
    }
    return low < members->count && members->list[low] == domain;
}

static void check_domain(struct model *model, const struct ast_never *never, const struct operations *set,
                         uint32_t domain, struct reported *reported)
{
    unsigned int operation;
    const struct rule *rule = find_permission(&model->domains[domain], set, &operation);
    if (!rule || is_reported(reported, rule) || reported->count == RULES_SHOWN)
        return;
    reported->list[reported->count++] = rule;
    report_permission(model, never, &model->domains[domain], rule, operation);
}

static void check_permission(struct model *model, const struct ast_never *never)
{
    struct operations set = {0};
    struct members subjects = {0}, except = {0};
    struct reported reported = {.count = 0};
    for (const struct ast_item *item = never->items.first; item; item = item->next) {
        struct operations named = resolve_item(model, item);
        for (unsigned int word = 0; word < BLOB_WORDS; word++)
            set.word[word] |= named.word[word];
    }
    if (never->subjects.first && !check_who(model, &never->subjects, &subjects))
        return;
    if (never->except.first && !check_who(model, &never->except, &except))
        return;
    for (uint32_t domain = 0; domain < model->domain_count; domain++)
        if ((!never->subjects.first || has_member(&subjects, domain)) && !has_member(&except, domain))
            check_domain(model, never, &set, domain, &reported);
}

void check_nevers(struct model *model)
{
    struct flow flow = {.nodes = 0};
    for (const struct ast_never *never = model->compilation->ast.nevers; never; never = never->next) {
        if (never->kind == AST_NEVER_ALLOW) {
            check_permission(model, never);
            continue;
        }
        if (!flow.nodes)
            flow = flow_of(model);
        check_flow(model, &flow, never);
    }
}
