/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files that write a graph share. */
#ifndef XENON_GRAPH_PARTS_H
#define XENON_GRAPH_PARTS_H

#include <stdio.h>
#include "msm.h"

/*
 * Writes a text within a quoted one. In Graphviz a quote ends it, a backslash begins an escape, and an
 * ampersand an entity.
 */
void graph_put_text(FILE *file, const char *text);

/* Writes a domain's id, or that of `outside` for BLOB_OUTSIDE, with its quotes. */
void graph_put_end(FILE *file, const struct msm_policy *policy, uint32_t domain);

/* graph_nodes.c: domains in their clusters, and the world outside. */
struct arena;
void graph_put_nodes(struct arena *arena, FILE *file, const struct msm_policy *policy);

/* graph_edges.c: connections, networks, and who builds and delegates to whom. */
void graph_put_edges(struct arena *arena, FILE *file, const struct msm_policy *policy);

#endif
