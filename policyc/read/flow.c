/* SPDX-License-Identifier: GPL-2.0-only */
/* The graph as one array of edges, and a breadth-first search in it. */
#include "policyc/read/flow.h"

#include <string.h>
#include "policyc/read/view.h"

#define TARGET (BLOB_NONE - 1) /* in .from: one of those that are sought */
#define BARRED (BLOB_NONE - 2) /* in .from: not to be entered */

/* What information can take: everything that isn't a mapping of the other's memory goes its own way only. */
struct flow_bond flow_connection(uint32_t low, uint32_t high, unsigned int forward, unsigned int backward)
{
    return (struct flow_bond){.low = low,
                              .high = high,
                              .forth = forward || backward & BLOB_FOREIGN,
                              .back = backward || forward & BLOB_FOREIGN};
}

struct flow_bond flow_network(uint32_t from, uint32_t to, uint32_t domains)
{
    return (struct flow_bond){.low = from == BLOB_OUTSIDE ? domains : from,
                              .high = to == BLOB_OUTSIDE ? domains : to,
                              .forth = true,
                              .back = true};
}

struct flow_bond *flow_bonds(struct arena *arena, const struct msm_policy *policy, size_t *count)
{
    size_t connections = view_count(policy, BLOB_CONNECTIONS), networks = view_count(policy, BLOB_NETWORKS);
    uint32_t domains = view_count(policy, BLOB_DOMAINS);
    struct flow_bond *bonds = arena_array(arena, connections + networks, sizeof(*bonds));
    for (size_t i = 0; i < connections; i++) {
        const struct blob_connection *entry = &policy->connections[i];
        bonds[i] = flow_connection(entry->low, entry->high, entry->forward, entry->backward);
    }
    for (size_t i = 0; i < networks; i++)
        bonds[connections + i] = flow_network(policy->networks[i].from, policy->networks[i].to, domains);
    *count = connections + networks;
    return bonds;
}

/* Counts an edge, or places it when the nodes' places are known: .first then is where the next one goes. */
static void add_edge(struct flow *flow, uint32_t from, uint32_t to, uint32_t via)
{
    if (flow->edges)
        flow->edges[flow->first[from]++] = (struct flow_edge){.to = to, .via = via};
    else
        flow->first[from + 1]++;
}

static void add_edges(struct flow *flow, const struct flow_bond *bonds, size_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (bonds[i].forth)
            add_edge(flow, bonds[i].low, bonds[i].high, i);
        if (bonds[i].back)
            add_edge(flow, bonds[i].high, bonds[i].low, i);
    }
}

struct flow flow_make(struct arena *arena, uint32_t domains, const struct flow_bond *bonds, size_t count)
{
    struct flow flow = {.arena = arena, .nodes = domains + 1};
    flow.first = arena_array(arena, flow.nodes + (size_t)1, sizeof(*flow.first));
    add_edges(&flow, bonds, count);
    for (uint32_t node = 0; node < flow.nodes; node++)
        flow.first[node + 1] += flow.first[node];
    flow.edges = arena_array(arena, flow.first[flow.nodes] + (size_t)1, sizeof(*flow.edges));
    add_edges(&flow, bonds, count);
    memmove(flow.first + 1, flow.first, flow.nodes * sizeof(*flow.first));
    flow.first[0] = 0;
    flow.from = arena_array(arena, flow.nodes, sizeof(*flow.from));
    flow.via = arena_array(arena, flow.nodes, sizeof(*flow.via));
    flow.queue = arena_array(arena, flow.nodes, sizeof(*flow.queue));
    return flow;
}

static void mark(struct flow *flow, struct flow_nodes nodes, uint32_t mark)
{
    for (size_t i = 0; i < nodes.count; i++)
        flow->from[nodes.list[i]] = mark;
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

/* Those that aren't barred begin. Returns how many. */
static size_t begin(struct flow *flow, struct flow_nodes sources, struct flow_nodes targets,
                    struct flow_nodes except)
{
    size_t count = 0;
    memset(flow->from, 0xff, flow->nodes * sizeof(*flow->from));
    mark(flow, targets, TARGET);
    for (size_t i = 0; i < sources.count; i++)
        flow->from[sources.list[i]] = sources.list[i];
    mark(flow, except, BARRED);
    for (size_t i = 0; i < sources.count; i++)
        if (flow->from[sources.list[i]] != BARRED)
            flow->queue[count++] = sources.list[i];
    return count;
}

struct flow_path flow_find(struct flow *flow, struct flow_nodes sources, struct flow_nodes targets,
                           struct flow_nodes except)
{
    size_t done = 0, count = begin(flow, sources, targets, except);
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
