/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-policy shadow: where a candidate would decide otherwise than the live policy. */
#include "lang/hypercalls.h"
#include "lang/json.h"
#include "runtime/blob.h"
#include "runtime/compare.h"
#include "runtime/domains.h"
#include "runtime/words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static enum policy_exit start(const struct request *request, struct xenon *xenon, const struct blob *blob)
{
    struct xenon_load load = {.blob = blob->data, .size = blob->size};
    int fault = xenon_shadow(xenon, &load);
    free(load.changes);
    if (fault < 0)
        return complain_unreachable("shadow", fault);
    if (fault) {
        print_refusal(&(struct comparison){.count = 0}, &load);
        return POLICY_REFUSED;
    }
    if (request->json) {
        puts("{\"candidate\":true}");
        return POLICY_DONE;
    }
    print_policy(stdout, &blob->policy);
    puts(" is the candidate; the live policy goes on to decide");
    return POLICY_DONE;
}

static enum policy_exit stop(const struct request *request, struct xenon *xenon)
{
    struct xenon_load nothing = {.size = 0};
    int fault = xenon_shadow(xenon, &nothing);
    free(nothing.changes);
    if (fault)
        return complain_unreachable("shadow", fault < 0 ? fault : 0);
    puts(request->json ? "{\"candidate\":false}" : "there is no candidate any more");
    return POLICY_DONE;
}

/* --- show --- */

static void print_counts(const struct xenon_domain *domain, const struct xenon_count *counts, size_t count,
                         enum xenon_learned_kind kind)
{
    char label[DOMAIN_LABEL], name[OPERATION_NAME_SIZE];
    for (size_t i = 0; i < count; i++) {
        printf("%5u  ", domain->domid);
        print_text(stdout, domain_label(domain, label), DOMAIN_LABEL);
        printf("  %s  would be %s, %u times\n", operation_name(counts[i].operation, name),
               kind == XENON_WOULD_DENY ? "refused" : "allowed", counts[i].count);
    }
}

static void counts_json(struct json *json, const struct xenon_domain *domain,
                        const struct xenon_count *counts, size_t count, enum xenon_learned_kind kind)
{
    char name[OPERATION_NAME_SIZE];
    for (size_t i = 0; i < count; i++) {
        json_object(json, NULL);
        json_string(json, "domain", domain->label, sizeof(domain->label));
        json_number(json, "domid", domain->domid);
        json_string(json, "operation", operation_name(counts[i].operation, name), sizeof(name));
        json_string(json, "would_be", kind == XENON_WOULD_DENY ? "refused" : "allowed", SIZE_MAX);
        json_number(json, "count", counts[i].count);
        json_end(json);
    }
}

/* Adds to *total. `json` is NULL for people. A domain that has ended meanwhile has nothing to show. */
static int show_domain(struct xenon *xenon, const struct xenon_domain *domain, struct json *json,
                       size_t *total)
{
    for (enum xenon_learned_kind kind = XENON_WOULD_DENY; kind <= XENON_WOULD_ALLOW; kind++) {
        struct xenon_count *counts = NULL;
        size_t count = 0;
        int error = xenon_get_learned(xenon, domain->domid, XENON_CANDIDATE, kind, &counts, &count);
        if (error)
            return error;
        if (json)
            counts_json(json, domain, counts, count, kind);
        else
            print_counts(domain, counts, count, kind);
        *total += count;
        free(counts);
    }
    return 0;
}

static int show_all(struct xenon *xenon, const struct xenon_domain *domains, size_t count, struct json *json)
{
    size_t total = 0;
    int error = 0;
    for (size_t i = 0; i < count; i++) {
        int result = show_domain(xenon, &domains[i], json, &total);
        if (result && result != -ESRCH)
            error = result;
    }
    if (!json && !error && !total)
        puts("so far the candidate would have decided all calls as the live policy did");
    return error;
}

static enum policy_exit show(const struct request *request, struct xenon *xenon)
{
    struct json json;
    struct blob candidate;
    struct xenon_domain *domains = NULL;
    size_t count = 0;
    int error = blob_fetch(&candidate, xenon, XENON_CANDIDATE);
    bool present = candidate.data;
    blob_free(&candidate);
    if (error)
        return complain_unreachable("fetch", error);
    if (!present) {
        complain("there is no candidate: `xenon-policy shadow start BLOB` gives one");
        return POLICY_REFUSED;
    }
    error = xenon_list_domains(xenon, &domains, &count);
    if (error)
        return complain_unreachable("domains", error);
    json_start(&json, stdout);
    if (request->json)
        json_array(&json, NULL);
    error = show_all(xenon, domains, count, request->json ? &json : NULL);
    if (request->json)
        json_end(&json);
    free(domains);
    return error ? complain_unreachable("learned", error) : POLICY_DONE;
}

static enum policy_exit run(const struct request *request, const struct blob *blob)
{
    struct xenon *xenon = open_or_complain(request);
    enum policy_exit status;
    if (!xenon)
        return POLICY_UNREACHABLE;
    if (strcmp(request->operands[0], "start") == 0)
        status = start(request, xenon, blob);
    else if (strcmp(request->operands[0], "stop") == 0)
        status = stop(request, xenon);
    else
        status = show(request, xenon);
    xenon_close(xenon);
    return status;
}

enum policy_exit verb_shadow(const struct request *request)
{
    struct blob blob = {.data = NULL};
    bool starts = strcmp(request->operands[0], "start") == 0;
    if (starts != (request->count == 2))
        return wrong_usage(request, starts ? "BLOB is missing" : "only `start` takes a BLOB");
    enum policy_exit status = starts ? blob_load(&blob, request->operands[1]) : POLICY_DONE;
    if (status == POLICY_DONE)
        status = run(request, &blob);
    blob_free(&blob);
    return status;
}
