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

#include "lang/arena.h"
#include "msm.h"

/* What binds two nodes. */
struct flow_bond {
    uint32_t low, high;
    bool forth; /* information flows from low to high */
    bool back;
};

/* Of a connection: its entry in a blob, without its rule. */
struct flow_bond flow_connection(uint32_t low, uint32_t high, unsigned int forward, unsigned int backward);

/* Of a network; `domains` is how many there are, and the node that is outside. */
struct flow_bond flow_network(uint32_t from, uint32_t to, uint32_t domains);

/* All of a policy: its connections, then its networks. In the arena. */
struct flow_bond *flow_bonds(struct arena *arena, const struct msm_policy *policy, size_t *count);

struct flow_edge {
    uint32_t to;
    uint32_t via; /* index of the bond */
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

/* Nodes, strictly rising. */
struct flow_nodes {
    const uint32_t *list;
    size_t count;
};

/* A shortest way. */
struct flow_path {
    uint32_t *nodes; /* .hops + 1 */
    uint32_t *via;   /* of each hop */
    size_t hops;     /* 0: there is no way */
};

/* Builds the graph of `domains` domains, in the arena. Linear in its size. */
struct flow flow_make(struct arena *arena, uint32_t domains, const struct flow_bond *bonds, size_t count);

/* The node that is outside. */
static inline uint32_t flow_outside(const struct flow *flow)
{
    return flow->nodes - 1;
}

/*
 * A shortest way from one of `sources` to one of `targets` that passes, begins and ends at none of `except`.
 * No node is in both. The path is the arena's. Linear in the graph's size.
 */
struct flow_path flow_find(struct flow *flow, struct flow_nodes sources, struct flow_nodes targets,
                           struct flow_nodes except);

#endif
