/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where information can flow: domains, and what is outside, as nodes; connections and networks as edges.
 *
 * An event or a message flows the way it is sent; a grant from who grants it; a foreign mapping both ways, as
 * do packets, for whatever is asked is answered. Those who build domains reach them without a connection and
 * are trusted with them: that is no edge.
 */
#ifndef XENON_FLOW_H
#define XENON_FLOW_H

#include "policyc/check/model.h"

struct flow_edge {
    uint32_t to;
    uint32_t via; /* index in model->connections, then in model->networks */
};

struct flow {
    struct arena *arena;
    uint32_t nodes;  /* domains; the last is outside */
    uint32_t *first; /* of a node: its edges in .edges, up to those of the next */
    struct flow_edge *edges;

    /* The search under way: how a node was reached. */
    uint32_t *from; /* node before it; itself for those where the search begins; BLOB_NONE: not reached */
    uint32_t *via;  /* as in the edge */
    uint32_t *queue;
};

/* A shortest way. */
struct flow_path {
    uint32_t *nodes; /* .hops + 1 */
    uint32_t *via;   /* of each hop */
    size_t hops;     /* 0: there is no way */
};

/* Builds the graph, in the model's arena. Linear in connections and networks. */
struct flow flow_make(const struct model *model);

/* The node that is outside. */
static inline uint32_t flow_outside(const struct flow *flow)
{
    return flow->nodes - 1;
}

/*
 * A shortest way from one of `sources` to one of `targets` that passes, begins and ends at none of `except`.
 * No node is in both. The path is the arena's. Linear in the graph's size.
 */
struct flow_path flow_find(struct flow *flow, const struct members *sources, const struct members *targets,
                           const struct members *except);

#endif
