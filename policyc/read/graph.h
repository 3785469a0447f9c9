/* SPDX-License-Identifier: GPL-2.0-only */
/* A policy as a picture. */
#ifndef XENON_GRAPH_H
#define XENON_GRAPH_H

#include <stdio.h>
#include "lang/arena.h"
#include "msm.h"

/*
 * Writes a proven policy as a graph in Graphviz's language: domains, in a cluster for each tag, with what
 * connects them, which packets pass, who builds whom, and the conflict sets. Nodes have ids like
 * "domain recon" and "set 0".
 */
void graph_write(struct arena *arena, FILE *file, const struct msm_policy *policy);

#endif
