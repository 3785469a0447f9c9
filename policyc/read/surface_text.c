/* SPDX-License-Identifier: GPL-2.0-only */
/* The attack surface, for people. */
#include <inttypes.h>
#include <string.h>
#include "policyc/read/items.h"
#include "policyc/read/manage.h"
#include "policyc/read/surface_parts.h"
#include "policyc/read/view.h"
#include "policyc/read/wording.h"

#define WIDTH  100u /* columns that a list fills */
#define INDENT 14u

/* A list in lines that begin below each other. */
struct list {
    FILE *file;
    size_t column;
    bool more;
};

static struct list list_start(FILE *file, const char *title)
{
    fprintf(file, "  %-*s", (int)INDENT - 2, title);
    return (struct list){.file = file, .column = INDENT};
}

static void list_add(struct list *list, const char *word)
{
    size_t length = strlen(word);
    if (list->more)
        list->column += (size_t)fprintf(list->file, ",");
    if (list->more && list->column + 1 + length > WIDTH)
        list->column = (size_t)fprintf(list->file, "\n%*s", (int)INDENT, "") - 1;
    else if (list->more)
        list->column += (size_t)fprintf(list->file, " ");
    list->column += (size_t)fprintf(list->file, "%s", word);
    list->more = true;
}

static void list_end(const struct list *list)
{
    fputs(list->more ? "\n" : "none\n", list->file);
}

/* A text of words with blanks between, in lines. */
static void put_text(FILE *file, const char *title, const char *text)
{
    size_t column = (size_t)fprintf(file, "  %-*s", (int)INDENT - 2, title);
    for (const char *end; *text; text = end + (*end == ' ')) {
        end = text + strcspn(text, " ");
        size_t length = (size_t)(end - text);
        if (column > INDENT && column + 1 + length > WIDTH)
            column = (size_t)fprintf(file, "\n%*s", (int)INDENT, "") - 1;
        else if (column > INDENT)
            column += (size_t)fprintf(file, " ");
        column += (size_t)fprintf(file, "%.*s", (int)length, text);
    }
    fputc('\n', file);
}

/* Of what is allowed and what isn't, what is less is listed. */
static void put_operations(struct arena *arena, FILE *file, const struct blob_profile *profile)
{
    uint64_t withheld[BLOB_WORDS];
    surface_withheld(profile, withheld);
    struct surface_size allows = surface_size(profile->allowed), withholds = surface_size(withheld);
    bool is_less = allows.operations <= withholds.operations;
    put_text(file, "allowed",
             !allows.operations ? "none"
             : is_less          ? items_text(arena, profile->allowed)
                                : "all others");
    put_text(file, "withheld",
             !withholds.operations ? "none"
             : is_less             ? "all others"
                                   : items_text(arena, withheld));
}

/* --- Profiles --- */

static void put_holders(FILE *file, const struct msm_policy *policy, uint32_t profile)
{
    struct list list = list_start(file, "domains");
    for (uint32_t i = 0; i < view_count(policy, BLOB_DOMAINS); i++)
        if (surface_holds(policy, i, profile))
            list_add(&list, msm_label(policy, i));
    list_end(&list);
}

/* Those within reach each have their title, the others only their numbers. */
static void put_advisories(struct arena *arena, FILE *file, const struct blob_profile *profile)
{
    unsigned int counts[REACHES];
    surface_count(profile, counts);
    fprintf(file, "  advisories  %u of %zu need what is withheld, %u do not, %u are not about such guests\n",
            counts[REACH_WITHHELD], advisory_count, counts[REACH_ALLOWED], counts[REACH_OTHER_GUESTS]);
    struct list list = list_start(file, "  withheld");
    for (size_t i = 0; i < advisory_count; i++)
        if (surface_reach(profile, &advisories[i]) == REACH_WITHHELD)
            list_add(&list, arena_print(arena, "XSA-%u", advisories[i].number));
    list_end(&list);
    for (size_t i = 0; i < advisory_count; i++)
        if (surface_reach(profile, &advisories[i]) == REACH_ALLOWED)
            fprintf(file, "    allowed   XSA-%u: %s\n", advisories[i].number, advisories[i].title);
}

static void put_profile(struct arena *arena, FILE *file, const struct msm_policy *policy, uint32_t index)
{
    const struct blob_profile *profile = &policy->profiles[index];
    struct surface_size all = surface_size(msm_known), size = surface_size(profile->allowed);
    uint64_t limited[BLOB_WORDS];
    const char *guest = wording_guest(profile->guest);
    fprintf(file, "\nprofile %s%s%s%s: %u of %u operations, of %u of %u hypercalls\n",
            view_text(policy, profile->name), guest ? " (" : "", guest ? guest : "", guest ? ")" : "",
            size.operations, all.operations, size.hypercalls, all.hypercalls);
    put_holders(file, policy, index);
    put_operations(arena, file, profile);
    surface_limited(policy, profile, limited);
    if (profile->targets)
        put_text(file, "on some only", items_text(arena, limited));
    put_advisories(arena, file, profile);
}

/* --- Services --- */

static void put_devices(FILE *file, const struct msm_policy *policy, uint32_t domain)
{
    struct list list = list_start(file, "devices");
    char text[VIEW_DEVICE_SIZE];
    for (uint32_t i = 0; i < view_count(policy, BLOB_DEVICES); i++)
        if (policy->devices[i].domain == domain)
            list_add(&list, view_device_text(policy->devices[i].device, text));
    list_end(&list);
}

static void put_members(FILE *file, const struct msm_policy *policy, const char *title, uint32_t first,
                        uint32_t count)
{
    struct list list = list_start(file, title);
    for (uint32_t i = 0; i < count; i++)
        list_add(&list, msm_label(policy, policy->members[first + i]));
    list_end(&list);
}

static void put_reach(struct arena *arena, FILE *file, const struct msm_policy *policy, uint32_t domain)
{
    struct list list = list_start(file, "reaches");
    char text[WORDING_SIZE];
    for (uint32_t i = 0; i < view_count(policy, BLOB_CONNECTIONS); i++) {
        uint32_t other;
        unsigned int means = surface_means(&policy->connections[i], domain, &other);
        if (means)
            list_add(&list,
                     arena_print(arena, "%s (%s)", msm_label(policy, other), wording_all_means(means, text)));
    }
    list_end(&list);
}

static void put_created(FILE *file, const struct msm_policy *policy, uint32_t domain)
{
    const struct blob_profile *profile = &policy->profiles[policy->domains[domain].profile];
    struct list list = list_start(file, "creates");
    enum manage_extent extent = manage_extent(policy, profile);
    if (extent == MANAGES_ALL)
        list_add(&list, "all domains");
    for (uint32_t i = 0; extent == MANAGES_SOME && i < view_count(policy, BLOB_DOMAINS); i++)
        if (msm_manages(policy, profile, i))
            list_add(&list, msm_label(policy, i));
    list_end(&list);
}

static void put_service(struct arena *arena, FILE *file, const struct msm_policy *policy,
                        const struct blob_service *service)
{
    fprintf(file, "\nservice %s\n", msm_label(policy, service->domain));
    put_text(file, "profile",
             view_text(policy, policy->profiles[policy->domains[service->domain].profile].name));
    put_devices(file, policy, service->domain);
    put_members(file, policy, "serves", service->first_client, service->clients);
    put_reach(arena, file, policy, service->domain);
    put_created(file, policy, service->domain);
    put_members(file, policy, "delegates", service->first_delegate, service->delegates);
}

void surface_text(struct arena *arena, FILE *file, const struct msm_policy *policy)
{
    struct surface_size all = surface_size(msm_known);
    fprintf(file, "policy \"%s\" version %" PRIu32 "\n", view_text(policy, policy->policy->name),
            policy->policy->version);
    fprintf(
        file,
        "without a policy: %u operations of %u hypercalls; %zu advisories are known that need some of them\n",
        all.operations, all.hypercalls, advisory_count);
    for (uint32_t i = 0; i < view_count(policy, BLOB_PROFILES); i++)
        put_profile(arena, file, policy, i);
    for (uint32_t i = 0; i < view_count(policy, BLOB_SERVICES); i++)
        put_service(arena, file, policy, &policy->services[i]);
}
