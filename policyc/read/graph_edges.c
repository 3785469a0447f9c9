/* SPDX-License-Identifier: GPL-2.0-only */
/* What there is between domains, as edges. */
#include <string.h>
#include "lang/arena.h"
#include "policyc/read/graph_parts.h"
#include "policyc/read/manage.h"
#include "policyc/read/view.h"
#include "policyc/read/wording.h"

static void put_pair(FILE *file, const struct msm_policy *policy, uint32_t from, uint32_t to)
{
    fputs("    ", file);
    graph_put_end(file, policy, from);
    fputs(" -> ", file);
    graph_put_end(file, policy, to);
}

/* --- Connections --- */

static bool serves(const struct msm_policy *policy, uint32_t domain, uint32_t client)
{
    const struct blob_service *service = msm_service(policy, domain);
    return service && msm_has_member(policy, service->first_client, service->clients, client);
}

/* What a service has with those whom it serves is drawn thicker. */
static void put_connection(FILE *file, const struct msm_policy *policy,
                           const struct blob_connection *connection)
{
    struct view_way ways[VIEW_WAYS];
    char text[WORDING_SIZE];
    bool is_service = serves(policy, connection->low, connection->high) ||
                      serves(policy, connection->high, connection->low);
    for (unsigned int i = 0, count = view_ways(connection, ways); i < count; i++) {
        put_pair(file, policy, ways[i].from, ways[i].to);
        fprintf(file, " [dir=%s label=\"%s\"%s]\n", ways[i].both ? "both" : "forward",
                wording_all_means(ways[i].means, text), is_service ? " style=bold" : "");
    }
}

/* --- Networks: one edge for all packets that pass between two --- */

/* The entries of the section from `first` on that have the same ends. */
static uint32_t count_packets(const struct msm_policy *policy, uint32_t first)
{
    const struct blob_network *network = &policy->networks[first];
    uint32_t count = 1;
    while (first + count < view_count(policy, BLOB_NETWORKS) && network[count].from == network->from &&
           network[count].to == network->to)
        count++;
    return count;
}

/* Entries are sorted by their ends: where the first with these is, or would be. */
static uint32_t find_packets(const struct msm_policy *policy, uint32_t from, uint32_t to)
{
    uint32_t low = 0, high = view_count(policy, BLOB_NETWORKS);
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct blob_network *entry = &policy->networks[middle];
        if (entry->from < from || (entry->from == from && entry->to < to))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool same_packets(const struct blob_network *left, const struct blob_network *right)
{
    return left->protocol == right->protocol && left->first_port == right->first_port &&
           left->last_port == right->last_port;
}

/* Whether the same packets pass the other way as those of the `count` entries from `first` on. */
static bool is_mutual(const struct msm_policy *policy, uint32_t first, uint32_t count)
{
    const struct blob_network *network = &policy->networks[first];
    uint32_t other = find_packets(policy, network->to, network->from);
    if (other >= view_count(policy, BLOB_NETWORKS) || policy->networks[other].from != network->to ||
        policy->networks[other].to != network->from || count_packets(policy, other) != count)
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!same_packets(&network[i], &policy->networks[other + i]))
            return false;
    return true;
}

/* What is mutual is drawn once, where it comes first. */
static void put_packets(FILE *file, const struct msm_policy *policy, uint32_t first, uint32_t count)
{
    const struct blob_network *network = &policy->networks[first];
    bool both = network->from == network->to || is_mutual(policy, first, count);
    char text[WORDING_SIZE];
    if (both && network->from > network->to)
        return;
    put_pair(file, policy, network->from, network->to);
    fprintf(file, " [dir=%s style=dashed color=blue fontcolor=blue label=\"", both ? "both" : "forward");
    for (uint32_t i = 0; i < count; i++) {
        const char *packets = wording_packets(&network[i], text);
        fprintf(file, "%s%s", i ? "\\n" : "", *packets ? packets + 1 : "any packets");
    }
    fputs("\"]\n", file);
}

/* --- Who builds whom --- */

/* `last` has for each domain the one from which the last edge was drawn to it, or BLOB_NONE. */
static void put_created(FILE *file, const struct msm_policy *policy, uint32_t domain,
                        const struct blob_target *target, uint32_t *last)
{
    for (uint32_t i = 0; i < target->members; i++) {
        uint32_t member = policy->members[target->first_member + i];
        if (last[member] == domain)
            continue;
        last[member] = domain;
        put_pair(file, policy, domain, member);
        fputs(" [style=dotted label=\"creates\"]\n", file);
    }
}

static void put_creators(struct arena *arena, FILE *file, const struct msm_policy *policy)
{
    uint32_t count = view_count(policy, BLOB_DOMAINS);
    uint32_t *last = arena_array(arena, count, sizeof(*last));
    memset(last, 0xff, count * sizeof(*last));
    for (uint32_t i = 0; i < count; i++) {
        const struct blob_profile *profile = &policy->profiles[policy->domains[i].profile];
        if (manage_extent(policy, profile) != MANAGES_SOME)
            continue;
        for (uint32_t j = 0; j < profile->targets; j++)
            if (manage_names(&policy->targets[profile->first_target + j]))
                put_created(file, policy, i, &policy->targets[profile->first_target + j], last);
    }
}

static void put_delegates(FILE *file, const struct msm_policy *policy, const struct blob_service *service)
{
    for (uint32_t i = 0; i < service->delegates; i++) {
        put_pair(file, policy, service->domain, policy->members[service->first_delegate + i]);
        fputs(" [style=dotted arrowhead=empty label=\"delegates\"]\n", file);
    }
}

void graph_put_edges(struct arena *arena, FILE *file, const struct msm_policy *policy)
{
    for (uint32_t i = 0; i < view_count(policy, BLOB_CONNECTIONS); i++)
        put_connection(file, policy, &policy->connections[i]);
    for (uint32_t i = 0, count; i < view_count(policy, BLOB_NETWORKS); i += count) {
        count = count_packets(policy, i);
        put_packets(file, policy, i, count);
    }
    put_creators(arena, file, policy);
    for (uint32_t i = 0; i < view_count(policy, BLOB_SERVICES); i++)
        put_delegates(file, policy, &policy->services[i]);
}
