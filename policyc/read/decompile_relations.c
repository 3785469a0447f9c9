/* SPDX-License-Identifier: GPL-2.0-only */
/* Conflict sets, connections and networks: an entry of the blob is a statement, or several at one place. */
#include <string.h>
#include "policyc/read/decompile_parts.h"
#include "policyc/read/view.h"
#include "policyc/read/wording.h"

#define SERVED (BLOB_GRANT | BLOB_EVENT) /* what `serves` connects by, both ways */

static void print_set(const struct decompilation *d, const struct blob_set *set)
{
    fprintf(d->file, "%sconflict set %s", decompile_place(d, set->rule), view_text(d->policy, set->name));
    if (set->group)
        fprintf(d->file, " of %s", view_text(d->policy, set->group));
    fputs(" { ", d->file);
    decompile_members(d, set->first_member, set->members);
    fputs(" }\n", d->file);
}

/* --- Connections --- */

/* The entry of two domains, or NULL. */
static const struct blob_connection *find_connection(const struct decompilation *d, uint32_t one,
                                                     uint32_t other)
{
    uint32_t from = one < other ? one : other, to = one < other ? other : one;
    uint32_t low = 0, high = view_count(d->policy, BLOB_CONNECTIONS);
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct blob_connection *found = &d->policy->connections[middle];
        if (found->low == from && found->high == to)
            return found;
        if (found->low < from || (found->low == from && found->high < to))
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* A connection has the place of the first that says it: `serves` stands where the last of them is, or later.
 */
static uint32_t find_place(const struct decompilation *d, const struct blob_service *service)
{
    uint32_t rule = BLOB_NONE;
    for (uint32_t i = 0; i < service->clients; i++) {
        const struct blob_connection *found =
            find_connection(d, service->domain, d->policy->members[service->first_client + i]);
        if (found && (rule == BLOB_NONE || found->rule > rule))
            rule = found->rule;
    }
    return rule;
}

/* Whether `serves` of the service names the client. */
static bool serves(const struct decompilation *d, uint32_t service, uint32_t client)
{
    const struct blob_service *entry = msm_service(d->policy, service);
    return entry && msm_has_member(d->policy, entry->first_client, entry->clients, client);
}

/* Whether a `serves` says the connection that has its place. */
static bool is_said(const struct decompilation *d, const struct blob_connection *connection)
{
    const uint32_t ends[] = {connection->low, connection->high};
    for (unsigned int i = 0; i < 2; i++)
        if (serves(d, ends[i], ends[1 - i]) && d->serves[ends[i]] == connection->rule)
            return true;
    return false;
}

static void print_connection(const struct decompilation *d, const struct blob_connection *connection)
{
    struct blob_connection rest = *connection;
    struct view_way ways[VIEW_WAYS];
    char text[WORDING_SIZE];
    if (is_said(d, connection)) {
        rest.forward &= (uint16_t)~SERVED;
        rest.backward &= (uint16_t)~SERVED;
    }
    for (unsigned int i = 0, count = view_ways(&rest, ways); i < count; i++) {
        fprintf(d->file, "%sconnect ", decompile_place(d, connection->rule));
        decompile_who(d, ways[i].from);
        fputs(ways[i].both ? " <-> " : " -> ", d->file);
        decompile_who(d, ways[i].to);
        fprintf(d->file, " via %s\n", wording_all_means(ways[i].means, text));
    }
}

/* --- Networks --- */

static void print_end(const struct decompilation *d, uint32_t domain)
{
    if (domain == BLOB_OUTSIDE)
        fputs("outside", d->file);
    else
        decompile_who(d, domain);
}

static bool has_same_ports(const struct blob_network *a, const struct blob_network *b)
{
    return a->first_port == b->first_port && a->last_port == b->last_port;
}

static bool has_all_ports(const struct blob_network *network)
{
    return network->first_port == 0 && network->last_port == UINT16_MAX;
}

/* How many entries from `first` on are one statement's about the same two: their ports are a list. */
static uint32_t run_length(const struct decompilation *d, uint32_t first)
{
    const struct blob_network *a = &d->policy->networks[first];
    uint32_t left = view_count(d->policy, BLOB_NETWORKS) - first, length = 1;
    while (length < left && a[length].from == a->from && a[length].to == a->to &&
           a[length].protocol == a->protocol && a[length].rule == a->rule && !has_all_ports(a) &&
           !has_all_ports(&a[length]))
        length++;
    return length;
}

/* The entry that says the same the other way, or BLOB_NONE. */
static uint32_t find_mirror(const struct decompilation *d, const struct blob_network *network)
{
    const uint32_t wanted[] = {network->to, network->from, network->protocol, network->first_port,
                               network->last_port};
    uint32_t low = 0, high = view_count(d->policy, BLOB_NETWORKS);
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct blob_network *entry = &d->policy->networks[middle];
        const uint32_t found[] = {entry->from, entry->to, entry->protocol, entry->first_port,
                                  entry->last_port};
        size_t at = 0;
        while (at < 5 && found[at] == wanted[at])
            at++;
        if (at == 5)
            return middle;
        if (found[at] < wanted[at])
            low = middle + 1;
        else
            high = middle;
    }
    return BLOB_NONE;
}

/* Whether the run has another that says the same the other way, and begins there. */
static bool is_mirrored(const struct decompilation *d, uint32_t first, uint32_t length)
{
    const struct blob_network *networks = d->policy->networks;
    uint32_t mirror =
        networks[first].from == networks[first].to ? BLOB_NONE : find_mirror(d, &networks[first]);
    if (mirror == BLOB_NONE || networks[mirror].rule != networks[first].rule ||
        run_length(d, mirror) != length)
        return false;
    for (uint32_t i = 0; i < length; i++)
        if (!has_same_ports(&networks[first + i], &networks[mirror + i]))
            return false;
    return !mirror || run_length(d, mirror - 1) == 1;
}

static void print_run(const struct decompilation *d, uint32_t first, uint32_t length, bool both)
{
    const struct blob_network *network = &d->policy->networks[first];
    char text[WORDING_SIZE];
    fprintf(d->file, "%snetwork ", decompile_place(d, network->rule));
    print_end(d, network->from);
    fputs(both ? " <-> " : " -> ", d->file);
    print_end(d, network->to);
    fputs(wording_packets(network, text), d->file);
    for (uint32_t i = 1; i < length; i++)
        fprintf(d->file, ",%s", wording_ports(&network[i], text));
    fputc('\n', d->file);
}

/* Of two runs that mirror each other the one with the lesser `from` is written. */
static void print_networks(const struct decompilation *d)
{
    uint32_t count = view_count(d->policy, BLOB_NETWORKS), length;
    for (uint32_t i = 0; i < count; i += length) {
        const struct blob_network *network = &d->policy->networks[i];
        length = run_length(d, i);
        bool both = is_mirrored(d, i, length);
        if (!both || network->from < network->to)
            print_run(d, i, length, both);
    }
}

void decompile_relations(struct decompilation *d)
{
    d->serves = arena_array(d->arena, view_count(d->policy, BLOB_DOMAINS), sizeof(*d->serves));
    for (uint32_t i = 0; i < view_count(d->policy, BLOB_SERVICES); i++)
        d->serves[d->policy->services[i].domain] = find_place(d, &d->policy->services[i]);
    fputc('\n', d->file);
    for (uint32_t i = 0; i < view_count(d->policy, BLOB_SETS); i++)
        print_set(d, &d->policy->sets[i]);
    fputc('\n', d->file);
    for (uint32_t i = 0; i < view_count(d->policy, BLOB_CONNECTIONS); i++)
        print_connection(d, &d->policy->connections[i]);
    fputc('\n', d->file);
    print_networks(d);
}
