/* SPDX-License-Identifier: GPL-2.0-only */
/* The JSON form: the same facts as the text form, one object, as policy.schema.json says. */
#include "lang/hypercalls.h"
#include "policyc/read/dump.h"
#include "policyc/read/json_facts.h"
#include "policyc/read/view.h"
#include "policyc/read/wording.h"

/* A string of the blob, of which "" means none. */
static void put_string(struct json *json, const struct msm_policy *policy, const char *key, uint32_t offset)
{
    json_fact_text(json, key, offset ? view_text(policy, offset) : NULL);
}

/* A domain's name, or null for BLOB_NONE, which is also what is outside. */
static void put_label(struct json *json, const struct msm_policy *policy, const char *key, uint32_t domain)
{
    json_fact_text(json, key, domain == BLOB_NONE ? NULL : msm_label(policy, domain));
}

/* --- Domains --- */

static void put_affinity(struct json *json, const struct blob_limits *limits)
{
    json_array(json, wording_limit_name(LIMIT_CPU_AFFINITY));
    for (unsigned int cpu = 0; cpu < BLOB_CPU_WORDS * 64; cpu++)
        if (view_has(limits->affinity, cpu))
            json_number(json, NULL, cpu);
    json_end(json);
}

static void put_limits(struct json *json, const struct blob_limits *limits)
{
    if (!limits) {
        json_null(json, "limits");
        return;
    }
    json_object(json, "limits");
    for (enum wording_limit limit = 0; limit < LIMITS; limit++) {
        if (!wording_has_limit(limits, limit))
            json_null(json, wording_limit_name(limit));
        else if (limit == LIMIT_CPU_AFFINITY)
            put_affinity(json, limits);
        else
            json_number(json, wording_limit_name(limit), wording_limit_value(limits, limit));
    }
    json_end(json);
}

static void put_domain(struct json *json, const struct msm_policy *policy, uint32_t index, uint32_t uuid)
{
    const struct blob_domain *domain = &policy->domains[index];
    char text[VIEW_UUID_SIZE];
    json_object(json, NULL);
    json_fact_text(json, "name", msm_label(policy, index));
    json_fact_text(json, "profile", view_text(policy, policy->profiles[domain->profile].name));
    json_fact_text(json, "boot_profile",
                   domain->boot_profile == BLOB_NONE
                       ? NULL
                       : view_text(policy, policy->profiles[domain->boot_profile].name));
    json_boolean(json, "default", index == policy->policy->default_domain);
    json_boolean(json, "fleet", domain->flags & BLOB_FLEET);
    json_boolean(json, "trusted", domain->flags & BLOB_TRUSTED);
    put_string(json, policy, "tag", domain->tag);
    put_string(json, policy, "group", domain->group);
    json_fact_text(json, "uuid", uuid == BLOB_NONE ? NULL : view_uuid_text(policy->uuids[uuid].uuid, text));
    put_limits(json, msm_limits(policy, index));
    json_fact_rule(json, policy, domain->rule);
    json_end(json);
}

/* --- Profiles --- */

static void put_operations(struct json *json, const char *key, const uint64_t *set)
{
    json_array(json, key);
    for (unsigned int operation = 0; operation < MSM_OPERATIONS; operation++) {
        char name[OPERATION_NAME_SIZE];
        if (view_has(set, operation))
            json_fact_text(json, NULL, operation_name(operation, name));
    }
    json_end(json);
}

static void put_span(struct json *json, const struct msm_policy *policy, const struct view_span *span)
{
    char name[OPERATION_NAME_SIZE];
    json_object(json, NULL);
    json_fact_text(json, "first", operation_name(span->first, name));
    json_fact_text(json, "last", operation_name(span->last, name));
    json_fact_rule(json, policy, span->rule);
    json_end(json);
}

static void put_target(struct json *json, const struct msm_policy *policy, const struct blob_target *target)
{
    uint64_t set[BLOB_WORDS] = {0};
    view_add_range(set, target->first, target->end);
    json_object(json, NULL);
    put_operations(json, "operations", set);
    json_fact_members(json, policy, "on", target->first_member, target->members);
    json_fact_rule(json, policy, target->rule);
    json_end(json);
}

static void put_decisions(struct json *json, const struct msm_policy *policy,
                          const struct blob_profile *profile)
{
    put_operations(json, "allowed", profile->allowed);
    put_operations(json, "quiet", profile->quiet);
    json_array(json, "decided");
    for (uint32_t i = 0; i < profile->spans; i++) {
        struct view_span span;
        if (view_span(policy, profile, i, &span))
            put_span(json, policy, &span);
    }
    json_end(json);
    json_array(json, "targets");
    for (uint32_t i = 0; i < profile->targets; i++)
        put_target(json, policy, &policy->targets[profile->first_target + i]);
    json_end(json);
}

static void put_profile(struct json *json, const struct msm_policy *policy,
                        const struct blob_profile *profile)
{
    json_object(json, NULL);
    json_fact_text(json, "name", view_text(policy, profile->name));
    json_fact_text(json, "guest", wording_guest(profile->guest));
    json_fact_rule(json, policy, profile->rule);
    put_decisions(json, policy, profile);
    json_array(json, "rates");
    for (uint32_t i = 0; i < profile->rates; i++)
        json_fact_rate(json, policy, &policy->rates[profile->first_rate + i]);
    json_end(json);
    json_array(json, "responses");
    for (uint32_t i = 0; i < profile->actions; i++)
        json_fact_response(json, policy, &policy->actions[profile->first_action + i]);
    json_end(json);
    json_fact_text(json, "binds", wording_binding(profile->binds));
    json_end(json);
}

/* --- Between domains --- */

static void put_set(struct json *json, const struct msm_policy *policy, const struct blob_set *set)
{
    json_object(json, NULL);
    json_fact_text(json, "name", view_text(policy, set->name));
    put_string(json, policy, "group", set->group);
    json_fact_members(json, policy, "domains", set->first_member, set->members);
    json_fact_rule(json, policy, set->rule);
    json_end(json);
}

static void put_means(struct json *json, const char *key, unsigned int means)
{
    json_array(json, key);
    for (unsigned int bit = BLOB_GRANT; bit <= BLOB_FOREIGN; bit <<= 1)
        if (means & bit)
            json_fact_text(json, NULL, wording_means(bit));
    json_end(json);
}

static void put_connection(struct json *json, const struct msm_policy *policy,
                           const struct blob_connection *connection)
{
    json_object(json, NULL);
    json_fact_text(json, "one", msm_label(policy, connection->low));
    json_fact_text(json, "other", msm_label(policy, connection->high));
    put_means(json, "forward", connection->forward);
    put_means(json, "backward", connection->backward);
    json_fact_rule(json, policy, connection->rule);
    json_end(json);
}

static void put_network(struct json *json, const struct msm_policy *policy,
                        const struct blob_network *network)
{
    json_object(json, NULL);
    put_label(json, policy, "from", network->from);
    put_label(json, policy, "to", network->to);
    json_fact_text(json, "protocol", wording_protocol(network->protocol));
    json_number(json, "first_port", network->first_port);
    json_number(json, "last_port", network->last_port);
    json_fact_rule(json, policy, network->rule);
    json_end(json);
}

static void put_service(struct json *json, const struct msm_policy *policy,
                        const struct blob_service *service)
{
    json_object(json, NULL);
    json_fact_text(json, "domain", msm_label(policy, service->domain));
    json_fact_members(json, policy, "serves", service->first_client, service->clients);
    json_fact_members(json, policy, "delegates", service->first_delegate, service->delegates);
    json_number(json, "restart_ns", service->restart);
    json_fact_rule(json, policy, service->rule);
    json_end(json);
}

static void put_device(struct json *json, const struct msm_policy *policy, const struct blob_device *device)
{
    char text[VIEW_DEVICE_SIZE];
    json_object(json, NULL);
    json_fact_text(json, "device", view_device_text(device->device, text));
    json_fact_text(json, "domain", msm_label(policy, device->domain));
    json_fact_rule(json, policy, device->rule);
    json_end(json);
}

static void put_relations(struct json *json, const struct msm_policy *policy)
{
    json_array(json, "conflict_sets");
    for (uint32_t i = 0; i < view_count(policy, BLOB_SETS); i++)
        put_set(json, policy, &policy->sets[i]);
    json_end(json);
    json_array(json, "connections");
    for (uint32_t i = 0; i < view_count(policy, BLOB_CONNECTIONS); i++)
        put_connection(json, policy, &policy->connections[i]);
    json_end(json);
    json_array(json, "networks");
    for (uint32_t i = 0; i < view_count(policy, BLOB_NETWORKS); i++)
        put_network(json, policy, &policy->networks[i]);
    json_end(json);
    json_array(json, "services");
    for (uint32_t i = 0; i < view_count(policy, BLOB_SERVICES); i++)
        put_service(json, policy, &policy->services[i]);
    json_end(json);
    json_array(json, "devices");
    for (uint32_t i = 0; i < view_count(policy, BLOB_DEVICES); i++)
        put_device(json, policy, &policy->devices[i]);
    json_end(json);
}

static void put_header(struct json *json, const struct msm_policy *policy)
{
    const struct blob_header *header = policy->header;
    json_fact_text(json, "policy", view_text(policy, policy->policy->name));
    json_number(json, "version", policy->policy->version);
    json_boolean(json, "sealed", policy->policy->flags & BLOB_SEALED);
    json_hex(json, "digest", header->digest, sizeof(header->digest));
    json_hex(json, "table", header->table, sizeof(header->table));
    json_number(json, "operations", header->operations);
    json_number(json, "format", header->format);
    json_number(json, "size", header->size);
    put_label(json, policy, "control_domain", policy->policy->control_domain);
    put_label(json, policy, "default_domain", policy->policy->default_domain);
}

void dump_json(struct arena *arena, FILE *file, const struct msm_policy *policy)
{
    const uint32_t *uuids = view_uuids(arena, policy);
    struct json json;
    json_start(&json, file);
    json_object(&json, NULL);
    put_header(&json, policy);
    json_array(&json, "domains");
    for (uint32_t i = 0; i < view_count(policy, BLOB_DOMAINS); i++)
        put_domain(&json, policy, i, uuids[i]);
    json_end(&json);
    json_array(&json, "profiles");
    for (uint32_t i = 0; i < view_count(policy, BLOB_PROFILES); i++)
        put_profile(&json, policy, &policy->profiles[i]);
    json_end(&json);
    put_relations(&json, policy);
    json_end(&json);
}
