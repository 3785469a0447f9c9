/* SPDX-License-Identifier: GPL-2.0-only */
/* The JSON form: the same facts as the text form, one object. */
#include <inttypes.h>
#include "lang/hypercalls.h"
#include "policyc/dump.h"
#include "policyc/view.h"

/* A blob's strings are proven UTF-8 without control characters: two characters need an escape. */
static void print_string(FILE *file, const char *text)
{
    fputc('"', file);
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            fputc('\\', file);
        fputc(*text, file);
    }
    fputc('"', file);
}

static void print_hex(FILE *file, const char *key, const uint8_t *bytes, size_t size)
{
    fprintf(file, "\"%s\":\"", key);
    view_print_hex(file, bytes, size);
    fputs("\",", file);
}

static void print_rule(FILE *file, const struct msm_policy *policy, uint32_t number)
{
    const struct blob_rule *rule = &policy->rules[number];
    fputs("{\"file\":", file);
    print_string(file, policy->strings + policy->files[rule->file].name);
    fprintf(file, ",\"line\":%" PRIu32 ",\"column\":%u,\"effect\":\"%s\"}", rule->line,
            (unsigned)rule->column, view_effect(rule->effect));
}

static void print_domain(FILE *file, const struct msm_policy *policy, uint32_t index)
{
    const struct blob_domain *domain = &policy->domains[index];
    const struct blob_uuid *uuid = view_uuid(policy, index);
    char text[VIEW_UUID_SIZE];
    fputs("{\"name\":", file);
    print_string(file, msm_label(policy, index));
    fputs(",\"profile\":", file);
    print_string(file, policy->strings + policy->profiles[domain->profile].name);
    fprintf(file, ",\"default\":%s,", index == policy->policy->default_domain ? "true" : "false");
    if (uuid)
        fprintf(file, "\"uuid\":\"%s\",", view_uuid_text(uuid->uuid, text));
    fputs("\"rule\":", file);
    print_rule(file, policy, domain->rule);
    fputc('}', file);
}

static void print_operations(FILE *file, const char *key, const uint64_t *set)
{
    const char *between = "";
    fprintf(file, ",\"%s\":[", key);
    for (unsigned int operation = 0; operation < MSM_OPERATIONS; operation++) {
        char name[OPERATION_NAME_SIZE];
        if (!view_has(set, operation))
            continue;
        fprintf(file, "%s\"%s\"", between, operation_name(operation, name));
        between = ",";
    }
    fputc(']', file);
}

static void print_span(FILE *file, const struct msm_policy *policy, const struct view_span *span)
{
    char name[OPERATION_NAME_SIZE];
    fprintf(file, "{\"first\":\"%s\",", operation_name(span->first, name));
    fprintf(file, "\"last\":\"%s\",\"rule\":", operation_name(span->last, name));
    print_rule(file, policy, span->rule);
    fputc('}', file);
}

static void print_profile(FILE *file, const struct msm_policy *policy, const struct blob_profile *profile)
{
    fputs("{\"name\":", file);
    print_string(file, policy->strings + profile->name);
    fputs(",\"rule\":", file);
    print_rule(file, policy, profile->rule);
    print_operations(file, "allowed", profile->allowed);
    print_operations(file, "quiet", profile->quiet);
    fputs(",\"decided\":[", file);
    const char *between = "";
    for (uint32_t i = 0; i < profile->spans; i++) {
        struct view_span span;
        if (!view_span(policy, profile, i, &span))
            continue;
        fputs(between, file);
        print_span(file, policy, &span);
        between = ",";
    }
    fputs("]}", file);
}

void dump_json(FILE *file, const struct msm_policy *policy)
{
    const struct blob_header *header = policy->header;
    fputs("{\"policy\":", file);
    print_string(file, policy->strings + policy->policy->name);
    fprintf(file, ",\"version\":%" PRIu32 ",", policy->policy->version);
    print_hex(file, "digest", header->digest, sizeof(header->digest));
    print_hex(file, "table", header->table, sizeof(header->table));
    fprintf(file, "\"operations\":%" PRIu32 ",\"format\":%" PRIu32 ",\"size\":%" PRIu32 ",\"domains\":[",
            header->operations, header->format, header->size);
    for (uint32_t i = 0; i < header->section[BLOB_DOMAINS].count; i++) {
        fputs(i ? ",\n" : "\n", file);
        print_domain(file, policy, i);
    }
    fputs("],\"profiles\":[", file);
    for (uint32_t i = 0; i < header->section[BLOB_PROFILES].count; i++) {
        fputs(i ? ",\n" : "\n", file);
        print_profile(file, policy, &policy->profiles[i]);
    }
    fputs("]}\n", file);
}
