/* SPDX-License-Identifier: GPL-2.0-only */
/* Fragments of xl.cfg(5). Who only appends one to a configuration has the policy's values: xl takes the last.
 */
#include "policyc/read/xl.h"

#include <inttypes.h>
#include <string.h>
#include "policyc/read/view.h"
#include "policyc/read/wording.h"

#define MIB 1024u /* KiB */

const struct xl_setting xl_settings[LIMITS] = {
    [LIMIT_MEMORY] = {"memory", "maxmem"},
    [LIMIT_VCPUS] = {"vcpus", "maxvcpus"},
    [LIMIT_EVENT_CHANNELS] = {"max_event_channels", NULL},
    [LIMIT_GRANT_FRAMES] = {"max_grant_frames", NULL},
    [LIMIT_MAPTRACK_FRAMES] = {"max_maptrack_frames", NULL},
    [LIMIT_CPU_WEIGHT] = {"cpu_weight", NULL},
    [LIMIT_CPU_CAP] = {"cap", NULL},
    [LIMIT_CPU_AFFINITY] = {"cpus", NULL},
};

/* A setting whose value is a text. */
static void put_text(FILE *file, const char *key, const char *text)
{
    fprintf(file, "%s = \"", key);
    for (; *text; text++)
        fprintf(file, "%s%c", *text == '"' || *text == '\\' ? "\\" : "", *text);
    fputs("\"\n", file);
}

/* xl counts memory in MiB; a limit within one is rounded down, but nothing starts without any. */
static uint64_t value_of(const struct blob_limits *limits, enum wording_limit limit)
{
    uint64_t value = wording_limit_value(limits, limit);
    if (limit != LIMIT_MEMORY)
        return value;
    return value < MIB ? 1 : value / MIB;
}

static void put_limits(FILE *file, const struct blob_limits *limits)
{
    char text[WORDING_SIZE];
    for (enum wording_limit limit = 0; limit < LIMITS; limit++) {
        const struct xl_setting *setting = &xl_settings[limit];
        if (!wording_has_limit(limits, limit))
            continue;
        if (limit == LIMIT_CPU_AFFINITY)
            put_text(file, setting->key, wording_limit_amount(limits, limit, text));
        else
            fprintf(file, "%s = %" PRIu64 "\n", setting->key, value_of(limits, limit));
        if (setting->most)
            fprintf(file, "%s = %" PRIu64 "\n", setting->most, value_of(limits, limit));
    }
}

static void put_devices(FILE *file, const struct msm_policy *policy, uint32_t domain)
{
    char text[VIEW_DEVICE_SIZE];
    const char *before = "pci = [ ";
    for (uint32_t i = 0; i < view_count(policy, BLOB_DEVICES); i++) {
        if (policy->devices[i].domain != domain)
            continue;
        fprintf(file, "%s\"%s\"", before, view_device_text(policy->devices[i].device, text));
        before = ", ";
    }
    if (*before == ',')
        fputs(" ]\n", file);
}

/* Each domain of a fleet has a label of its own; what ends with the mark is the fleet's. */
static void put_label(struct arena *arena, FILE *file, const char *label)
{
    size_t length = strlen(label);
    bool is_fleet = label[length - 1] == BLOB_FLEET_MARK;
    fprintf(file, "\n# %s%s\n", label, is_fleet ? ", a fleet: put another name for NAME in each" : "");
    put_text(file, "seclabel", is_fleet ? arena_print(arena, "%.*sNAME", (int)length - 1, label) : label);
}

static void write_domain(struct arena *arena, FILE *file, const struct msm_policy *policy, uint32_t domain,
                         const char *label, uint32_t uuid)
{
    const char *guest = wording_guest(policy->profiles[policy->domains[domain].profile].guest);
    char text[VIEW_UUID_SIZE];
    put_label(arena, file, label);
    if (uuid != BLOB_NONE)
        put_text(file, "uuid", view_uuid_text(policy->uuids[uuid].uuid, text));
    if (guest)
        put_text(file, "type", guest);
    if (msm_limits(policy, domain))
        put_limits(file, msm_limits(policy, domain));
    if (msm_service(policy, domain))
        put_devices(file, policy, domain);
}

static void put_title(FILE *file, const struct msm_policy *policy)
{
    fprintf(file, "# For xl.cfg(5), as the policy \"%s\" version %" PRIu32 " says.\n",
            view_text(policy, policy->policy->name), policy->policy->version);
}

void xl_write(struct arena *arena, FILE *file, const struct msm_policy *policy)
{
    const uint32_t *uuids = view_uuids(arena, policy);
    put_title(file, policy);
    for (uint32_t i = 0; i < view_count(policy, BLOB_DOMAINS); i++)
        if (i != policy->policy->control_domain)
            write_domain(arena, file, policy, i, msm_label(policy, i), uuids[i]);
}

void xl_write_domain(struct arena *arena, FILE *file, const struct msm_policy *policy, uint32_t domain,
                     const char *label)
{
    put_title(file, policy);
    write_domain(arena, file, policy, domain, label, view_uuids(arena, policy)[domain]);
}
