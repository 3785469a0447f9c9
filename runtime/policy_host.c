/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-policy check-host: whether this host is set up to be safe. */
#include "lang/json.h"
#include "operations.h"
#include "runtime/blob.h"
#include "runtime/words.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* What was found so far. */
struct findings {
    struct json json;
    bool is_json;
    unsigned int bad;
};

/* One line: what is so, and if that isn't good, what to do. */
static __attribute__((format(printf, 4, 5))) void find(struct findings *findings, bool good, const char *what,
                                                       const char *format, ...)
{
    char text[256];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof(text), format, values);
    va_end(values);
    findings->bad += !good;
    if (!findings->is_json) {
        printf("%s  %-12s  ", good ? "ok " : "BAD", what);
        print_text(stdout, text, sizeof(text));
        puts("");
        return;
    }
    json_object(&findings->json, NULL);
    json_string(&findings->json, "what", what, SIZE_MAX);
    json_boolean(&findings->json, "good", good);
    json_string(&findings->json, "text", text, sizeof(text));
    json_end(&findings->json);
}

static void check_module(struct findings *findings, const struct xenon_status *status)
{
    static const uint8_t table[] = MSM_TABLE_FINGERPRINT;
    find(findings, true, "module", "the security module is in force, with `%.64s` version %u", status->name,
         status->version);
    find(findings, true, "interface", "it speaks the version %u of these tools", XENON_OP_VERSION);
    if (memcmp(status->table, table, sizeof(table)) == 0)
        find(findings, true, "table", "its table of hypercalls is that of these tools");
    else
        find(findings, false, "table",
             "its table of hypercalls isn't that of these tools: install both from one source");
    if (status->flags & XENON_SCRUBBING)
        find(findings, true, "scrubbing", "no domain gets a page with what another left in it");
    else
        find(findings, false, "scrubbing",
             "a domain may get pages with what another left in them: this hypervisor lacks Xenon's patches");
}

/* Also if that can't be read. */
static bool allows_for_boot(struct xenon *xenon)
{
    struct blob live;
    bool allows = blob_fetch(&live, xenon, XENON_LIVE) != 0;
    for (uint32_t i = 0; !allows && i < live.policy.header->section[BLOB_DOMAINS].count; i++)
        allows = live.policy.domains[i].boot_profile != BLOB_NONE;
    blob_free(&live);
    return allows;
}

static void check_state(struct findings *findings, struct xenon *xenon, const struct xenon_status *status)
{
    if (status->flags & XENON_ANY_VERSION)
        find(findings, false, "versions", "older policies can be loaded again: boot without msm-any-version");
    else
        find(findings, true, "versions", "only newer policies can be loaded");
    if (status->flags & XENON_UNCONFIRMED)
        find(findings, false, "trial", "the live policy ends soon, unless `xenon-policy confirm` keeps it");
    if (status->flags & XENON_SEALED)
        find(findings, true, "seal", "what is allowed for the boot only is over");
    else if (!allows_for_boot(xenon))
        find(findings, true, "seal", "the policy allows nothing for the boot only");
    else
        find(findings, false, "seal", "what is allowed for the boot only still is: `xenon-policy seal`");
}

/* --- The command line --- */

/* Options that open what a policy can't close. A name that ends with = is one with any value. */
static const struct danger {
    const char *option;
    const char *reason;
} dangers[] = {
    {"gdb=", "whoever is at that port commands the hypervisor"},
    {"spec-ctrl=no", "guests may read each other's secrets from the processor"},
    {"spec-ctrl=off", "guests may read each other's secrets from the processor"},
    {"spec-ctrl=0", "guests may read each other's secrets from the processor"},
    {"xpti=no", "PV guests may read the hypervisor's memory on some processors"},
    {"xpti=off", "PV guests may read the hypervisor's memory on some processors"},
    {"iommu=no", "a device can write to all memory"},
    {"iommu=off", "a device can write to all memory"},
    {"iommu=0", "a device can write to all memory"},
    {"smep=no", "a mistake of the hypervisor can run a guest's code"},
    {"smep=off", "a mistake of the hypervisor can run a guest's code"},
    {"smap=no", "a mistake of the hypervisor can use a guest's data"},
    {"smap=off", "a mistake of the hypervisor can use a guest's data"},
    {"allow_unsafe", "the processor has a flaw that stops all domains"},
};

static bool is_option(const char *word, const char *option)
{
    size_t length = strlen(option);
    return option[length - 1] == '=' ? strncmp(word, option, length) == 0 : strcmp(word, option) == 0;
}

static void check_command_line(struct findings *findings, struct xenon *xenon)
{
    char text[XENON_COMMAND_LINE];
    unsigned int before = findings->bad;
    int error = xenon_get_command_line(xenon, text);
    if (error) {
        find(findings, false, "command line", "it can't be read: %s", strerror(-error));
        return;
    }
    for (char *rest = text, *word; (word = strsep(&rest, " "));)
        for (size_t i = 0; i < sizeof(dangers) / sizeof(dangers[0]); i++)
            if (is_option(word, dangers[i].option))
                find(findings, false, "command line", "boot without %s: %s", word, dangers[i].reason);
    if (findings->bad == before)
        find(findings, true, "command line", "it has none of the options that open the host");
}

/* --- Domains --- */

static void check_domains(struct findings *findings, struct xenon *xenon)
{
    struct xenon_domain *domains = NULL;
    size_t count = 0;
    unsigned int before = findings->bad;
    int error = xenon_list_domains(xenon, &domains, &count);
    if (error) {
        find(findings, false, "domains", "they can't be listed: %s", strerror(-error));
        return;
    }
    for (size_t i = 0; i < count; i++)
        if (domains[i].flags & XENON_LEARNING)
            find(findings, false, "domains",
                 "domain %u learns, and is denied nothing: `xenon-policy learn stop %u`", domains[i].domid,
                 domains[i].domid);
    if (findings->bad == before)
        find(findings, true, "domains", "none learns: each is held to its profile");
    free(domains);
}

static enum policy_exit check(const struct request *request, struct xenon *xenon)
{
    struct xenon_status status;
    struct findings findings = {.is_json = request->json};
    int error = xenon_get_status(xenon, &status);
    if (error)
        return complain_unreachable("status", error);
    json_start(&findings.json, stdout);
    if (request->json)
        json_array(&findings.json, NULL);
    check_module(&findings, &status);
    check_state(&findings, xenon, &status);
    check_command_line(&findings, xenon);
    check_domains(&findings, xenon);
    if (request->json)
        json_end(&findings.json);
    return findings.bad ? POLICY_REFUSED : POLICY_DONE;
}

enum policy_exit verb_check_host(const struct request *request)
{
    struct xenon *xenon = open_or_complain(request);
    if (!xenon)
        return POLICY_UNREACHABLE;
    enum policy_exit status = check(request, xenon);
    xenon_close(xenon);
    return status;
}
