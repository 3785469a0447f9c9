/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rules for Open vSwitch. Interfaces come and go, and only they have ports and addresses: rules about these,
 * in tables 0 and 1, are patterns. They turn a packet's two ends into numbers of domains, in registers 0 and
 * 1, and its way out into register 2. What the policy says of pairs of domains then needs no address.
 *
 *     0  where it comes from, and that it doesn't lie about that
 *     1  where it goes to
 *     2  what kind of packet it is: ARP and neighbour discovery go to 3, the rest by the tracker to 4
 *     3  pairs of domains that exchange packets at all
 *     4  the packets that pass between them, and the answers to them
 *     5  the tracker remembers new connections
 *     6  as 0, for neighbour discovery
 *
 * Open vSwitch hands what it decided on to the datapath, for all packets that are alike in what it looked at.
 * Its version 3.1.0 forgets that it looked into neighbour discovery, so that an honest packet lets lies pass
 * after it, and a lie stops honest ones. It doesn't forget what it moved to a register; nothing reads
 * registers 4 to 11.
 */
#include "policyc/read/openflow.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "policyc/read/view.h"
#include "policyc/read/wording.h"

#define OUTSIDE 65536u  /* the number of who is no domain: those of domains are their indices, from 1 */
#define ZONE    "22597" /* of the connection tracker: a bridge of this policy needs one of its own */

static const char *const kinds[] = {"vif ", "ipv4 ", "ipv6 ", "uplink "}; /* as enum openflow_kind */

/* Once for each interface of a domain, each of its addresses, and the interface to the world outside. */
static const char *const patterns[] = {
    "vif table=0,priority=90,dl_src={mac},actions=drop",
    "vif table=6,priority=105,in_port={port},actions=drop",
    "vif table=6,priority=90,dl_src={mac},actions=drop",
    "vif table=1,priority=100,dl_dst={mac},"
    "actions=load:{domain}->NXM_NX_REG1[],load:{port}->NXM_NX_REG2[],resubmit(,2)",
    "ipv4 table=0,priority=90,ip,nw_src={ip},actions=drop",
    "ipv4 table=0,priority=90,arp,arp_spa={ip},actions=drop",
    "ipv4 table=0,priority=100,in_port={port},vlan_tci=0/0x1000,dl_src={mac},ip,nw_src={ip},"
    "actions=load:{domain}->NXM_NX_REG0[],resubmit(,1)",
    "ipv4 table=0,priority=100,in_port={port},vlan_tci=0/0x1000,dl_src={mac},arp,arp_sha={mac},arp_spa={ip},"
    "actions=load:{domain}->NXM_NX_REG0[],resubmit(,1)",
    "ipv4 table=1,priority=110,arp,arp_op=1,arp_tpa={ip},"
    "actions=load:{domain}->NXM_NX_REG1[],load:{port}->NXM_NX_REG2[],resubmit(,2)",
    "ipv6 table=0,priority=90,ipv6,ipv6_src={ip},actions=drop",
    "ipv6 table=0,priority=100,in_port={port},vlan_tci=0/0x1000,dl_src={mac},ipv6,ipv6_src={ip},"
    "actions=load:{domain}->NXM_NX_REG0[],resubmit(,1)",
    "ipv6 table=6,priority=90,ipv6,ipv6_src={ip},actions=drop",
    "ipv6 table=6,priority=95,icmp6,icmp_type=136,nd_target={ip},actions=drop",
    "ipv6 table=6,priority=110,in_port={port},vlan_tci=0/0x1000,dl_src={mac},icmp6,icmp_type=135,"
    "ipv6_src={ip},nd_sll={mac},actions=load:{domain}->NXM_NX_REG0[],resubmit(,1)",
    "ipv6 table=6,priority=110,in_port={port},vlan_tci=0/0x1000,dl_src={mac},icmp6,icmp_type=136,"
    "ipv6_src={ip},nd_target={ip},nd_tll={mac},actions=load:{domain}->NXM_NX_REG0[],resubmit(,1)",
    "ipv6 table=6,priority=110,in_port={port},vlan_tci=0/0x1000,dl_src={mac},icmp6,icmp_type=136,"
    "ipv6_src={ip},nd_target={ip},nd_tll=00:00:00:00:00:00,"
    "actions=load:{domain}->NXM_NX_REG0[],resubmit(,1)",
    "ipv6 table=1,priority=110,icmp6,icmp_type=135,nd_target={ip},"
    "actions=load:{domain}->NXM_NX_REG1[],load:{port}->NXM_NX_REG2[],resubmit(,2)",
    "uplink table=0,priority=50,in_port={port},vlan_tci=0/0x1000,"
    "actions=load:{domain}->NXM_NX_REG0[],resubmit(,1)",
    "uplink table=6,priority=50,in_port={port},vlan_tci=0/0x1000,"
    "actions=load:{domain}->NXM_NX_REG0[],resubmit(,1)",
    "uplink table=1,priority=60,arp,arp_op=1,"
    "actions=load:{domain}->NXM_NX_REG1[],load:{port}->NXM_NX_REG2[],resubmit(,2)",
    "uplink table=1,priority=60,icmp6,icmp_type=135,"
    "actions=load:{domain}->NXM_NX_REG1[],load:{port}->NXM_NX_REG2[],resubmit(,2)",
    "uplink table=1,priority=10,"
    "actions=load:{domain}->NXM_NX_REG1[],load:{port}->NXM_NX_REG2[],resubmit(,2)",
};

/* What holds for all policies. Nothing is sent to everybody; routers are who the guests were told. */
static const char *const rules[] = {
    "table=0,priority=200,icmp6,icmp_type=135,icmp_code=0,actions=move:NXM_NX_ND_TARGET[]->NXM_NX_XXREG1[],"
    "move:NXM_NX_ND_SLL[]->NXM_NX_XXREG2[0..47],resubmit(,6)",
    "table=0,priority=200,icmp6,icmp_type=136,icmp_code=0,actions=move:NXM_NX_ND_TARGET[]->NXM_NX_XXREG1[],"
    "move:NXM_NX_ND_TLL[]->NXM_NX_XXREG2[0..47],resubmit(,6)",
    "table=0,priority=190,icmp6,icmp_type=135,actions=drop",
    "table=0,priority=190,icmp6,icmp_type=136,actions=drop",
    "table=0,priority=0,actions=drop",
    "table=1,priority=50,dl_dst=01:00:00:00:00:00/01:00:00:00:00:00,actions=drop",
    "table=1,priority=0,actions=drop",
    "table=2,priority=110,icmp6,icmp_type=133,actions=drop",
    "table=2,priority=110,icmp6,icmp_type=134,actions=drop",
    "table=2,priority=110,icmp6,icmp_type=137,actions=drop",
    "table=2,priority=100,icmp6,icmp_type=135,actions=resubmit(,3)",
    "table=2,priority=100,icmp6,icmp_type=136,actions=resubmit(,3)",
    "table=2,priority=100,arp,actions=resubmit(,3)",
    "table=2,priority=50,ip,actions=ct(table=4,zone=" ZONE ")",
    "table=2,priority=50,ipv6,actions=ct(table=4,zone=" ZONE ")",
    "table=2,priority=0,actions=drop",
    "table=3,priority=0,actions=drop",
    "table=4,priority=110,ct_state=+inv+trk,actions=drop",
    "table=4,priority=100,ct_state=+rel+trk,icmp,actions=resubmit(,3)",
    "table=4,priority=100,ct_state=+rel+trk,icmp6,actions=resubmit(,3)",
    "table=4,priority=0,actions=drop",
    "table=5,priority=100,ct_state=+new+trk,ip,actions=ct(commit,zone=" ZONE "),output:NXM_NX_REG2[]",
    "table=5,priority=100,ct_state=+new+trk,ipv6,actions=ct(commit,zone=" ZONE "),output:NXM_NX_REG2[]",
    "table=5,priority=50,ct_state=+est+trk,actions=output:NXM_NX_REG2[]",
    "table=5,priority=0,actions=drop",
    "table=6,priority=0,actions=drop",
};

static uint32_t number_of(uint32_t domain)
{
    return domain == BLOB_OUTSIDE ? OUTSIDE : domain + 1;
}

static void put_title(FILE *file, const struct msm_policy *policy)
{
    fprintf(file,
            "# For Open vSwitch, as the policy \"%s\" version %" PRIu32 " says: see xenon-openflow(5).\n",
            view_text(policy, policy->policy->name), policy->policy->version);
    for (uint32_t i = 0; i < view_count(policy, BLOB_DOMAINS); i++)
        fprintf(file, "#domain %" PRIu32 " %s\n", number_of(i), msm_label(policy, i));
    fprintf(file, "#domain %u outside\n", OUTSIDE);
    for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
        fprintf(file, "#%s\n", patterns[i]);
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
        fprintf(file, "%s\n", rules[i]);
}

/* --- Interfaces --- */

/* What stands between braces at `word`. */
static void put_word(FILE *file, const char *word, const struct openflow_interface *interface)
{
    if (word[0] == 'p')
        fprintf(file, "%" PRIu32, interface->port);
    else if (word[0] == 'd')
        fprintf(file, "%" PRIu32, number_of(interface->domain));
    else
        fputs(word[0] == 'm' ? interface->mac : interface->ip, file);
}

static void put_instance(FILE *file, const char *pattern, const struct openflow_interface *interface)
{
    for (const char *at = pattern; *at; at++)
        if (*at == '{') {
            put_word(file, at + 1, interface);
            at = strchr(at, '}');
        } else {
            fputc(*at, file);
        }
    fputc('\n', file);
}

void openflow_write_interface(FILE *file, enum openflow_kind kind, const struct openflow_interface *interface)
{
    size_t length = strlen(kinds[kind]);
    for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
        if (strncmp(patterns[i], kinds[kind], length) == 0)
            put_instance(file, patterns[i] + length, interface);
}

/* --- Pairs --- */

/* Two that exchange packets: in one direction or the other. */
struct pair {
    uint32_t low, high;
};

static int compare_pairs(const void *left, const void *right)
{
    const struct pair *a = left, *b = right;
    if (a->low != b->low)
        return a->low < b->low ? -1 : 1;
    return (a->high > b->high) - (a->high < b->high);
}

static void put_pair(FILE *file, uint32_t from, uint32_t to)
{
    fprintf(file, "table=3,priority=100,reg0=%" PRIu32 ",reg1=%" PRIu32 ",actions=output:NXM_NX_REG2[]\n",
            from, to);
}

static void put_pairs(struct arena *arena, FILE *file, const struct msm_policy *policy)
{
    uint32_t count = view_count(policy, BLOB_NETWORKS);
    struct pair *pairs = arena_array(arena, count, sizeof(*pairs));
    for (uint32_t i = 0; i < count; i++) {
        uint32_t from = number_of(policy->networks[i].from), to = number_of(policy->networks[i].to);
        pairs[i] = (struct pair){.low = from < to ? from : to, .high = from < to ? to : from};
    }
    if (count)
        qsort(pairs, count, sizeof(*pairs), compare_pairs);
    for (uint32_t i = 0; i < count; i++) {
        if (i && compare_pairs(&pairs[i - 1], &pairs[i]) == 0)
            continue;
        put_pair(file, pairs[i].low, pairs[i].high);
        if (pairs[i].low != pairs[i].high)
            put_pair(file, pairs[i].high, pairs[i].low);
    }
}

/* --- Packets --- */

/* What was asked goes one way, and answers, which the tracker knows, the other. */
struct direction {
    const char *state;
    const char *port; /* the one that is asked */
    const char *action;
};

static const struct direction directions[] = {
    {"-rpl+trk", "tp_dst", "resubmit(,5)"},
    {"+est+rpl+trk", "tp_src", "output:NXM_NX_REG2[]"},
};

/* `ports` is nothing, or a comma and a match. */
static void put_packets(FILE *file, const struct blob_network *network, unsigned int way, const char *kind,
                        const char *ports)
{
    const struct direction *direction = &directions[way];
    fprintf(file,
            "cookie=%#" PRIx32 ",table=4,priority=50,ct_state=%s,reg0=%" PRIu32 ",reg1=%" PRIu32
            ",%s%s,actions=%s\n",
            network->rule + 1, direction->state, number_of(way ? network->to : network->from),
            number_of(way ? network->from : network->to), kind, ports, direction->action);
}

/*
 * Ports are matched by their leading bits. Of the range the largest block that begins at its first port and
 * lies within it comes first, then those of the rest.
 */
static void put_ports(FILE *file, const struct blob_network *network, unsigned int way, const char *kind)
{
    char ports[40];
    for (uint32_t port = network->first_port, size; port <= network->last_port; port += size) {
        for (size = 1; !(port & size) && port + 2 * size - 1 <= network->last_port && size < 65536; size *= 2)
            ;
        if (size == 65536)
            ports[0] = '\0';
        else
            snprintf(ports, sizeof(ports), ",%s=%" PRIu32 "/%#" PRIx32, directions[way].port, port,
                     (65536 - size) & 0xffff);
        put_packets(file, network, way, kind, ports);
    }
}

static void put_network(FILE *file, const struct msm_policy *policy, const struct blob_network *network)
{
    const char *protocol = wording_protocol(network->protocol);
    char kind[8], text[WORDING_SIZE];
    fprintf(file, "# %s -> %s%s  ", view_end(policy, network->from), view_end(policy, network->to),
            wording_packets(network, text));
    view_print_place(file, policy, network->rule);
    fputc('\n', file);
    for (unsigned int version = 0; version < 2; version++) {
        if (protocol)
            snprintf(kind, sizeof(kind), "%s%s", protocol, version ? "6" : "");
        else
            snprintf(kind, sizeof(kind), "%s", version ? "ipv6" : "ip");
        for (unsigned int way = 0; way < 2; way++)
            put_ports(file, network, way, kind);
    }
}

void openflow_write(struct arena *arena, FILE *file, const struct msm_policy *policy)
{
    put_title(file, policy);
    put_pairs(arena, file, policy);
    for (uint32_t i = 0; i < view_count(policy, BLOB_NETWORKS); i++)
        put_network(file, policy, &policy->networks[i]);
}
