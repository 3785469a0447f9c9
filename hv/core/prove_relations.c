/* SPDX-License-Identifier: GPL-2.0-only */
/* Proving what stands between domains: conflict sets, connections, networks, services and their devices. */
#include "proof.h"

static bool prove_set(struct proof *proof, const struct blob_set *set)
{
    if (set->group && !proof_text(proof, BLOB_SETS, &set->group, BLOB_MAX_NAME))
        return false;
    if (!proof_text(proof, BLOB_SETS, &set->name, BLOB_MAX_NAME))
        return false;
    if (set->members == 0)
        return proof_refuse(proof, MSM_VALUE, BLOB_SETS, &set->members);
    if (set->reserved)
        return proof_refuse(proof, MSM_PADDING, BLOB_SETS, &set->reserved);
    return proof_run(proof, BLOB_SETS, &set->first_member, &set->members) &&
           proof_rule(proof, BLOB_SETS, &set->rule, BLOB_CONFLICT);
}

/* One group has one string: the core takes equal offsets for equal groups. */
static bool comes_before(const struct proof *proof, const struct blob_set *left, const struct blob_set *right)
{
    if (left->group != right->group)
        return proof_rises(proof, left->group, right->group);
    return proof_rises(proof, left->name, right->name);
}

/* Where in the set the domains from `first` on begin. */
static uint32_t find_member(const uint32_t *members, uint32_t count, uint32_t first)
{
    uint32_t low = 0, high = count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (members[middle] < first)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Notes the set's domains in the window from `first` on; whether none of them was noted before. */
static bool note_set(struct proof *proof, const struct blob_set *set, uint32_t first, struct proof_seen *seen)
{
    const uint32_t *members = proof->policy.members + set->first_member;

    for (uint32_t i = find_member(members, set->members, first);
         i < set->members && members[i] - first < PROOF_WINDOW; i++)
        if (!proof_note(seen, first, members[i]))
            return proof_refuse(proof, MSM_CONTRADICTION, BLOB_SETS, &set->first_member);
    return true;
}

/* Whether no domain of the window from `first` on is in two sets of one group. */
static bool prove_disjoint(struct proof *proof, uint32_t first)
{
    const struct blob_set *sets = proof->policy.sets;
    struct proof_seen seen = {{0}};

    for (uint32_t i = 0; i < proof_count(proof, BLOB_SETS); i++) {
        if (i && sets[i].group != sets[i - 1].group)
            seen = (struct proof_seen){{0}};
        if (!note_set(proof, &sets[i], first, &seen))
            return false;
    }
    return true;
}

bool proof_sets(struct proof *proof)
{
    for (uint32_t i = 0; i < proof_count(proof, BLOB_SETS); i++) {
        const struct blob_set *set = &proof->policy.sets[i];

        if (!prove_set(proof, set))
            return false;
        if (i && !comes_before(proof, set - 1, set))
            return proof_refuse(proof, MSM_ORDER, BLOB_SETS, &set->group);
    }
    for (uint32_t first = 0; first < proof_count(proof, BLOB_DOMAINS); first += PROOF_WINDOW)
        if (!prove_disjoint(proof, first))
            return false;
    return true;
}

static bool prove_means(struct proof *proof, const struct blob_connection *connection)
{
    const unsigned int all = BLOB_GRANT | BLOB_EVENT | BLOB_ARGO | BLOB_FOREIGN;
    unsigned int forward = connection->forward, backward = connection->backward;

    if (forward & ~all || !(forward | backward))
        return proof_refuse(proof, MSM_VALUE, BLOB_CONNECTIONS, &connection->forward);
    if (backward & ~all || (connection->low == connection->high && forward != backward))
        return proof_refuse(proof, MSM_VALUE, BLOB_CONNECTIONS, &connection->backward);
    return true;
}

static bool prove_connection(struct proof *proof, const struct blob_connection *connection)
{
    if (!proof_domain(proof, BLOB_CONNECTIONS, &connection->low) ||
        !proof_domain(proof, BLOB_CONNECTIONS, &connection->high))
        return false;
    if (connection->low > connection->high)
        return proof_refuse(proof, MSM_VALUE, BLOB_CONNECTIONS, &connection->high);
    if (connection->low == connection->high && !(proof->policy.domains[connection->low].flags & BLOB_FLEET))
        return proof_refuse(proof, MSM_VALUE, BLOB_CONNECTIONS, &connection->high);
    return prove_means(proof, connection) &&
           proof_rule(proof, BLOB_CONNECTIONS, &connection->rule, BLOB_CONNECT);
}

bool proof_connections(struct proof *proof)
{
    for (uint32_t i = 0; i < proof_count(proof, BLOB_CONNECTIONS); i++) {
        const struct blob_connection *connection = &proof->policy.connections[i];

        if (!prove_connection(proof, connection))
            return false;
        if (i && (connection->low < connection[-1].low ||
                  (connection->low == connection[-1].low && connection->high <= connection[-1].high)))
            return proof_refuse(proof, MSM_ORDER, BLOB_CONNECTIONS, &connection->low);
    }
    return true;
}

enum { ANY_PROTOCOL = 0, ICMP = 1, TCP = 6, UDP = 17 };

static bool prove_ports(struct proof *proof, const struct blob_network *network)
{
    bool has_ports = network->protocol == TCP || network->protocol == UDP;

    if (!has_ports && network->protocol != ANY_PROTOCOL && network->protocol != ICMP)
        return proof_refuse(proof, MSM_VALUE, BLOB_NETWORKS, &network->protocol);
    if (!has_ports && network->first_port != 0)
        return proof_refuse(proof, MSM_VALUE, BLOB_NETWORKS, &network->first_port);
    if (network->last_port < network->first_port || (!has_ports && network->last_port != UINT16_MAX))
        return proof_refuse(proof, MSM_VALUE, BLOB_NETWORKS, &network->last_port);
    if (network->reserved)
        return proof_refuse(proof, MSM_PADDING, BLOB_NETWORKS, &network->reserved);
    return true;
}

static bool prove_end(struct proof *proof, const uint32_t *end)
{
    return *end == BLOB_OUTSIDE || proof_domain(proof, BLOB_NETWORKS, end);
}

static bool prove_network(struct proof *proof, const struct blob_network *network)
{
    if (!prove_end(proof, &network->from) || !prove_end(proof, &network->to))
        return false;
    if (network->from == BLOB_OUTSIDE && network->to == BLOB_OUTSIDE)
        return proof_refuse(proof, MSM_VALUE, BLOB_NETWORKS, &network->to);
    return prove_ports(proof, network) && proof_rule(proof, BLOB_NETWORKS, &network->rule, BLOB_NETWORK);
}

/* Whether the left one comes strictly before the right one, by their fields in order. */
static bool network_rises(const struct blob_network *left, const struct blob_network *right)
{
    if (left->from != right->from)
        return left->from < right->from;
    if (left->to != right->to)
        return left->to < right->to;
    if (left->protocol != right->protocol)
        return left->protocol < right->protocol;
    if (left->first_port != right->first_port)
        return left->first_port < right->first_port;
    if (left->last_port != right->last_port)
        return left->last_port < right->last_port;
    return left->rule < right->rule;
}

bool proof_networks(struct proof *proof)
{
    for (uint32_t i = 0; i < proof_count(proof, BLOB_NETWORKS); i++) {
        const struct blob_network *network = &proof->policy.networks[i];

        if (!prove_network(proof, network))
            return false;
        if (i && !network_rises(network - 1, network))
            return proof_refuse(proof, MSM_ORDER, BLOB_NETWORKS, &network->from);
    }
    return true;
}

bool proof_services(struct proof *proof)
{
    for (uint32_t i = 0; i < proof_count(proof, BLOB_SERVICES); i++) {
        const struct blob_service *service = &proof->policy.services[i];

        if (!proof_domain(proof, BLOB_SERVICES, &service->domain) ||
            !proof_rule(proof, BLOB_SERVICES, &service->rule, BLOB_DECLARED) ||
            !proof_run(proof, BLOB_SERVICES, &service->first_client, &service->clients) ||
            !proof_run(proof, BLOB_SERVICES, &service->first_delegate, &service->delegates))
            return false;
        if (i && service->domain <= service[-1].domain)
            return proof_refuse(proof, MSM_ORDER, BLOB_SERVICES, &service->domain);
    }
    return true;
}

bool proof_devices(struct proof *proof)
{
    for (uint32_t i = 0; i < proof_count(proof, BLOB_DEVICES); i++) {
        const struct blob_device *device = &proof->policy.devices[i];

        if (!proof_domain(proof, BLOB_DEVICES, &device->domain) ||
            !proof_rule(proof, BLOB_DEVICES, &device->rule, BLOB_SERVICE))
            return false;
        if (!msm_service(&proof->policy, device->domain))
            return proof_refuse(proof, MSM_VALUE, BLOB_DEVICES, &device->domain);
        if (i && device->device <= device[-1].device)
            return proof_refuse(proof, MSM_ORDER, BLOB_DEVICES, &device->device);
    }
    return true;
}
