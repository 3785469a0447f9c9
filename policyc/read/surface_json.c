/* SPDX-License-Identifier: GPL-2.0-only */
/* The attack surface, for programs: one object. */
#include "lang/hypercalls.h"
#include "lang/json.h"
#include "policyc/read/json_facts.h"
#include "policyc/read/manage.h"
#include "policyc/read/surface_parts.h"
#include "policyc/read/view.h"
#include "policyc/read/wording.h"

static void put_size(struct json *json, const uint64_t *set)
{
    struct surface_size size = surface_size(set);
    json_number(json, "operations", size.operations);
    json_number(json, "hypercalls", size.hypercalls);
}

static void put_operations(struct json *json, const char *key, const uint64_t *set)
{
    char name[OPERATION_NAME_SIZE];
    json_array(json, key);
    for (unsigned int operation = 0; operation < MSM_OPERATIONS; operation++)
        if (view_has(set, operation) && view_has(msm_known, operation))
            json_fact_text(json, NULL, operation_name(operation, name));
    json_end(json);
}

/* --- Profiles --- */

static void put_advisories(struct json *json, const struct blob_profile *profile, enum surface_reach reach,
                           const char *key)
{
    json_array(json, key);
    for (size_t i = 0; i < advisory_count; i++) {
        if (surface_reach(profile, &advisories[i]) != reach)
            continue;
        json_object(json, NULL);
        json_number(json, "number", advisories[i].number);
        json_fact_text(json, "title", advisories[i].title);
        json_end(json);
    }
    json_end(json);
}

static void put_profile(struct json *json, const struct msm_policy *policy, uint32_t index)
{
    const struct blob_profile *profile = &policy->profiles[index];
    uint64_t set[BLOB_WORDS];
    json_object(json, NULL);
    json_fact_text(json, "name", view_text(policy, profile->name));
    json_fact_text(json, "guest", wording_guest(profile->guest));
    json_array(json, "domains");
    for (uint32_t i = 0; i < view_count(policy, BLOB_DOMAINS); i++)
        if (surface_holds(policy, i, index))
            json_fact_text(json, NULL, msm_label(policy, i));
    json_end(json);
    put_size(json, profile->allowed);
    put_operations(json, "allowed", profile->allowed);
    surface_limited(policy, profile, set);
    put_operations(json, "on_some", set);
    surface_withheld(profile, set);
    put_operations(json, "withheld", set);
    json_object(json, "advisories");
    put_advisories(json, profile, REACH_WITHHELD, "withheld");
    put_advisories(json, profile, REACH_ALLOWED, "allowed");
    put_advisories(json, profile, REACH_OTHER_GUESTS, "other_guests");
    json_end(json);
    json_end(json);
}

/* --- Services --- */

static void put_means(struct json *json, unsigned int means)
{
    json_array(json, "means");
    for (unsigned int bit = BLOB_GRANT; bit <= BLOB_FOREIGN; bit <<= 1)
        if (means & bit)
            json_fact_text(json, NULL, wording_means(bit));
    json_end(json);
}

static void put_reach(struct json *json, const struct msm_policy *policy, uint32_t domain)
{
    json_array(json, "reaches");
    for (uint32_t i = 0; i < view_count(policy, BLOB_CONNECTIONS); i++) {
        uint32_t other;
        unsigned int means = surface_means(&policy->connections[i], domain, &other);
        if (!means)
            continue;
        json_object(json, NULL);
        json_fact_text(json, "domain", msm_label(policy, other));
        put_means(json, means);
        json_end(json);
    }
    json_end(json);
}

static void put_devices(struct json *json, const struct msm_policy *policy, uint32_t domain)
{
    char text[VIEW_DEVICE_SIZE];
    json_array(json, "devices");
    for (uint32_t i = 0; i < view_count(policy, BLOB_DEVICES); i++)
        if (policy->devices[i].domain == domain)
            json_fact_text(json, NULL, view_device_text(policy->devices[i].device, text));
    json_end(json);
}

static void put_created(struct json *json, const struct msm_policy *policy, uint32_t domain)
{
    const struct blob_profile *profile = &policy->profiles[policy->domains[domain].profile];
    bool any = manage_extent(policy, profile) != MANAGES_NONE;
    json_array(json, "creates");
    for (uint32_t i = 0; any && i < view_count(policy, BLOB_DOMAINS); i++)
        if (msm_manages(policy, profile, i))
            json_fact_text(json, NULL, msm_label(policy, i));
    json_end(json);
}

static void put_service(struct json *json, const struct msm_policy *policy,
                        const struct blob_service *service)
{
    json_object(json, NULL);
    json_fact_text(json, "domain", msm_label(policy, service->domain));
    json_fact_text(json, "profile",
                   view_text(policy, policy->profiles[policy->domains[service->domain].profile].name));
    put_devices(json, policy, service->domain);
    json_fact_members(json, policy, "serves", service->first_client, service->clients);
    put_reach(json, policy, service->domain);
    put_created(json, policy, service->domain);
    json_fact_members(json, policy, "delegates", service->first_delegate, service->delegates);
    json_end(json);
}

void surface_json(FILE *file, const struct msm_policy *policy)
{
    struct json json;
    json_start(&json, file);
    json_object(&json, NULL);
    json_fact_text(&json, "policy", view_text(policy, policy->policy->name));
    json_number(&json, "version", policy->policy->version);
    json_object(&json, "unrestricted");
    put_size(&json, msm_known);
    json_number(&json, "advisories", advisory_count);
    json_end(&json);
    json_array(&json, "profiles");
    for (uint32_t i = 0; i < view_count(policy, BLOB_PROFILES); i++)
        put_profile(&json, policy, i);
    json_end(&json);
    json_array(&json, "services");
    for (uint32_t i = 0; i < view_count(policy, BLOB_SERVICES); i++)
        put_service(&json, policy, &policy->services[i]);
    json_end(&json);
    json_end(&json);
}
