/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-policy status: what is in force, and what the running domains did under it. */
#include "runtime/clock.h"
#include "lang/json.h"
#include "runtime/words.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct report {
    struct xenon_status status;
    struct boot_clock clock;
    struct xenon_domain *domains; /* owned */
    size_t count;
    int error; /* why there are no domains, or 0 */
};

static void print_log_range(const struct xenon_status *status)
{
    if (status->oldest == status->next)
        printf("log         empty; the next record gets number %" PRIu64 "\n", status->next);
    else
        printf("log         holds records %" PRIu64 " to %" PRIu64 "\n", status->oldest, status->next - 1);
}

/* What may not stay as it is. */
static void print_passing(const struct report *report)
{
    const struct xenon_status *status = &report->status;
    char until[TIME_TEXT];
    clock_local(until, &report->clock, status->confirm_by);
    if (status->flags & XENON_UNCONFIRMED)
        printf("unconfirmed the policy confirmed last comes back at %s, unless `confirm` keeps this one\n",
               until);
    if (status->flags & XENON_SHADOWING)
        puts("candidate   another policy's decisions are compared: see `shadow show`");
}

static const char *state_of(const struct xenon_domain *domain)
{
    if (domain->flags & XENON_LEARNING)
        return domain->flags & XENON_HELD ? " (held, learning)" : " (learning)";
    return domain->flags & XENON_HELD ? " (held)" : "";
}

static void print_policy(const struct report *report)
{
    const struct xenon_status *status = &report->status;
    char loaded[TIME_TEXT];
    clock_local(loaded, &report->clock, status->loaded);
    fputs("policy      ", stdout);
    print_text(stdout, status->name, sizeof(status->name));
    printf(", version %u\ndigest      ", status->version);
    print_hex(stdout, status->digest, sizeof(status->digest));
    printf("\ngeneration  %u since boot\nloaded      %s\n", status->generation, loaded);
    printf("size        %u bytes, %u domains labelled\ntable       ", status->size, status->domains);
    print_hex(stdout, status->table, sizeof(status->table));
    printf("\nsealed      %s\n", status->flags & XENON_SEALED
                                     ? "yes"
                                     : "no: what the policy allows for the boot only, if anything, still is");
    print_passing(report);
    print_log_range(status);
}

static void print_domains(const struct report *report)
{
    fputs("\n   id  violations  quiet denials  domain\n", stdout);
    for (size_t i = 0; i < report->count; i++) {
        const struct xenon_domain *domain = &report->domains[i];
        printf("%5u  %10" PRIu64 "  %13" PRIu64 "  ", domain->domid, domain->violations, domain->quiet);
        print_text(stdout, domain->label, sizeof(domain->label));
        puts(state_of(domain));
    }
}

static void policy_json(struct json *json, const struct report *report)
{
    const struct xenon_status *status = &report->status;
    json_object(json, "policy");
    json_string(json, "name", status->name, sizeof(status->name));
    json_number(json, "version", status->version);
    json_hex(json, "digest", status->digest, sizeof(status->digest));
    json_number(json, "size", status->size);
    json_number(json, "labels", status->domains);
    json_number(json, "generation", status->generation);
    clock_json(json, "loaded", &report->clock, status->loaded);
    json_number(json, "loaded_ns", status->loaded);
    json_boolean(json, "sealed", status->flags & XENON_SEALED);
    if (status->flags & XENON_UNCONFIRMED) {
        clock_json(json, "confirm_by", &report->clock, status->confirm_by);
        json_number(json, "confirm_by_ns", status->confirm_by);
    }
    json_boolean(json, "candidate", status->flags & XENON_SHADOWING);
    json_end(json);
}

static void domains_json(struct json *json, const struct report *report)
{
    if (report->error) {
        json_null(json, "domains");
        return;
    }
    json_array(json, "domains");
    for (size_t i = 0; i < report->count; i++) {
        const struct xenon_domain *domain = &report->domains[i];
        json_object(json, NULL);
        json_string(json, "domain", domain->label, sizeof(domain->label));
        json_number(json, "domid", domain->domid);
        json_number(json, "violations", domain->violations);
        json_number(json, "quiet_denials", domain->quiet);
        json_boolean(json, "held", domain->flags & XENON_HELD);
        json_boolean(json, "learning", domain->flags & XENON_LEARNING);
        json_end(json);
    }
    json_end(json);
}

static void print_json(const struct report *report)
{
    const struct xenon_status *status = &report->status;
    struct json json;
    json_start(&json, stdout);
    json_object(&json, NULL);
    policy_json(&json, report);
    json_number(&json, "now_ns", status->now);
    json_hex(&json, "table", status->table, sizeof(status->table));
    json_object(&json, "log");
    json_number(&json, "oldest", status->oldest);
    json_number(&json, "next", status->next);
    json_end(&json);
    domains_json(&json, report);
    json_end(&json);
}

/* What may be asked is shown, even when the domains may not be asked for. */
static enum policy_exit report_status(struct xenon *xenon, bool json)
{
    struct report report = {.count = 0};
    int error = xenon_get_status(xenon, &report.status);
    if (error)
        return complain_unreachable("status", error);
    report.clock = clock_at(report.status.now);
    report.error = xenon_list_domains(xenon, &report.domains, &report.count);
    if (json)
        print_json(&report);
    else
        print_policy(&report);
    if (report.error)
        return complain_unreachable("domains", report.error);
    if (!json)
        print_domains(&report);
    free(report.domains);
    return POLICY_DONE;
}

enum policy_exit verb_status(const struct request *request)
{
    struct xenon *xenon = open_or_complain(request);
    if (!xenon)
        return POLICY_UNREACHABLE;
    enum policy_exit status = report_status(xenon, request->json);
    xenon_close(xenon);
    return status;
}
