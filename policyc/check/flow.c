/* SPDX-License-Identifier: GPL-2.0-only */
/* The graph as one array of edges, and a breadth-first search in it. */
#include "policyc/check/flow.h"

#include <string.h>

#define TARGET (BLOB_NONE - 1) /* in .from: one of those that are sought */
#define BARRED (BLOB_NONE - 2) /* in .from: not to be entered */

/* What information can take: everything that isn't a mapping of the other's memory goes its own way only. */
static bool flows(uint16_t there, uint16_t back)
{
    return there || back & BLOB_FOREIGN;
}

static uint32_t node_of(const struct flow *flow, uint32_t end)
{
    return end == BLOB_OUTSIDE ? flow_outside(flow) : end;
}

/* Counts an edge, or places it when the nodes' places are known: .first then is where the next one goes. */
static void add_edge(struct flow *flow, uint32_t from, uint32_t to, uint32_t via)
{
    if (flow->edges)
        flow->edges[flow->first[from]++] = (struct flow_edge){.to = to, .via = via};
    else
        flow->first[from + 1]++;
}

static void add_edges(struct flow *flow, const struct model *model)
{
    for (uint32_t i = 0; i < model->connection_count; i++) {
        const struct connection *c = &model->connections[i];
        if (flows(c->forward, c->backward))
            add_edge(flow, c->low, c->high, i);
        if (flows(c->backward, c->forward))
            add_edge(flow, c->high, c->low, i);
    }
    for (uint32_t i = 0; i < model->network_count; i++) {
        const struct blob_network *entry = &model->networks[i].entry;
        uint32_t from = node_of(flow, entry->from), to = node_of(flow, entry->to);
        add_edge(flow, from, to, (uint32_t)model->connection_count + i);
        add_edge(flow, to, from, (uint32_t)model->connection_count + i);
    }
}

struct flow flow_make(const struct model *model)
{
    struct arena *arena = &model->compilation->arena;
    struct flow flow = {.arena = arena, .nodes = (uint32_t)model->domain_count + 1};
    flow.first = arena_array(arena, flow.nodes + 1, sizeof(*flow.first));
    add_edges(&flow, model);
    for (uint32_t node = 0; node < flow.nodes; node++)
        flow.first[node + 1] += flow.first[node];
    flow.edges = arena_array(arena, flow.first[flow.nodes] + (size_t)1, sizeof(*flow.edges));
    add_edges(&flow, model);
    memmove(flow.first + 1, flow.first, flow.nodes * sizeof(*flow.first));
    flow.first[0] = 0;
    flow.from = arena_array(arena, flow.nodes, sizeof(*flow.from));
    flow.via = arena_array(arena, flow.nodes, sizeof(*flow.via));
    flow.queue = arena_array(arena, flow.nodes, sizeof(*flow.queue));
    return flow;
}

static void mark(struct flow *flow, const struct members *members, uint32_t mark)
{
    for (size_t i = 0; i < members->count; i++)
        flow->from[members->list[i]] = mark;
}

/* The way back from `end`, turned round. */
static struct flow_path trace(const struct flow *flow, uint32_t last, uint32_t end, uint32_t via)
{
    struct flow_path path = {.hops = 1};
    for (uint32_t node = last; flow->from[node] != node; node = flow->from[node])
        path.hops++;
    path.nodes = arena_array(flow->arena, path.hops + 1, sizeof(*path.nodes));
    path.via = arena_array(flow->arena, path.hops, sizeof(*path.via));
    path.nodes[path.hops] = end;
    for (size_t hop = path.hops; hop > 0; hop--) {
        path.nodes[hop - 1] = last;
        path.via[hop - 1] = via;
        via = flow->via[last];
        last = flow->from[last];
    }
    return path;
}

struct flow_path flow_find(struct flow *flow, const struct members *sources, const struct members *targets,
                           const struct members *except)
{
    size_t done = 0, count = 0;
    memset(flow->from, 0xff, flow->nodes * sizeof(*flow->from));
    mark(flow, targets, TARGET);
    for (size_t i = 0; i < sources->count; i++)
        flow->from[sources->list[i]] = sources->list[i];
    mark(flow, except, BARRED);
    for (size_t i = 0; i < sources->count; i++)
        if (flow->from[sources->list[i]] != BARRED)
            flow->queue[count++] = sources->list[i];
    while (done < count) {
        uint32_t node = flow->queue[done++];
        for (uint32_t i = flow->first[node]; i < flow->first[node + 1]; i++) {
            const struct flow_edge *edge = &flow->edges[i];
            if (flow->from[edge->to] == TARGET)
                return trace(flow, node, edge->to, edge->via);
            if (flow->from[edge->to] != BLOB_NONE)
                continue;
            flow->from[edge->to] = node;
            flow->via[edge->to] = edge->via;
            flow->queue[count++] = edge->to;
        }
    }
    return (struct flow_path){0};
}
