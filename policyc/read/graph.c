/* SPDX-License-Identifier: GPL-2.0-only */
/* The frame of a graph, and its conflict sets: these may overlap, so they are nodes and not clusters. */
#include "policyc/read/graph.h"

#include <inttypes.h>
#include "policyc/read/graph_parts.h"
#include "policyc/read/view.h"

void graph_put_text(FILE *file, const char *text)
{
    for (; *text; text++) {
        if (*text == '&')
            fputs("&amp;", file);
        else if (*text == '"' || *text == '\\')
            fprintf(file, "\\%c", *text);
        else
            fputc(*text, file);
    }
}

void graph_put_end(FILE *file, const struct msm_policy *policy, uint32_t domain)
{
    fputs(domain == BLOB_OUTSIDE ? "\"" : "\"domain ", file);
    graph_put_text(file, view_end(policy, domain));
    fputc('"', file);
}

static void put_title(FILE *file, const struct msm_policy *policy)
{
    fputs("digraph \"", file);
    graph_put_text(file, view_text(policy, policy->policy->name));
    fputs("\" {\n    graph [rankdir=LR labelloc=t fontname=\"sans-serif\" label=\"", file);
    graph_put_text(file, view_text(policy, policy->policy->name));
    fprintf(file, " version %" PRIu32 "\"]\n", policy->policy->version);
    fputs("    node [fontname=\"sans-serif\" shape=box style=rounded]\n"
          "    edge [fontname=\"sans-serif\" fontsize=10]\n",
          file);
}

static void put_set(FILE *file, const struct msm_policy *policy, uint32_t index)
{
    const struct blob_set *set = &policy->sets[index];
    fprintf(file, "    \"set %" PRIu32 "\" [shape=octagon style=solid color=red label=\"conflict set\\n",
            index);
    graph_put_text(file, view_text(policy, set->name));
    fputs("\"]\n", file);
    for (uint32_t i = 0; i < set->members; i++) {
        fprintf(file, "    \"set %" PRIu32 "\" -> ", index);
        graph_put_end(file, policy, policy->members[set->first_member + i]);
        fputs(" [dir=none style=dotted color=red]\n", file);
    }
}

/* The first of the sets of a group stands for it: the group's node has its number. */
static void put_group(FILE *file, const struct msm_policy *policy, uint32_t first)
{
    fprintf(file, "    \"group %" PRIu32 "\" [shape=diamond style=solid color=red label=\"", first);
    graph_put_text(file, view_text(policy, policy->sets[first].group));
    fprintf(file, "%snever at once\"]\n", policy->sets[first].group ? "\\n" : "");
}

/* Sets are sorted by their group. */
static void put_conflicts(FILE *file, const struct msm_policy *policy)
{
    uint32_t first = 0;
    for (uint32_t i = 0; i < view_count(policy, BLOB_SETS); i++) {
        if (i == 0 || policy->sets[i].group != policy->sets[first].group) {
            first = i;
            put_group(file, policy, first);
        }
        put_set(file, policy, i);
        fprintf(file, "    \"group %" PRIu32 "\" -> \"set %" PRIu32 "\" [dir=none color=red]\n", first, i);
    }
}

void graph_write(struct arena *arena, FILE *file, const struct msm_policy *policy)
{
    put_title(file, policy);
    graph_put_nodes(arena, file, policy);
    put_conflicts(file, policy);
    graph_put_edges(arena, file, policy);
    fputs("}\n", file);
}
