/* SPDX-License-Identifier: GPL-2.0-only */
/* What binds domains together and keeps them apart, as a blob has it. */
#include "policyc/check/emission.h"

void emit_relation_rules(struct emission *e)
{
    struct model *model = e->model;
    for (size_t i = 0; i < model->set_count; i++)
        emission_select(e, &model->sets[i].declared);
    for (size_t i = 0; i < model->connection_count; i++)
        emission_select(e, model->connections[i].rule);
    for (size_t i = 0; i < model->network_count; i++)
        emission_select(e, model->networks[i].rule);
    for (size_t i = 0; i < model->device_count; i++)
        emission_select(e, &model->devices[i].declared);
}

static void emit_sets(struct emission *e)
{
    for (size_t i = 0; i < e->model->set_count; i++) {
        const struct conflict_set *set = &e->model->sets[i];
        struct blob_set entry = {.members = (uint32_t)set->members.count, .rule = set->declared.number};
        entry.group = emission_text(e, set->group);
        entry.name = emission_text(e, set->name);
        entry.first_member = emission_members(e, &set->members);
        emission_append(e, BLOB_SETS, &entry, sizeof(entry));
    }
}

static void emit_connections(struct emission *e)
{
    for (size_t i = 0; i < e->model->connection_count; i++) {
        const struct connection *connection = &e->model->connections[i];
        struct blob_connection entry = {.low = connection->low,
                                        .high = connection->high,
                                        .rule = connection->rule->number,
                                        .forward = connection->forward,
                                        .backward = connection->backward};
        emission_append(e, BLOB_CONNECTIONS, &entry, sizeof(entry));
    }
}

static void emit_networks(struct emission *e)
{
    for (size_t i = 0; i < e->model->network_count; i++) {
        struct blob_network entry = e->model->networks[i].entry;
        entry.rule = e->model->networks[i].rule->number;
        emission_append(e, BLOB_NETWORKS, &entry, sizeof(entry));
    }
}

static void emit_service(struct emission *e, uint32_t number)
{
    const struct domain *domain = &e->model->domains[number];
    const struct service *service = domain->service;
    struct blob_service entry = {.domain = number,
                                 .rule = domain->declared.number,
                                 .clients = (uint32_t)service->clients.count,
                                 .delegates = (uint32_t)service->delegates.count,
                                 .restart = service->restart};
    entry.first_client = emission_members(e, &service->clients);
    entry.first_delegate = emission_members(e, &service->delegates);
    emission_append(e, BLOB_SERVICES, &entry, sizeof(entry));
}

static void emit_devices(struct emission *e)
{
    for (size_t i = 0; i < e->model->device_count; i++) {
        const struct device *device = &e->model->devices[i];
        struct blob_device entry = {
            .device = device->device, .domain = device->domain, .rule = device->declared.number};
        emission_append(e, BLOB_DEVICES, &entry, sizeof(entry));
    }
}

void emit_relations(struct emission *e)
{
    emit_sets(e);
    emit_connections(e);
    emit_networks(e);
    for (uint32_t i = 0; i < e->model->domain_count; i++)
        if (e->model->domains[i].service)
            emit_service(e, i);
    emit_devices(e);
}
