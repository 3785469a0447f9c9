/* SPDX-License-Identifier: GPL-2.0-only */
/* The JSON form: the same facts as the text form, one object. */
#include "lang/hypercalls.h"
#include "lang/json.h"
#include "policyc/read/dump.h"
#include "policyc/read/view.h"

/* A string that ends itself: the blob's are proven to, ours are literals. */
static void put_text(struct json *json, const char *key, const char *text)
{
    json_string(json, key, text, SIZE_MAX);
}

static void put_rule(struct json *json, const struct msm_policy *policy, uint32_t number)
{
    const struct blob_rule *rule = &policy->rules[number];
    json_object(json, "rule");
    put_text(json, "file", policy->strings + policy->files[rule->file].name);
    json_number(json, "line", rule->line);
    json_number(json, "column", rule->column);
    put_text(json, "effect", view_effect(rule->effect));
    json_end(json);
}

static void put_domain(struct json *json, const struct msm_policy *policy, uint32_t index)
{
    const struct blob_domain *domain = &policy->domains[index];
    const struct blob_uuid *uuid = view_uuid(policy, index);
    char text[VIEW_UUID_SIZE];
    json_object(json, NULL);
    put_text(json, "name", msm_label(policy, index));
    put_text(json, "profile", policy->strings + policy->profiles[domain->profile].name);
    json_boolean(json, "default", index == policy->policy->default_domain);
    if (uuid)
        put_text(json, "uuid", view_uuid_text(uuid->uuid, text));
    put_rule(json, policy, domain->rule);
    json_end(json);
}

static void put_operations(struct json *json, const char *key, const uint64_t *set)
{
    json_array(json, key);
    for (unsigned int operation = 0; operation < MSM_OPERATIONS; operation++) {
        char name[OPERATION_NAME_SIZE];
        if (view_has(set, operation))
            put_text(json, NULL, operation_name(operation, name));
    }
    json_end(json);
}

static void put_span(struct json *json, const struct msm_policy *policy, const struct view_span *span)
{
    char name[OPERATION_NAME_SIZE];
    json_object(json, NULL);
    put_text(json, "first", operation_name(span->first, name));
    put_text(json, "last", operation_name(span->last, name));
    put_rule(json, policy, span->rule);
    json_end(json);
}

static void put_profile(struct json *json, const struct msm_policy *policy,
                        const struct blob_profile *profile)
{
    json_object(json, NULL);
    put_text(json, "name", policy->strings + profile->name);
    put_rule(json, policy, profile->rule);
    put_operations(json, "allowed", profile->allowed);
    put_operations(json, "quiet", profile->quiet);
    json_array(json, "decided");
    for (uint32_t i = 0; i < profile->spans; i++) {
        struct view_span span;
        if (view_span(policy, profile, i, &span))
            put_span(json, policy, &span);
    }
    json_end(json);
    json_end(json);
}

static void put_header(struct json *json, const struct msm_policy *policy)
{
    const struct blob_header *header = policy->header;
    put_text(json, "policy", policy->strings + policy->policy->name);
    json_number(json, "version", policy->policy->version);
    json_hex(json, "digest", header->digest, sizeof(header->digest));
    json_hex(json, "table", header->table, sizeof(header->table));
    json_number(json, "operations", header->operations);
    json_number(json, "format", header->format);
    json_number(json, "size", header->size);
}

void dump_json(FILE *file, const struct msm_policy *policy)
{
    const struct blob_header *header = policy->header;
    struct json json;
    json_start(&json, file);
    json_object(&json, NULL);
    put_header(&json, policy);
    json_array(&json, "domains");
    for (uint32_t i = 0; i < header->section[BLOB_DOMAINS].count; i++)
        put_domain(&json, policy, i);
    json_end(&json);
    json_array(&json, "profiles");
    for (uint32_t i = 0; i < header->section[BLOB_PROFILES].count; i++)
        put_profile(&json, policy, &policy->profiles[i]);
    json_end(&json);
    json_end(&json);
}
