/* SPDX-License-Identifier: GPL-2.0-only */
/* A policy beside the live one: what it says otherwise, and what that does to the running domains. */
#include "runtime/compare.h"
#include "lang/json.h"
#include "policyc/read/view.h"
#include "policyc/read/wording.h"
#include "runtime/domains.h"
#include "runtime/words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { SHORT_DIGEST = 6 }; /* bytes of a digest that tell policies apart in a message */

void compare(struct comparison *c, struct xenon *xenon, const struct msm_policy *next,
             const struct xenon_load *load)
{
    *c = (struct comparison){.next = *next, .load = *load};
    if (blob_fetch(&c->live, xenon, XENON_LIVE)) {
        blob_free(&c->live);
        c->live.data = NULL;
    }
    if (c->live.data) {
        c->diff = diff_policies(&c->arena, &c->live.policy, &c->next, NULL, 0);
        if (!(c->load.flags & XENON_IF_LIVE))
            memcpy(c->load.live, c->live.policy.header->digest, sizeof(c->load.live));
        c->load.flags |= XENON_IF_LIVE;
    }
    struct xenon_load asked = c->load;
    c->prepared = xenon_prepare(xenon, &c->load);
    if (xenon_list_domains(xenon, &c->domains, &c->count))
        c->count = 0; /* they are named by their ids */
    c->load.flags = asked.flags;
    memcpy(c->load.live, asked.live, sizeof(asked.live));
}

void compare_free(struct comparison *c)
{
    blob_free(&c->live);
    free(c->load.changes);
    free(c->domains);
    arena_free(&c->arena);
}

/* --- In words --- */

void print_named(FILE *out, const char *name, uint32_t version, const uint8_t *digest)
{
    print_text(out, name, strlen(name));
    fprintf(out, " version %u, digest ", version);
    print_hex(out, digest, SHORT_DIGEST);
}

void print_policy(FILE *out, const struct msm_policy *policy)
{
    print_named(out, view_text(policy, policy->policy->name), policy->policy->version,
                policy->header->digest);
}

static void print_domain(FILE *out, const struct comparison *c, uint32_t domid)
{
    char label[DOMAIN_LABEL];
    const struct xenon_domain *domain = domain_by_id(c->domains, c->count, domid);
    fprintf(out, "domain %u", domid);
    if (!domain)
        return;
    fputs(", `", out);
    print_text(out, domain_label(domain, label), DOMAIN_LABEL);
    fputc('`', out);
}

/* What it is that a kind of change does; a domain before it. NULL: these tools don't know the kind. */
static const char *change_text(unsigned int kind)
{
    static const char *const texts[] = {
        [XENON_CUT] = "may no longer reach",
        [XENON_UNKNOWN] = "isn't known to the policy",
        [XENON_CONFLICT] = "would be in conflict with another that runs",
        [XENON_DECIDES] = "may do other things than before",
        [XENON_LIMITS] = "gets other rates, responses to violations or limits",
        [XENON_DEVICE] = "has a PCI device that it may no longer have:",
    };
    return kind && kind < sizeof(texts) / sizeof(texts[0]) ? texts[kind] : NULL;
}

/* As lspci(8) writes it. */
static const char *device_text(unsigned int device, char text[WORDING_SIZE])
{
    snprintf(text, WORDING_SIZE, "%02x:%02x.%u", device >> 8 & 0xff, device >> 3 & 0x1f, device & 7);
    return text;
}

static void print_change(const struct comparison *c, const struct xenon_change *change)
{
    char means[WORDING_SIZE];
    const char *text = change_text(change->kind);
    bool pair = change->peer != XENON_NO_DOMAIN;
    fputs("  ", stdout);
    print_domain(stdout, c, change->domid);
    if (pair && change->kind == XENON_DECIDES)
        text = "has other ways to reach";
    printf(": %s%s", text ? text : "is changed in a way that these tools don't know", pair ? " " : "");
    if (pair) {
        print_domain(stdout, c, change->peer);
        printf(": %s", wording_all_means(change->means, means));
    }
    if (change->kind == XENON_DEVICE)
        printf(" %s", device_text(change->means, means));
    puts("");
}

void print_changes(const struct comparison *c)
{
    if (c->prepared < 0) {
        printf("\nwhich running domains it changes isn't known: %s\n",
               c->prepared == -EPERM ? "the live policy doesn't allow xsm_op.prepare to this domain"
                                     : strerror(-c->prepared));
        return;
    }
    puts(c->load.count ? "\nrunning domains" : "\nno running domain is changed");
    for (size_t i = 0; i < c->load.count; i++)
        print_change(c, &c->load.changes[i]);
}

void compare_print(const struct comparison *c, size_t most)
{
    if (c->live.data)
        diff_print(stdout, &c->diff, most);
    else
        puts("what it says otherwise than the live policy isn't known: that can't be read from here");
    print_changes(c);
}

void print_refusal(const struct comparison *c, const struct xenon_load *answer)
{
    char means[WORDING_SIZE];
    fflush(stdout); /* what was said before it comes before it */
    fprintf(stderr, "xenon-policy: refused: %s (", msm_fault_text((enum msm_fault)answer->fault));
    if (answer->fault == MSM_UNKNOWN_DOMAIN || answer->fault == MSM_IN_CONFLICT) {
        print_domain(stderr, c, answer->domain);
    } else if (answer->fault == MSM_STILL_ASSIGNED) {
        print_domain(stderr, c, answer->domain);
        fprintf(stderr, ", %s", device_text(answer->means, means));
    } else if (answer->fault == MSM_STILL_SHARED) {
        print_domain(stderr, c, answer->domain);
        fputs(", would no longer reach ", stderr);
        print_domain(stderr, c, answer->peer);
        fprintf(stderr, ", by %s", wording_all_means(answer->means, means));
    } else {
        fprintf(stderr, "%s, byte %u", msm_section_name(answer->section), answer->offset);
    }
    fputs("); the live policy stays in force\n", stderr);
}

/* --- As JSON --- */

void policy_json(struct json *json, const char *key, const struct msm_policy *policy)
{
    json_object(json, key);
    json_string(json, "name", view_text(policy, policy->policy->name), SIZE_MAX);
    json_number(json, "version", policy->policy->version);
    json_hex(json, "digest", policy->header->digest, sizeof(policy->header->digest));
    json_end(json);
}

static void end_json(struct json *json, const char *id, const char *label, const struct comparison *c,
                     uint32_t domid)
{
    const struct xenon_domain *domain = domain_by_id(c->domains, c->count, domid);
    json_number(json, id, domid);
    if (domain)
        json_string(json, label, domain->label, sizeof(domain->label));
}

static void change_json(struct json *json, const struct comparison *c, const struct xenon_change *change)
{
    static const char *const kinds[] = {
        [XENON_CUT] = "cut",         [XENON_UNKNOWN] = "unknown", [XENON_CONFLICT] = "conflict",
        [XENON_DECIDES] = "decides", [XENON_LIMITS] = "limits",   [XENON_DEVICE] = "device",
    };
    char means[WORDING_SIZE];
    json_object(json, NULL);
    json_string(json, "kind", change_text(change->kind) ? kinds[change->kind] : "other", SIZE_MAX);
    end_json(json, "domid", "domain", c, change->domid);
    if (change->peer != XENON_NO_DOMAIN) {
        end_json(json, "peer_domid", "peer", c, change->peer);
        json_string(json, "means", wording_all_means(change->means, means), SIZE_MAX);
    }
    if (change->kind == XENON_DEVICE)
        json_string(json, "device", device_text(change->means, means), SIZE_MAX);
    json_end(json);
}

void changes_json(struct json *json, const struct comparison *c)
{
    if (c->prepared < 0) {
        json_null(json, "changes");
        return;
    }
    json_array(json, "changes");
    for (size_t i = 0; i < c->load.count; i++)
        change_json(json, c, &c->load.changes[i]);
    json_end(json);
}

void compare_json(struct json *json, const struct comparison *c)
{
    if (c->live.data)
        diff_json(json, "diff", &c->diff, NULL, 0);
    else
        json_null(json, "diff");
    changes_json(json, c);
}

void refusal_json(struct json *json, const struct xenon_load *answer)
{
    if (!answer->fault) {
        json_null(json, "refused");
        return;
    }
    json_object(json, "refused");
    json_string(json, "reason", msm_fault_text((enum msm_fault)answer->fault), SIZE_MAX);
    json_string(json, "section", msm_section_name(answer->section), SIZE_MAX);
    json_number(json, "byte", answer->offset);
    json_end(json);
}
