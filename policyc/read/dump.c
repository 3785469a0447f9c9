/* SPDX-License-Identifier: GPL-2.0-only */
/* The text form: header, policy, domains, then each profile with what it allows and which rules decide. */
#include "policyc/read/dump.h"

#include <inttypes.h>
#include <string.h>
#include "lang/hypercalls.h"
#include "policyc/read/view.h"

#define WIDTH 100u /* columns that a list of operations fills */

static void print_header(FILE *file, const struct msm_policy *policy)
{
    const struct blob_header *header = policy->header;
    fprintf(file, "policy   \"%s\" version %" PRIu32 "\n", policy->strings + policy->policy->name,
            policy->policy->version);
    fprintf(file, "digest   ");
    view_print_hex(file, header->digest, sizeof(header->digest));
    fprintf(file, "\ntable    ");
    view_print_hex(file, header->table, sizeof(header->table));
    fprintf(file, ", %" PRIu32 " operations\n", header->operations);
    fprintf(file, "format   %" PRIu32 ", %" PRIu32 " bytes\n", header->format, header->size);
    for (uint32_t kind = 0; kind < BLOB_SECTIONS; kind++)
        fprintf(file, "section  %-8s at %7" PRIu32 ", %7" PRIu32 " bytes, %6" PRIu32 " entries\n",
                msm_section_name(kind), header->section[kind].offset, header->section[kind].size,
                header->section[kind].count);
}

static void print_place(FILE *file, const struct msm_policy *policy, uint32_t number)
{
    const struct blob_rule *rule = &policy->rules[number];
    fprintf(file, "%s:%" PRIu32 ":%u", policy->strings + policy->files[rule->file].name, rule->line,
            (unsigned)rule->column);
}

static void print_domain(FILE *file, const struct msm_policy *policy, uint32_t index)
{
    const struct blob_domain *domain = &policy->domains[index];
    const struct blob_uuid *uuid = view_uuid(policy, index);
    fprintf(file, "\n%s %s  ", index == policy->policy->default_domain ? "default domain" : "domain",
            msm_label(policy, index));
    print_place(file, policy, domain->rule);
    fprintf(file, "\n  profile %s\n", policy->strings + policy->profiles[domain->profile].name);
    if (uuid) {
        char text[VIEW_UUID_SIZE];
        fprintf(file, "  uuid    %s\n", view_uuid_text(uuid->uuid, text));
    }
}

/* The names of a set of operations, as many on a line as fit. */
static void print_operations(FILE *file, const char *title, const uint64_t *set)
{
    size_t column = WIDTH;
    unsigned int count = 0;
    for (unsigned int operation = 0; operation < MSM_OPERATIONS; operation++)
        count += view_has(set, operation);
    fprintf(file, "  %s (%u)", title, count);
    for (unsigned int operation = 0; operation < MSM_OPERATIONS; operation++) {
        char name[OPERATION_NAME_SIZE];
        if (!view_has(set, operation))
            continue;
        operation_name(operation, name);
        if (column + strlen(name) + 1 > WIDTH)
            column = (size_t)fprintf(file, "\n   ") - 1;
        column += (size_t)fprintf(file, " %s", name);
    }
    fputc('\n', file);
}

static void print_span(FILE *file, const struct msm_policy *policy, const struct view_span *span)
{
    char name[OPERATION_NAME_SIZE];
    fprintf(file, "    %-13s ", view_effect(policy->rules[span->rule].effect));
    print_place(file, policy, span->rule);
    fprintf(file, "  %s", operation_name(span->first, name));
    if (span->last != span->first)
        fprintf(file, " to %s", operation_name(span->last, name));
    fputc('\n', file);
}

static void print_profile(FILE *file, const struct msm_policy *policy, const struct blob_profile *profile)
{
    fprintf(file, "\nprofile %s  ", policy->strings + profile->name);
    print_place(file, policy, profile->rule);
    fputc('\n', file);
    print_operations(file, "allowed", profile->allowed);
    print_operations(file, "denied quietly", profile->quiet);
    fputs("  decided by\n", file);
    for (uint32_t i = 0; i < profile->spans; i++) {
        struct view_span span;
        if (view_span(policy, profile, i, &span))
            print_span(file, policy, &span);
    }
}

void dump_text(FILE *file, const struct msm_policy *policy)
{
    print_header(file, policy);
    for (uint32_t i = 0; i < policy->header->section[BLOB_DOMAINS].count; i++)
        print_domain(file, policy, i);
    for (uint32_t i = 0; i < policy->header->section[BLOB_PROFILES].count; i++)
        print_profile(file, policy, &policy->profiles[i]);
}
