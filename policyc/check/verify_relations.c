/* SPDX-License-Identifier: GPL-2.0-only */
/* Asks the core about every domain and everything between two of them. */
#include "policyc/check/verify_relations.h"

#include <string.h>

/* Whether one may start depends on all sets: so many are tried. */
#define STARTS 256u

static uint32_t count_of(const struct msm_policy *policy, enum blob_section_kind kind)
{
    return policy->header->section[kind].count;
}

static bool same_text(const struct msm_policy *policy, uint32_t text, const struct ast_name *name)
{
    return strcmp(policy->strings + text, name ? name->text : "") == 0;
}

/* A label that a fleet's has, but no named domain: names don't have the character that ends it. */
static uint32_t find_member(const struct model *model, const struct msm_policy *policy,
                            const struct domain *domain)
{
    size_t length = strlen(domain->name);
    char *label = arena_text(&model->compilation->arena, domain->name, length);
    if (domain->fleet)
        label[length - 1] = '~';
    return msm_find_domain(policy, label, length);
}

static bool is_domain_right(const struct model *model, const struct msm_policy *policy, uint32_t index)
{
    const struct domain *domain = &model->domains[index];
    const struct blob_domain *entry = &policy->domains[index];
    const struct blob_limits *limits = msm_limits(policy, index);
    uint32_t flags = (domain->trusted ? BLOB_TRUSTED : 0u) | (domain->fleet ? BLOB_FLEET : 0u);
    if (msm_find_domain(policy, domain->name, strlen(domain->name)) != index ||
        find_member(model, policy, domain) != index)
        return false;
    if (entry->flags != flags || !same_text(policy, entry->tag, domain->tag) ||
        !same_text(policy, entry->group, domain->group))
        return false;
    if (domain->uuid_source && msm_find_uuid(policy, domain->uuid) != index)
        return false;
    return domain->limits ? limits && memcmp(limits, domain->limits, sizeof(*limits)) == 0 : !limits;
}

static const char *compare_domains(const struct model *model, const struct msm_policy *policy)
{
    if (count_of(policy, BLOB_DOMAINS) != model->domain_count ||
        count_of(policy, BLOB_UUIDS) != model->uuid_count)
        return "domains or UUIDs got lost";
    for (uint32_t i = 0; i < model->domain_count; i++)
        if (!is_domain_right(model, policy, i))
            return arena_print(&model->compilation->arena, "domain `%s` is another", model->domains[i].name);
    return NULL;
}

static bool same_members(const struct msm_policy *policy, uint32_t first, uint32_t count,
                         const struct members *members)
{
    if (count != members->count)
        return false;
    for (size_t i = 0; i < members->count; i++)
        if (!msm_has_member(policy, first, count, members->list[i]))
            return false;
    return true;
}

static bool is_start_refused(const struct msm_policy *policy, uint32_t *claims, const struct model *model,
                             uint32_t set)
{
    uint32_t rival;
    claims[set - 1] = 1;
    bool may_start = msm_may_start(policy, claims, model->sets[set].members.list[0], &rival);
    claims[set - 1] = 0;
    return !may_start && rival == set - 1;
}

static const char *compare_sets(const struct model *model, const struct msm_policy *policy)
{
    struct arena *arena = &model->compilation->arena;
    uint32_t *claims = arena_array(arena, model->set_count, sizeof(*claims));
    if (count_of(policy, BLOB_SETS) != model->set_count)
        return "conflict sets got lost";
    for (uint32_t i = 0; i < model->set_count; i++) {
        const struct conflict_set *set = &model->sets[i];
        const struct blob_set *entry = &policy->sets[i];
        if (strcmp(policy->strings + entry->group, set->group) != 0 ||
            strcmp(policy->strings + entry->name, set->name) != 0)
            return arena_print(arena, "conflict set `%s` is another", set->name);
        if (!same_members(policy, entry->first_member, entry->members, &set->members))
            return arena_print(arena, "conflict set `%s` has other domains", set->name);
        bool has_rival = i && set[-1].group_number == set->group_number;
        if (has_rival && i < STARTS && !is_start_refused(policy, claims, model, i))
            return arena_print(arena, "conflict set `%s` is no conflict", set->name);
    }
    return NULL;
}

static const char *compare_connections(const struct model *model, const struct msm_policy *policy)
{
    if (count_of(policy, BLOB_CONNECTIONS) != model->connection_count)
        return "connections got lost";
    for (size_t i = 0; i < model->connection_count; i++) {
        const struct connection *connection = &model->connections[i];
        if (msm_means(policy, connection->low, connection->high) != connection->forward ||
            msm_means(policy, connection->high, connection->low) != connection->backward ||
            policy->connections[i].rule != connection->rule->number)
            return arena_print(&model->compilation->arena, "`%s` and `%s` are connected otherwise",
                               model->domains[connection->low].name, model->domains[connection->high].name);
    }
    return NULL;
}

static const char *compare_networks(const struct model *model, const struct msm_policy *policy)
{
    if (count_of(policy, BLOB_NETWORKS) != model->network_count)
        return "networks got lost";
    for (size_t i = 0; i < model->network_count; i++) {
        struct blob_network wanted = model->networks[i].entry;
        wanted.rule = model->networks[i].rule->number;
        if (memcmp(&policy->networks[i], &wanted, sizeof(wanted)) != 0)
            return arena_print(&model->compilation->arena, "network %zu is another", i);
    }
    return NULL;
}

static bool is_service_right(const struct model *model, const struct msm_policy *policy, uint32_t index)
{
    const struct service *service = model->domains[index].service;
    const struct blob_service *entry = msm_service(policy, index);
    if (!service || !entry)
        return !service && !entry;
    return same_members(policy, entry->first_client, entry->clients, &service->clients) &&
           same_members(policy, entry->first_delegate, entry->delegates, &service->delegates) &&
           entry->restart == service->restart;
}

static const char *compare_services(const struct model *model, const struct msm_policy *policy)
{
    for (uint32_t i = 0; i < model->domain_count; i++)
        if (!is_service_right(model, policy, i))
            return arena_print(&model->compilation->arena, "service `%s` is another", model->domains[i].name);
    if (count_of(policy, BLOB_DEVICES) != model->device_count)
        return "devices got lost";
    for (size_t i = 0; i < model->device_count; i++) {
        const struct blob_device *entry = msm_device(policy, model->devices[i].device);
        if (!entry || entry->domain != model->devices[i].domain)
            return arena_print(&model->compilation->arena, "a device of `%s` got lost",
                               model->domains[model->devices[i].domain].name);
    }
    return NULL;
}

const char *verify_relations(const struct model *model, const struct msm_policy *policy)
{
    static const char *(*const compare[])(const struct model *, const struct msm_policy *) = {
        compare_domains, compare_sets, compare_connections, compare_networks, compare_services};
    const char *wrong = NULL;
    for (size_t i = 0; !wrong && i < sizeof(compare) / sizeof(*compare); i++)
        wrong = compare[i](model, policy);
    return wrong;
}
