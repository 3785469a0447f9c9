/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-policy status: what is in force, and what the running domains did under it. */
#include "runtime/clock.h"
#include "lang/json.h"
#include "runtime/words.h"

#include <getopt.h>
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
    printf("\nsealed      %s\n",
           status->flags & XENON_SEALED ? "yes" : "no: what the policy allows for the boot only still is");
    print_log_range(status);
}

static void print_domains(const struct report *report)
{
    fputs("\n   id  violations  quiet denials  domain\n", stdout);
    for (size_t i = 0; i < report->count; i++) {
        const struct xenon_domain *domain = &report->domains[i];
        printf("%5u  %10" PRIu64 "  %13" PRIu64 "  ", domain->domid, domain->violations, domain->quiet);
        print_text(stdout, domain->label, sizeof(domain->label));
        puts(domain->flags & XENON_HELD ? " (held)" : "");
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

static enum policy_exit run(int argc, char **argv)
{
    static const struct option options[] = {{"json", no_argument, NULL, 'j'}, {NULL, 0, NULL, 0}};
    bool json = false;
    int option;
    opterr = 0;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option != 'j')
            return wrong_usage(&policy_status, "wrong option `%s`", argv[optind - 1]);
        json = true;
    }
    if (optind != argc)
        return wrong_usage(&policy_status, "it takes no argument, and got `%s`", argv[optind]);
    struct xenon *xenon = open_or_complain();
    if (!xenon)
        return POLICY_UNREACHABLE;
    enum policy_exit status = report_status(xenon, json);
    xenon_close(xenon);
    return status;
}

const struct policy_verb policy_status = {
    .name = "status",
    .summary = "show the live policy and the running domains under it",
    .help = "usage: xenon-policy status [--json]\n"
            "Shows the live policy: name, version, digest, generation (1 is the boot policy), when it\n"
            "took force; which records the log holds; and for each running domain its label, its\n"
            "violations, the denials that the policy expects (deny quietly), and whether it is held.\n\n"
            "  --json  one object on one line, described in xenon-policy(8)\n\n"
            "Exit status: 0 done; 2 usage; 3 no Xenon hypervisor here, or not permitted.\n",
    .run = run,
};
