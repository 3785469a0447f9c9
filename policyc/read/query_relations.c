/* SPDX-License-Identifier: GPL-2.0-only */
/* Who reaches, builds, serves and stands for whom. */
#include <string.h>
#include "policyc/read/flow.h"
#include "policyc/read/manage.h"
#include "policyc/read/query_parts.h"
#include "policyc/read/view.h"
#include "policyc/read/wording.h"

static const char *keep(const struct query *query, const char *text)
{
    return arena_text(query->lookup.arena, text, strlen(text));
}

static const char *means_text(const struct query *query, unsigned int means)
{
    char text[WORDING_SIZE];
    return keep(query, wording_all_means(means, text));
}

static const char *packets_text(const struct query *query, const struct blob_network *network)
{
    char text[WORDING_SIZE];
    return arena_print(query->lookup.arena, "network%s", wording_packets(network, text));
}

/* --- Reach --- */

static void add_connection(struct query *query, const struct blob_connection *connection)
{
    const struct msm_policy *policy = query->lookup.policy;
    struct view_way ways[VIEW_WAYS];
    unsigned int count = view_ways(connection, ways);
    for (unsigned int i = 0; i < count; i++)
        query_add(query, (struct query_row){.subject = msm_label(policy, ways[i].from),
                                            .arrow = ways[i].both ? "<->" : "->",
                                            .object = msm_label(policy, ways[i].to),
                                            .what = means_text(query, ways[i].means),
                                            .rule = connection->rule});
}

static void add_network(struct query *query, const struct blob_network *network)
{
    const struct msm_policy *policy = query->lookup.policy;
    query_add(query, (struct query_row){.subject = view_end(policy, network->from),
                                        .arrow = "->",
                                        .object = view_end(policy, network->to),
                                        .what = packets_text(query, network),
                                        .rule = network->rule});
}

/* The rule by which the domain may create `object`. False: it may not. */
static bool find_manager(const struct msm_policy *policy, uint32_t domain, uint32_t object, bool sealed,
                         uint32_t *rule)
{
    const struct blob_profile *profile = msm_profile(policy, domain, sealed);
    return domain != object &&
           msm_decide_on(policy, profile, MSM_OP_domctl_createdomain, object, rule) == MSM_ALLOWED;
}

/* Who builds a domain and the domain reach each other. Returns whether it does so. */
static bool add_manager(struct query *query, uint32_t domain, uint32_t object, bool sealed)
{
    const struct msm_policy *policy = query->lookup.policy;
    uint32_t rule;
    if (!find_manager(policy, domain, object, sealed, &rule))
        return false;
    query_add(query, (struct query_row){.subject = msm_label(policy, domain),
                                        .arrow = "<->",
                                        .object = msm_label(policy, object),
                                        .what = "manages",
                                        .until_seal = !sealed,
                                        .rule = rule});
    return true;
}

/* For ever, or else until the seal. */
static void add_manager_once(struct query *query, uint32_t domain, uint32_t object)
{
    if (!add_manager(query, domain, object, true))
        add_manager(query, domain, object, false);
}

/* All whom a domain may create, a row for each; or one row, if it may create every domain. */
static void add_managed(struct query *query, uint32_t domain, bool sealed)
{
    const struct msm_policy *policy = query->lookup.policy;
    const struct blob_profile *profile = msm_profile(policy, domain, sealed);
    enum manage_extent extent = manage_extent(policy, profile);
    if (extent == MANAGES_ALL)
        query_add(query, (struct query_row){.subject = msm_label(policy, domain),
                                            .arrow = "<->",
                                            .object = "every domain",
                                            .what = "manages",
                                            .until_seal = !sealed,
                                            .rule = msm_rule(policy, profile, MSM_OP_domctl_createdomain)});
    for (uint32_t i = 0; i < view_count(policy, BLOB_DOMAINS) && extent == MANAGES_SOME; i++)
        add_manager(query, domain, i, sealed);
}

void query_who_reaches_whom(struct query *query, const struct query_names *names)
{
    const struct msm_policy *policy = query->lookup.policy;
    (void)names;
    for (uint32_t i = 0; i < view_count(policy, BLOB_CONNECTIONS); i++)
        add_connection(query, &policy->connections[i]);
    for (uint32_t i = 0; i < view_count(policy, BLOB_NETWORKS); i++)
        add_network(query, &policy->networks[i]);
    for (uint32_t i = 0; i < view_count(policy, BLOB_DOMAINS); i++) {
        enum manage_extent always = manage_extent(policy, msm_profile(policy, i, true));
        add_managed(query, i, true);
        if (manage_extent(policy, msm_profile(policy, i, false)) > always)
            add_managed(query, i, false);
    }
}

/* What reaches from one domain to another, seen from either. */
static void add_reach(struct query *query, uint32_t from, uint32_t to)
{
    const struct msm_policy *policy = query->lookup.policy;
    unsigned int means = msm_means(policy, from, to);
    uint32_t rule = BLOB_NONE;
    if (means) {
        msm_may_reach(policy, from, to, means, true, &rule);
        query_add(query, (struct query_row){.subject = msm_label(policy, from),
                                            .arrow = "->",
                                            .object = msm_label(policy, to),
                                            .what = means_text(query, means),
                                            .rule = rule});
    }
}

static void add_networks(struct query *query, uint32_t from, uint32_t to)
{
    const struct msm_policy *policy = query->lookup.policy;
    for (uint32_t i = 0; i < view_count(policy, BLOB_NETWORKS); i++)
        if ((from == BLOB_NONE || policy->networks[i].from == from) &&
            (to == BLOB_NONE || policy->networks[i].to == to))
            add_network(query, &policy->networks[i]);
}

static void add_managers(struct query *query, uint32_t domain)
{
    for (uint32_t i = 0; i < view_count(query->lookup.policy, BLOB_DOMAINS); i++) {
        add_manager_once(query, i, domain);
        add_manager_once(query, domain, i);
    }
}

void query_who_reaches(struct query *query, const struct query_names *names)
{
    for (uint32_t i = 0; i < view_count(query->lookup.policy, BLOB_DOMAINS); i++)
        add_reach(query, i, names->domain[0]);
    add_networks(query, BLOB_NONE, names->domain[0]);
    add_managers(query, names->domain[0]);
}

void query_whom_reaches(struct query *query, const struct query_names *names)
{
    for (uint32_t i = 0; i < view_count(query->lookup.policy, BLOB_DOMAINS); i++)
        add_reach(query, names->domain[0], i);
    add_networks(query, names->domain[0], BLOB_NONE);
    add_managers(query, names->domain[0]);
}

/* --- Flow --- */

static void add_hop(struct query *query, const struct flow_path *path, size_t hop)
{
    const struct msm_policy *policy = query->lookup.policy;
    uint32_t connections = view_count(policy, BLOB_CONNECTIONS), domains = view_count(policy, BLOB_DOMAINS);
    uint32_t via = path->via[hop], from = path->nodes[hop], to = path->nodes[hop + 1];
    struct query_row row = {.subject = view_end(policy, from == domains ? BLOB_OUTSIDE : from),
                            .arrow = "->",
                            .object = view_end(policy, to == domains ? BLOB_OUTSIDE : to)};
    if (via >= connections) {
        row.what = packets_text(query, &policy->networks[via - connections]);
        row.rule = policy->networks[via - connections].rule;
    } else {
        /* What the other may map of this one's memory takes it along as well. */
        unsigned int means = msm_means(policy, from, to) | (msm_means(policy, to, from) & BLOB_FOREIGN);
        row.what = means_text(query, means);
        row.rule = policy->connections[via].rule;
    }
    query_add(query, row);
}

static uint32_t node_of(const struct flow *flow, uint32_t end)
{
    return end == BLOB_OUTSIDE ? flow_outside(flow) : end;
}

void query_flow(struct query *query, const struct query_names *names)
{
    const struct msm_policy *policy = query->lookup.policy;
    size_t count;
    struct flow_bond *bonds = flow_bonds(query->lookup.arena, policy, &count);
    struct flow flow = flow_make(query->lookup.arena, view_count(policy, BLOB_DOMAINS), bonds, count);
    uint32_t from = node_of(&flow, names->domain[0]), to = node_of(&flow, names->domain[1]);
    if (from == to)
        return;
    struct flow_path path = flow_find(&flow, (struct flow_nodes){&from, 1}, (struct flow_nodes){&to, 1},
                                      (struct flow_nodes){NULL, 0});
    for (size_t hop = 0; hop < path.hops; hop++)
        add_hop(query, &path, hop);
}

/* --- Services --- */

void query_managers(struct query *query, const struct query_names *names)
{
    for (uint32_t i = 0; i < view_count(query->lookup.policy, BLOB_DOMAINS); i++)
        add_manager_once(query, i, names->domain[0]);
}

static uint32_t connecting_rule(const struct msm_policy *policy, uint32_t from, uint32_t to,
                                uint32_t otherwise)
{
    uint32_t rule;
    if (!msm_means(policy, from, to))
        return otherwise;
    msm_may_reach(policy, from, to, 0, true, &rule);
    return rule;
}

void query_servers(struct query *query, const struct query_names *names)
{
    const struct msm_policy *policy = query->lookup.policy;
    for (uint32_t i = 0; i < view_count(policy, BLOB_SERVICES); i++) {
        const struct blob_service *service = &policy->services[i];
        if (!msm_has_member(policy, service->first_client, service->clients, names->domain[0]))
            continue;
        query_add(query, (struct query_row){.subject = msm_label(policy, service->domain),
                                            .arrow = "serves",
                                            .object = msm_label(policy, names->domain[0]),
                                            .rule = connecting_rule(policy, service->domain, names->domain[0],
                                                                    service->rule)});
    }
}

void query_delegation(struct query *query, const struct query_names *names)
{
    const struct msm_policy *policy = query->lookup.policy;
    (void)names;
    for (uint32_t i = 0; i < view_count(policy, BLOB_SERVICES); i++) {
        const struct blob_service *service = &policy->services[i];
        for (uint32_t j = 0; j < service->delegates; j++)
            query_add(query, (struct query_row){
                                 .subject = msm_label(policy, service->domain),
                                 .arrow = "delegates to",
                                 .object = msm_label(policy, policy->members[service->first_delegate + j]),
                                 .rule = service->rule});
    }
}

void query_devices(struct query *query, const struct query_names *names)
{
    const struct msm_policy *policy = query->lookup.policy;
    (void)names;
    for (uint32_t i = 0; i < view_count(policy, BLOB_DEVICES); i++) {
        const struct blob_device *device = &policy->devices[i];
        char text[VIEW_DEVICE_SIZE];
        query_add(query, (struct query_row){.subject = msm_label(policy, device->domain),
                                            .what = arena_print(query->lookup.arena, "pci %s",
                                                                view_device_text(device->device, text)),
                                            .rule = device->rule});
    }
}
