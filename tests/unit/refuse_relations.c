/* SPDX-License-Identifier: GPL-2.0-only */
/* Refusals of conflict sets, connections, networks, services and devices. */
#include "tests/unit/refusal.h"

static struct blob_set *const sets = parts.sets;
static struct blob_connection *const connections = parts.connections;
static struct blob_network *const networks = parts.networks;
static struct blob_service *const service = parts.services;
static struct blob_device *const devices = parts.devices;

enum { TO_ANY, BETWEEN, IN_FLEET };        /* connections */
enum { TO_OUTSIDE, INSIDE, FROM_OUTSIDE }; /* networks */

static void values_of_sets(void **state)
{
    (void)state;
    REFUSED(sets[SET_RED].members, 0, MSM_VALUE, BLOB_SETS);
    REFUSED(sets[SET_RED].members, parts.count[BLOB_MEMBERS], MSM_INDEX, BLOB_SETS);
    REFUSED(sets[SET_RED].first_member, BLOB_NONE, MSM_INDEX, BLOB_SETS);
    REFUSED(sets[SET_RED].reserved, 1, MSM_PADDING, BLOB_SETS);
    REFUSED(sets[SET_RED].rule, parts.count[BLOB_RULES], MSM_INDEX, BLOB_SETS);
    REFUSED(sets[SET_RED].rule, RULE_CONNECT, MSM_VALUE, BLOB_SETS);
}

/* By group and name; and one group has one string, so that it can be told from others by that. */
static void order_of_sets(void **state)
{
    (void)state;
    REFUSED_AT(sets[SET_RED].name, sets[SET_BLUE].name, MSM_ORDER, BLOB_SETS, sets[SET_RED]);
    REFUSED_AT(sets[SET_RED].name, parts_string(&parts, "blu"), MSM_ORDER, BLOB_SETS, sets[SET_RED]);
    REFUSED(sets[SET_ZONE_B].group, 0, MSM_ORDER, BLOB_SETS);
    REFUSED(sets[SET_ZONE_B].group, sets[SET_ZONE_B].group + 1, MSM_STRING, BLOB_SETS);
    REFUSED(sets[SET_ZONE_B].group, UINT32_MAX, MSM_STRING, BLOB_SETS);
    REFUSED(sets[SET_ZONE_B].group, parts_string(&parts, "zone"), MSM_ORDER, BLOB_SETS);
    ACCEPTED(sets[SET_ZONE_B].group, parts_string(&parts, "zones"));
}

static void domains_in_two_sets(void **state)
{
    (void)state;
    REFUSED(sets[SET_RED].first_member, DOMAIN_FLEET - 1, MSM_CONTRADICTION, BLOB_SETS);
    REFUSED(sets[SET_ZONE_B].first_member, DOMAIN_FLEET - 1, MSM_CONTRADICTION, BLOB_SETS);
    REFUSED_AT(sets[SET_ZONE_A].members, 3, MSM_CONTRADICTION, BLOB_SETS, sets[SET_ZONE_B].first_member);
    ACCEPTED(sets[SET_ZONE_B].first_member, DOMAIN_ANY - 1);
}

/* So many domains that sets can't be compared in one pass. */
static void many_domains_in_sets(void **state)
{
    uint32_t *members = parts.members + parts.count[BLOB_MEMBERS];

    (void)state;
    add_domains(PARTS_DOMAINS);
    sets[SET_BLUE].first_member = parts.count[BLOB_MEMBERS];
    sets[SET_BLUE].members = (PARTS_DOMAINS - 6) / 2;
    sets[SET_RED].first_member = sets[SET_BLUE].first_member + sets[SET_BLUE].members;
    sets[SET_RED].members = sets[SET_BLUE].members;
    for (uint32_t i = 0; i < sets[SET_RED].members; i++) {
        members[i] = 6 + 2 * i;
        members[sets[SET_BLUE].members + i] = 7 + 2 * i;
    }
    parts.count[BLOB_MEMBERS] += 2 * sets[SET_BLUE].members;
    expect_sound();
    for (uint32_t i = 0; i < sets[SET_RED].members; i += 293)
        REFUSED_AT(members[sets[SET_BLUE].members + i], 6 + 2 * i, MSM_CONTRADICTION, BLOB_SETS,
                   sets[SET_RED].first_member);
}

static void ends_of_connections(void **state)
{
    (void)state;
    REFUSED(connections[BETWEEN].high, parts.count[BLOB_DOMAINS], MSM_INDEX, BLOB_CONNECTIONS);
    REFUSED(connections[BETWEEN].low, BLOB_NONE, MSM_INDEX, BLOB_CONNECTIONS);
    REFUSED(connections[BETWEEN].high, DOMAIN_ANY, MSM_VALUE, BLOB_CONNECTIONS);
    REFUSED(connections[BETWEEN].high, DOMAIN_DB, MSM_VALUE, BLOB_CONNECTIONS);
    REFUSED(connections[BETWEEN].rule, parts.count[BLOB_RULES], MSM_INDEX, BLOB_CONNECTIONS);
    REFUSED(connections[BETWEEN].rule, RULE_NETWORK, MSM_VALUE, BLOB_CONNECTIONS);
}

static void means(void **state)
{
    (void)state;
    ACCEPTED(connections[BETWEEN].forward, 0);
    ACCEPTED(connections[BETWEEN].backward, 0);
    ACCEPTED(connections[BETWEEN].backward, 15);
    REFUSED(connections[BETWEEN].forward, 16, MSM_VALUE, BLOB_CONNECTIONS);
    REFUSED(connections[BETWEEN].backward, 1u << 15, MSM_VALUE, BLOB_CONNECTIONS);
    REFUSED(connections[TO_ANY].forward, 0, MSM_VALUE, BLOB_CONNECTIONS);
    REFUSED(connections[IN_FLEET].backward, BLOB_GRANT, MSM_VALUE, BLOB_CONNECTIONS);
}

static void order_of_connections(void **state)
{
    (void)state;
    REFUSED_AT(connections[TO_ANY].low, DOMAIN_DB, MSM_VALUE, BLOB_CONNECTIONS, connections[TO_ANY].high);
    connections[BETWEEN].low = DOMAIN_0;
    expect_sound();
    REFUSED_AT(connections[BETWEEN].high, DOMAIN_ANY, MSM_ORDER, BLOB_CONNECTIONS, connections[BETWEEN].low);
    connections[IN_FLEET] = connections[BETWEEN];
    expect_parts(MSM_ORDER, BLOB_CONNECTIONS, &connections[IN_FLEET]);
    connections[BETWEEN] = (struct blob_connection){DOMAIN_DB, DOMAIN_WEB, RULE_CONNECT, 1, 1};
    connections[IN_FLEET] = (struct blob_connection){DOMAIN_ANY, DOMAIN_WEB, RULE_CONNECT, 1, 1};
    expect_parts(MSM_ORDER, BLOB_CONNECTIONS, &connections[IN_FLEET]);
}

static void ends_of_networks(void **state)
{
    (void)state;
    REFUSED(networks[INSIDE].from, parts.count[BLOB_DOMAINS], MSM_INDEX, BLOB_NETWORKS);
    REFUSED(networks[INSIDE].to, parts.count[BLOB_DOMAINS], MSM_INDEX, BLOB_NETWORKS);
    REFUSED(networks[FROM_OUTSIDE].to, BLOB_OUTSIDE, MSM_VALUE, BLOB_NETWORKS);
    REFUSED(networks[INSIDE].rule, parts.count[BLOB_RULES], MSM_INDEX, BLOB_NETWORKS);
    REFUSED(networks[INSIDE].rule, RULE_CONNECT, MSM_VALUE, BLOB_NETWORKS);
}

static void protocols_and_ports(void **state)
{
    (void)state;
    ACCEPTED(networks[TO_OUTSIDE].protocol, 17);
    REFUSED(networks[TO_OUTSIDE].protocol, 2, MSM_VALUE, BLOB_NETWORKS);
    REFUSED(networks[TO_OUTSIDE].protocol, 256, MSM_VALUE, BLOB_NETWORKS);
    REFUSED_AT(networks[TO_OUTSIDE].protocol, 1, MSM_VALUE, BLOB_NETWORKS, networks[TO_OUTSIDE].first_port);
    REFUSED(networks[TO_OUTSIDE].last_port, 79, MSM_VALUE, BLOB_NETWORKS);
    ACCEPTED(networks[TO_OUTSIDE].last_port, 80);
    REFUSED(networks[INSIDE].last_port, 65534, MSM_VALUE, BLOB_NETWORKS);
    REFUSED(networks[INSIDE].first_port, 1, MSM_VALUE, BLOB_NETWORKS);
    REFUSED(networks[INSIDE].reserved, 1, MSM_PADDING, BLOB_NETWORKS);
}

/* Two that differ in one field only: the one with the lower value comes first. */
static void order_of_networks(void **state)
{
    const struct blob_network same = {DOMAIN_DB, DOMAIN_WEB, 6, 80, 443, 0, RULE_NETWORK};
    struct blob_network *right = &networks[INSIDE];

    (void)state;
    networks[TO_OUTSIDE] = *right = same;
    expect_parts(MSM_ORDER, BLOB_NETWORKS, right);
    ACCEPTED(right->from, DOMAIN_FLEET);
    REFUSED(right->from, DOMAIN_ANY, MSM_ORDER, BLOB_NETWORKS);
    ACCEPTED(right->to, BLOB_OUTSIDE);
    REFUSED_AT(right->to, DOMAIN_ANY, MSM_ORDER, BLOB_NETWORKS, *right);
    ACCEPTED(right->protocol, 17);
    REFUSED_AT(networks[TO_OUTSIDE].protocol, 17, MSM_ORDER, BLOB_NETWORKS, *right);
    ACCEPTED(right->first_port, 81);
    REFUSED_AT(right->first_port, 79, MSM_ORDER, BLOB_NETWORKS, *right);
    ACCEPTED(right->last_port, 444);
    REFUSED_AT(right->last_port, 442, MSM_ORDER, BLOB_NETWORKS, *right);
}

static void services(void **state)
{
    (void)state;
    REFUSED(service->domain, parts.count[BLOB_DOMAINS], MSM_INDEX, BLOB_SERVICES);
    REFUSED(service->rule, parts.count[BLOB_RULES], MSM_INDEX, BLOB_SERVICES);
    REFUSED(service->rule, RULE_DEVICE, MSM_VALUE, BLOB_SERVICES);
    ACCEPTED(service->clients, 0);
    REFUSED(service->clients, 3, MSM_INDEX, BLOB_SERVICES);
    REFUSED(service->first_client, UINT32_MAX, MSM_INDEX, BLOB_SERVICES);
    ACCEPTED(service->delegates, 0);
    REFUSED(service->delegates, UINT32_MAX, MSM_INDEX, BLOB_SERVICES);
    REFUSED(service->first_delegate, 5, MSM_INDEX, BLOB_SERVICES);
    ACCEPTED(service->restart, 0);
    parts_add(&parts, BLOB_SERVICES, service);
    REFUSED(service[1].domain, DOMAIN_DB, MSM_ORDER, BLOB_SERVICES);
    REFUSED(service[1].domain, DOMAIN_ANY, MSM_ORDER, BLOB_SERVICES);
    ACCEPTED(service[1].domain, DOMAIN_WEB);
}

static void device_entries(void **state)
{
    (void)state;
    REFUSED(devices[1].domain, parts.count[BLOB_DOMAINS], MSM_INDEX, BLOB_DEVICES);
    REFUSED(devices[1].domain, DOMAIN_WEB, MSM_VALUE, BLOB_DEVICES); /* no service */
    REFUSED(devices[1].rule, parts.count[BLOB_RULES], MSM_INDEX, BLOB_DEVICES);
    REFUSED(devices[1].rule, RULE_DOMAIN, MSM_VALUE, BLOB_DEVICES);
    REFUSED(devices[1].device, devices[0].device, MSM_ORDER, BLOB_DEVICES);
    REFUSED(devices[1].device, 0, MSM_ORDER, BLOB_DEVICES);
    ACCEPTED(devices[1].device, UINT32_MAX);
}

int refuse_relations(void)
{
    const struct CMUnitTest tests[] = {
        TEST(values_of_sets),
        TEST(order_of_sets),
        TEST(domains_in_two_sets),
        TEST(many_domains_in_sets),
        TEST(ends_of_connections),
        TEST(means),
        TEST(order_of_connections),
        TEST(ends_of_networks),
        TEST(protocols_and_ports),
        TEST(order_of_networks),
        TEST(services),
        TEST(device_entries),
    };

    return cmocka_run_group_tests_name("relations", tests, NULL, NULL);
}
