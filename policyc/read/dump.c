/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The text form: header, policy, domains, each profile with what it allows and which rules decide, and what
 * there is between domains.
 */
#include "policyc/read/dump.h"

#include <inttypes.h>
#include <string.h>
#include "lang/hypercalls.h"
#include "policyc/read/items.h"
#include "policyc/read/view.h"
#include "policyc/read/wording.h"

#define WIDTH 100u /* columns that a list fills */

static void print_header(FILE *file, const struct msm_policy *policy)
{
    const struct blob_header *header = policy->header;
    fprintf(file, "policy   \"%s\" version %" PRIu32 "%s\n", view_text(policy, policy->policy->name),
            policy->policy->version, policy->policy->flags & BLOB_SEALED ? " sealed" : "");
    fprintf(file, "digest   ");
    view_print_hex(file, header->digest, sizeof(header->digest));
    fprintf(file, "\ntable    ");
    view_print_hex(file, header->table, sizeof(header->table));
    fprintf(file, ", %" PRIu32 " operations\n", header->operations);
    fprintf(file, "format   %" PRIu32 ", %" PRIu32 " bytes\n", header->format, header->size);
    for (uint32_t kind = 0; kind < BLOB_SECTIONS; kind++)
        fprintf(file, "section  %-11s at %7" PRIu32 ", %7" PRIu32 " bytes, %6" PRIu32 " entries\n",
                msm_section_name(kind), header->section[kind].offset, header->section[kind].size,
                header->section[kind].count);
}

/* A list of words, as many on a line as fit; `*column` is where the line has come to. */
static void print_word(FILE *file, const char *word, size_t *column)
{
    if (*column + strlen(word) + 1 > WIDTH)
        *column = (size_t)fprintf(file, "\n   ") - 1;
    *column += (size_t)fprintf(file, " %s", word);
}

static void print_members(FILE *file, const struct msm_policy *policy, const char *title, uint32_t first,
                          uint32_t count)
{
    size_t column = (size_t)fprintf(file, "  %s (%" PRIu32 ")", title, count);
    for (uint32_t i = 0; i < count; i++)
        print_word(file, msm_label(policy, policy->members[first + i]), &column);
    fputc('\n', file);
}

/* --- Domains --- */

static const char *domain_keyword(const struct msm_policy *policy, uint32_t index)
{
    if (index == policy->policy->default_domain)
        return "default domain";
    return msm_service(policy, index) ? "service" : "domain";
}

static void print_limits(FILE *file, const struct blob_limits *limits)
{
    char text[WORDING_SIZE];
    for (enum wording_limit limit = 0; limit < LIMITS; limit++)
        if (wording_has_limit(limits, limit))
            fprintf(file, "  %s\n", wording_limit(limits, limit, text));
}

static void print_devices(FILE *file, const struct msm_policy *policy, uint32_t domain)
{
    char text[VIEW_DEVICE_SIZE];
    for (uint32_t i = 0; i < view_count(policy, BLOB_DEVICES); i++) {
        if (policy->devices[i].domain != domain)
            continue;
        fprintf(file, "  pci     %s  ", view_device_text(policy->devices[i].device, text));
        view_print_place(file, policy, policy->devices[i].rule);
        fputc('\n', file);
    }
}

static void print_service(FILE *file, const struct msm_policy *policy, const struct blob_service *service)
{
    char text[WORDING_SIZE];
    print_members(file, policy, "serves", service->first_client, service->clients);
    print_members(file, policy, "delegates to", service->first_delegate, service->delegates);
    if (service->restart)
        fprintf(file, "  restart every %s\n", wording_time(service->restart, text));
    print_devices(file, policy, service->domain);
}

static void print_domain_names(FILE *file, const struct msm_policy *policy, const struct blob_domain *domain)
{
    fprintf(file, "  profile %s\n", view_text(policy, policy->profiles[domain->profile].name));
    if (domain->boot_profile != BLOB_NONE)
        fprintf(file, "  until the seal %s\n",
                view_text(policy, policy->profiles[domain->boot_profile].name));
    if (domain->tag)
        fprintf(file, "  tag     %s\n", view_text(policy, domain->tag));
    if (domain->group)
        fprintf(file, "  group   %s\n", view_text(policy, domain->group));
    if (domain->flags & BLOB_TRUSTED)
        fprintf(file, "  trusted\n");
}

/* `uuid` is its entry, or BLOB_NONE. */
static void print_domain(FILE *file, const struct msm_policy *policy, uint32_t index, uint32_t uuid)
{
    const struct blob_service *service = msm_service(policy, index);
    char text[VIEW_UUID_SIZE];
    fprintf(file, "\n%s %s  ", domain_keyword(policy, index), msm_label(policy, index));
    view_print_place(file, policy, policy->domains[index].rule);
    fputc('\n', file);
    print_domain_names(file, policy, &policy->domains[index]);
    if (uuid != BLOB_NONE)
        fprintf(file, "  uuid    %s\n", view_uuid_text(policy->uuids[uuid].uuid, text));
    if (msm_limits(policy, index))
        print_limits(file, msm_limits(policy, index));
    if (service)
        print_service(file, policy, service);
}

/* --- Profiles --- */

static void print_operations(FILE *file, const char *title, const uint64_t *set)
{
    size_t column = WIDTH;
    unsigned int count = 0;
    for (unsigned int operation = 0; operation < MSM_OPERATIONS; operation++)
        count += view_has(set, operation);
    fprintf(file, "  %s (%u)", title, count);
    for (unsigned int operation = 0; operation < MSM_OPERATIONS; operation++) {
        char name[OPERATION_NAME_SIZE];
        if (view_has(set, operation))
            print_word(file, operation_name(operation, name), &column);
    }
    fputc('\n', file);
}

static void print_span(FILE *file, const struct msm_policy *policy, const struct view_span *span)
{
    char name[OPERATION_NAME_SIZE];
    fprintf(file, "    %-13s ", wording_effect(policy->rules[span->rule].effect));
    view_print_place(file, policy, span->rule);
    fprintf(file, "  %s", operation_name(span->first, name));
    if (span->last != span->first)
        fprintf(file, " to %s", operation_name(span->last, name));
    fputc('\n', file);
}

static void print_target(FILE *file, const struct msm_policy *policy, const struct blob_target *target)
{
    uint64_t set[BLOB_WORDS] = {0};
    view_add_range(set, target->first, target->end);
    fputs("  only on some  ", file);
    view_print_place(file, policy, target->rule);
    fputs("  ", file);
    items_print(file, set, NULL, ", ");
    fputc('\n', file);
    print_members(file, policy, "  on", target->first_member, target->members);
}

static void print_rate(FILE *file, const struct msm_policy *policy, const struct blob_rate *rate)
{
    char scope[OPERATION_NAME_SIZE], text[WORDING_SIZE];
    fprintf(file, "  rate    %s %s  ", items_scope(rate->first, rate->end, scope), wording_rate(rate, text));
    view_print_place(file, policy, rate->rule);
    fputc('\n', file);
}

static void print_response(FILE *file, const struct msm_policy *policy, const struct blob_action_at *response)
{
    char text[WORDING_SIZE];
    fprintf(file, "  on violation %s  ", wording_response(response, text));
    view_print_place(file, policy, response->rule);
    fputc('\n', file);
}

static void print_behaviour(FILE *file, const struct msm_policy *policy, const struct blob_profile *profile)
{
    if (profile->guest != BLOB_ANY_GUEST)
        fprintf(file, "  guest   %s\n", wording_guest(profile->guest));
    for (uint32_t i = 0; i < profile->rates; i++)
        print_rate(file, policy, &policy->rates[profile->first_rate + i]);
    for (uint32_t i = 0; i < profile->actions; i++)
        print_response(file, policy, &policy->actions[profile->first_action + i]);
    if (profile->actions)
        fprintf(file, "  binds   %s\n", wording_binding(profile->binds));
}

static void print_profile(FILE *file, const struct msm_policy *policy, const struct blob_profile *profile)
{
    fprintf(file, "\nprofile %s  ", view_text(policy, profile->name));
    view_print_place(file, policy, profile->rule);
    fputc('\n', file);
    print_behaviour(file, policy, profile);
    print_operations(file, "allowed", profile->allowed);
    for (uint32_t i = 0; i < profile->targets; i++)
        print_target(file, policy, &policy->targets[profile->first_target + i]);
    print_operations(file, "denied quietly", profile->quiet);
    fputs("  decided by\n", file);
    for (uint32_t i = 0; i < profile->spans; i++) {
        struct view_span span;
        if (view_span(policy, profile, i, &span))
            print_span(file, policy, &span);
    }
}

/* --- Between domains --- */

static void print_set(FILE *file, const struct msm_policy *policy, const struct blob_set *set)
{
    fprintf(file, "\nconflict set %s", view_text(policy, set->name));
    if (set->group)
        fprintf(file, " of %s", view_text(policy, set->group));
    fputs("  ", file);
    view_print_place(file, policy, set->rule);
    fputc('\n', file);
    print_members(file, policy, "domains", set->first_member, set->members);
}

static void print_connection(FILE *file, const struct msm_policy *policy,
                             const struct blob_connection *connection)
{
    struct view_way ways[VIEW_WAYS];
    char text[WORDING_SIZE];
    for (unsigned int i = 0, count = view_ways(connection, ways); i < count; i++) {
        fprintf(file, "connect %s %s %s via %s  ", msm_label(policy, ways[i].from),
                ways[i].both ? "<->" : "->", msm_label(policy, ways[i].to),
                wording_all_means(ways[i].means, text));
        view_print_place(file, policy, connection->rule);
        fputc('\n', file);
    }
}

static void print_network(FILE *file, const struct msm_policy *policy, const struct blob_network *network)
{
    char text[WORDING_SIZE];
    fprintf(file, "network %s -> %s%s  ", view_end(policy, network->from), view_end(policy, network->to),
            wording_packets(network, text));
    view_print_place(file, policy, network->rule);
    fputc('\n', file);
}

static void print_relations(FILE *file, const struct msm_policy *policy)
{
    for (uint32_t i = 0; i < view_count(policy, BLOB_SETS); i++)
        print_set(file, policy, &policy->sets[i]);
    if (view_count(policy, BLOB_CONNECTIONS))
        fputc('\n', file);
    for (uint32_t i = 0; i < view_count(policy, BLOB_CONNECTIONS); i++)
        print_connection(file, policy, &policy->connections[i]);
    if (view_count(policy, BLOB_NETWORKS))
        fputc('\n', file);
    for (uint32_t i = 0; i < view_count(policy, BLOB_NETWORKS); i++)
        print_network(file, policy, &policy->networks[i]);
}

void dump_text(struct arena *arena, FILE *file, const struct msm_policy *policy)
{
    const uint32_t *uuids = view_uuids(arena, policy);
    print_header(file, policy);
    for (uint32_t i = 0; i < view_count(policy, BLOB_DOMAINS); i++)
        print_domain(file, policy, i, uuids[i]);
    for (uint32_t i = 0; i < view_count(policy, BLOB_PROFILES); i++)
        print_profile(file, policy, &policy->profiles[i]);
    print_relations(file, policy);
}
