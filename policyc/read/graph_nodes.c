/* SPDX-License-Identifier: GPL-2.0-only */
/* Domains as nodes, in a cluster for each tag. */
#include <stdlib.h>
#include <string.h>
#include "lang/arena.h"
#include "policyc/read/graph_parts.h"
#include "policyc/read/manage.h"
#include "policyc/read/view.h"

/* A domain in the order in which it is drawn. */
struct place {
    const char *tag; /* "": none */
    uint32_t domain;
};

static int compare(const void *left, const void *right)
{
    const struct place *a = left, *b = right;
    int order = strcmp(a->tag, b->tag);
    return order ? order : (a->domain > b->domain) - (a->domain < b->domain);
}

static const struct place *sort_domains(struct arena *arena, const struct msm_policy *policy)
{
    uint32_t count = view_count(policy, BLOB_DOMAINS);
    struct place *places = arena_array(arena, count, sizeof(*places));
    for (uint32_t i = 0; i < count; i++)
        places[i] = (struct place){.tag = view_text(policy, policy->domains[i].tag), .domain = i};
    qsort(places, count, sizeof(*places), compare);
    return places;
}

static const char *shape_of(const struct msm_policy *policy, uint32_t domain)
{
    if (msm_service(policy, domain))
        return "component";
    return policy->domains[domain].flags & BLOB_FLEET ? "box3d" : "box";
}

static void put_line(FILE *file, const char *word, const char *text)
{
    fprintf(file, "\\n%s", word);
    graph_put_text(file, text);
}

static void put_devices(FILE *file, const struct msm_policy *policy, uint32_t domain)
{
    char text[VIEW_DEVICE_SIZE];
    for (uint32_t i = 0; i < view_count(policy, BLOB_DEVICES); i++)
        if (policy->devices[i].domain == domain)
            put_line(file, "pci ", view_device_text(policy->devices[i].device, text));
}

/* Whoever creates some domains only has an edge to each. */
static void put_management(FILE *file, const struct msm_policy *policy, const struct blob_domain *domain)
{
    if (manage_extent(policy, &policy->profiles[domain->profile]) == MANAGES_ALL)
        put_line(file, "", "creates domains");
    else if (domain->boot_profile != BLOB_NONE &&
             manage_extent(policy, &policy->profiles[domain->boot_profile]) == MANAGES_ALL)
        put_line(file, "", "creates domains until the seal");
}

static void put_label(FILE *file, const struct msm_policy *policy, uint32_t index)
{
    const struct blob_domain *domain = &policy->domains[index];
    fputs(" label=\"", file);
    graph_put_text(file, msm_label(policy, index));
    put_line(file, "profile ", view_text(policy, policy->profiles[domain->profile].name));
    if (domain->group)
        put_line(file, "group ", view_text(policy, domain->group));
    if (index == policy->policy->default_domain)
        put_line(file, "", "whoever has no label");
    put_management(file, policy, domain);
    put_devices(file, policy, index);
    fputc('"', file);
}

/* Trusted domains have a double line around them. */
static void put_node(FILE *file, const struct msm_policy *policy, uint32_t index)
{
    bool is_default = index == policy->policy->default_domain;
    fputs("        ", file);
    graph_put_end(file, policy, index);
    fprintf(file, " [shape=%s style=\"rounded%s\" peripheries=%u", shape_of(policy, index),
            is_default ? ",dashed" : "", policy->domains[index].flags & BLOB_TRUSTED ? 2u : 1u);
    put_label(file, policy, index);
    fputs("]\n", file);
}

/* Opens the cluster of a tag; what has none is outside of all. */
static void open_cluster(FILE *file, const char *tag)
{
    if (!*tag) {
        fputs("    {\n", file);
        return;
    }
    fputs("    subgraph \"cluster ", file);
    graph_put_text(file, tag);
    fputs("\" {\n        label=\"tag ", file);
    graph_put_text(file, tag);
    fputs("\" color=gray fontcolor=gray40\n", file);
}

static bool has_outside(const struct msm_policy *policy)
{
    for (uint32_t i = 0; i < view_count(policy, BLOB_NETWORKS); i++)
        if (policy->networks[i].from == BLOB_OUTSIDE || policy->networks[i].to == BLOB_OUTSIDE)
            return true;
    return false;
}

void graph_put_nodes(struct arena *arena, FILE *file, const struct msm_policy *policy)
{
    const struct place *places = sort_domains(arena, policy);
    uint32_t count = view_count(policy, BLOB_DOMAINS);
    for (uint32_t i = 0; i < count; i++) {
        if (i == 0 || strcmp(places[i].tag, places[i - 1].tag) != 0)
            open_cluster(file, places[i].tag);
        put_node(file, policy, places[i].domain);
        if (i + 1 == count || strcmp(places[i].tag, places[i + 1].tag) != 0)
            fputs("    }\n", file);
    }
    if (has_outside(policy))
        fputs("    \"outside\" [shape=ellipse style=dashed color=blue label=\"outside\"]\n", file);
}
