/* SPDX-License-Identifier: GPL-2.0-only */
/* From a blob to a source: the policy's own line, what it declares, profiles, and domains with their blocks.
 */
#include "policyc/read/decompile.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "policyc/read/decompile_parts.h"
#include "policyc/read/view.h"
#include "policyc/read/wording.h"

const char *decompile_place(const struct decompilation *d, uint32_t rule)
{
    const struct blob_rule *entry = &d->policy->rules[rule];
    return arena_print(d->arena, "@\"%s\":%" PRIu32 ":%u ", view_file(d->policy, rule), entry->line,
                       (unsigned)entry->column);
}

/* A fleet's name alone would stand for all domains that it matches. */
void decompile_who(const struct decompilation *d, uint32_t domain)
{
    bool is_fleet = d->policy->domains[domain].flags & BLOB_FLEET;
    fprintf(d->file, "%s%s", is_fleet ? "fleet " : "", msm_label(d->policy, domain));
}

void decompile_members(const struct decompilation *d, uint32_t first, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (i)
            fputs(", ", d->file);
        decompile_who(d, d->policy->members[first + i]);
    }
}

/* --- Tags and groups --- */

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Declares each of the names once: `count` strings, of which those at 0 are none. */
static void print_declared(const struct decompilation *d, const char *keyword, const uint32_t *strings,
                           size_t count)
{
    const char **names = arena_array(d->arena, count, sizeof(*names));
    size_t used = 0;
    for (size_t i = 0; i < count; i++)
        if (strings[i])
            names[used++] = view_text(d->policy, strings[i]);
    if (!used)
        return;
    qsort(names, used, sizeof(*names), compare_names);
    for (size_t i = 0; i < used; i++)
        if (!i || strcmp(names[i], names[i - 1]) != 0)
            fprintf(d->file, "%s %s", i ? "," : keyword, names[i]);
    fputc('\n', d->file);
}

static void print_declarations(const struct decompilation *d)
{
    uint32_t count = view_count(d->policy, BLOB_DOMAINS);
    uint32_t *strings = arena_array(d->arena, count, sizeof(*strings));
    for (uint32_t i = 0; i < count; i++)
        strings[i] = d->policy->domains[i].tag;
    print_declared(d, "tag", strings, count);
    for (uint32_t i = 0; i < count; i++)
        strings[i] = d->policy->domains[i].group;
    print_declared(d, "group", strings, count);
}

/* --- Profiles --- */

static const char *profile_name(const struct decompilation *d, uint32_t profile)
{
    return view_text(d->policy, d->policy->profiles[profile].name);
}

static bool is_own(const struct decompilation *d, uint32_t profile)
{
    return profile_name(d, profile)[0] == BLOB_OWN;
}

static void print_profile(const struct decompilation *d, uint32_t profile)
{
    fprintf(d->file, "\nprofile %s%s {\n", decompile_place(d, d->policy->profiles[profile].rule),
            profile_name(d, profile));
    decompile_rules(d, &d->policy->profiles[profile]);
    fputs("}\n", d->file);
}

/* Those that have names of their own: the others' rules stand with their domains. */
static void print_profiles(const struct decompilation *d)
{
    for (uint32_t i = 0; i < view_count(d->policy, BLOB_PROFILES); i++)
        if (!is_own(d, i) && profile_name(d, i)[0] != BLOB_BOOT_PROFILE)
            print_profile(d, i);
}

/* --- Domains --- */

static void print_limits(const struct decompilation *d, const struct blob_limits *limits)
{
    char text[WORDING_SIZE];
    for (enum wording_limit limit = 0; limit < LIMITS; limit++)
        if (wording_has_limit(limits, limit))
            fprintf(d->file, "%s\n", wording_limit(limits, limit, text));
}

static void print_devices(const struct decompilation *d, uint32_t domain)
{
    const char *before = "pci ";
    char text[VIEW_DEVICE_SIZE];
    for (uint32_t i = 0; i < view_count(d->policy, BLOB_DEVICES); i++) {
        const struct blob_device *device = &d->policy->devices[i];
        if (device->domain != domain)
            continue;
        fprintf(d->file, "%s%s%s", before, decompile_place(d, device->rule),
                view_device_text(device->device, text));
        before = ", ";
    }
    if (before[0] == ',')
        fputc('\n', d->file);
}

static void print_service(const struct decompilation *d, const struct blob_service *service)
{
    char text[WORDING_SIZE];
    uint32_t rule = d->serves[service->domain];
    print_devices(d, service->domain);
    if (rule != BLOB_NONE) {
        fprintf(d->file, "%sserves ", decompile_place(d, rule));
        decompile_members(d, service->first_client, service->clients);
        fputc('\n', d->file);
    }
    if (service->restart)
        fprintf(d->file, "restart every %s\n", wording_time(service->restart, text));
    if (service->delegates) {
        fputs("delegate to ", d->file);
        decompile_members(d, service->first_delegate, service->delegates);
        fputc('\n', d->file);
    }
}

static void print_attributes(const struct decompilation *d, uint32_t index)
{
    const struct blob_domain *domain = &d->policy->domains[index];
    char text[VIEW_UUID_SIZE];
    if (!is_own(d, domain->profile))
        fprintf(d->file, "profile %s\n", profile_name(d, domain->profile));
    if (domain->tag)
        fprintf(d->file, "tag %s\n", view_text(d->policy, domain->tag));
    if (domain->group)
        fprintf(d->file, "group %s\n", view_text(d->policy, domain->group));
    if (domain->flags & BLOB_TRUSTED)
        fputs("trusted\n", d->file);
    if (d->uuids[index] != BLOB_NONE)
        fprintf(d->file, "uuid %s\n", view_uuid_text(d->policy->uuids[d->uuids[index]].uuid, text));
    if (msm_limits(d->policy, index))
        print_limits(d, msm_limits(d->policy, index));
}

static void print_domain(const struct decompilation *d, uint32_t index)
{
    const struct blob_domain *domain = &d->policy->domains[index];
    const struct blob_service *service = msm_service(d->policy, index);
    const char *keyword = index == d->policy->policy->default_domain ? "default domain"
                          : service                                  ? "service"
                                                                     : "domain";
    fprintf(d->file, "%s %s%s {\n", keyword, decompile_place(d, domain->rule), msm_label(d->policy, index));
    print_attributes(d, index);
    if (is_own(d, domain->profile))
        decompile_rules(d, &d->policy->profiles[domain->profile]);
    if (service)
        print_service(d, service);
    fputs("}\n", d->file);
}

static void print_boot(const struct decompilation *d)
{
    bool any = false;
    for (uint32_t i = 0; i < view_count(d->policy, BLOB_DOMAINS); i++) {
        uint32_t profile = d->policy->domains[i].boot_profile;
        if (profile == BLOB_NONE)
            continue;
        fputs(any ? "" : "\nboot {\n", d->file);
        any = true;
        decompile_boot_rules(d, &d->policy->profiles[profile], msm_label(d->policy, i));
    }
    fputs(any ? "}\n" : "", d->file);
}

void decompile(struct arena *arena, FILE *file, const struct msm_policy *policy)
{
    struct decompilation d = {
        .arena = arena, .file = file, .policy = policy, .uuids = view_uuids(arena, policy)};
    fprintf(file, "policy \"%s\" version %" PRIu32 "%s\n", view_text(policy, policy->policy->name),
            policy->policy->version, policy->policy->flags & BLOB_SEALED ? " sealed" : "");
    print_declarations(&d);
    print_profiles(&d);
    decompile_relations(&d);
    fputc('\n', file);
    for (uint32_t i = 0; i < view_count(policy, BLOB_DOMAINS); i++)
        print_domain(&d, i);
    print_boot(&d);
}
