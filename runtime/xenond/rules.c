/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rules for a switch that follow from what there is. An interface has rules when its domain runs, the
 * policy knows its label, it is a port of the bridge, and its addresses are its own: else nothing of it
 * passes.
 */
#include "runtime/xenond/rules.h"

#include <string.h>
#include "policyc/read/openflow.h"

static const struct ovs_port *find_port(const struct rules_facts *facts, const char *name)
{
    for (size_t i = 0; i < facts->port_count; i++)
        if (strcmp(facts->ports[i].name, name) == 0)
            return &facts->ports[i];
    return NULL;
}

static const struct xenon_domain *find_domain(const struct rules_facts *facts, uint32_t domid)
{
    for (size_t i = 0; i < facts->domain_count; i++)
        if (facts->domains[i].domid == domid)
            return &facts->domains[i];
    return NULL;
}

static bool share_address(const struct vif *one, const struct vif *other)
{
    for (size_t i = 0; i < one->count; i++)
        for (size_t j = 0; j < other->count; j++)
            if (strcmp(one->addresses[i].text, other->addresses[j].text) == 0)
                return true;
    return strcmp(one->mac, other->mac) == 0;
}

/* Whoever comes later may not take what is another's. */
static bool is_taken(const struct rules_facts *facts, const struct vif *vif)
{
    for (const struct vif *before = facts->vifs; before < vif; before++)
        if (!before->fault && find_domain(facts, before->domid) && share_address(before, vif))
            return true;
    return false;
}

static void write_vif(FILE *out, const struct vif *vif, struct openflow_interface *interface)
{
    interface->mac = vif->mac;
    openflow_write_interface(out, OPENFLOW_VIF, interface);
    for (size_t i = 0; i < vif->count; i++) {
        interface->ip = vif->addresses[i].text;
        openflow_write_interface(out, vif->addresses[i].six ? OPENFLOW_IPV6 : OPENFLOW_IPV4, interface);
    }
}

/* Returns what keeps the interface from having rules, or NULL: it has them. */
static const char *put_vif(FILE *out, const struct rules_facts *facts, const struct vif *vif,
                           const struct xenon_domain *domain)
{
    const struct ovs_port *port = find_port(facts, vif->port);
    if (vif->fault)
        return vif->fault;
    if (!port)
        return "it is no port of the bridge";
    if (is_taken(facts, vif))
        return "another interface has its MAC or one of its addresses";
    struct openflow_interface interface = {
        .port = port->number,
        .domain =
            msm_find_domain(facts->policy, domain->label, strnlen(domain->label, sizeof(domain->label))),
    };
    if (interface.domain == BLOB_NONE)
        return "the policy has no domain of its label";
    write_vif(out, vif, &interface);
    return NULL;
}

static size_t put_uplink(FILE *out, FILE *faults, const struct rules_facts *facts)
{
    const struct ovs_port *port = facts->uplink ? find_port(facts, facts->uplink) : NULL;
    if (!facts->uplink)
        return 0;
    if (!port) {
        fprintf(faults, "nothing passes to the world outside: `%s` is no port of the bridge\n",
                facts->uplink);
        return 0;
    }
    struct openflow_interface interface = {.port = port->number, .domain = BLOB_OUTSIDE};
    openflow_write_interface(out, OPENFLOW_UPLINK, &interface);
    return 1;
}

size_t rules_write(FILE *out, FILE *faults, const struct rules_facts *facts)
{
    size_t count = put_uplink(out, faults, facts);
    for (const struct vif *vif = facts->vifs; vif < facts->vifs + facts->vif_count; vif++) {
        const struct xenon_domain *domain = find_domain(facts, vif->domid);
        const char *fault = domain ? put_vif(out, facts, vif, domain) : NULL;
        if (fault)
            fprintf(faults, "nothing passes %s of %.*s: %s\n", vif->port, (int)sizeof(domain->label),
                    domain->label, fault);
        count += domain && !fault;
    }
    return count;
}
