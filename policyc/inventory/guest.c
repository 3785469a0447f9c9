/* SPDX-License-Identifier: GPL-2.0-only */
/* What both forms of an inventory write alike: UUIDs and lists of processors. */
#include "policyc/inventory/guest.h"

#include <string.h>
#include "policyc/read/spelling.h"

#define CPUS (BLOB_CPU_WORDS * 64)

struct guest *guest_new(struct arena *arena)
{
    struct guest *guest = arena_alloc(arena, sizeof(*guest));
    guest->limits = (struct blob_limits){
        .memory = BLOB_UNLIMITED,
        .vcpus = BLOB_UNLIMITED,
        .event_channels = BLOB_UNLIMITED,
        .grant_frames = BLOB_UNLIMITED,
        .maptrack_frames = BLOB_UNLIMITED,
        .cpu_weight = BLOB_UNLIMITED,
        .cpu_cap = BLOB_UNLIMITED,
    };
    return guest;
}

uint64_t *guest_amount(struct guest *guest, enum wording_limit limit)
{
    uint64_t *const amounts[LIMITS] = {
        [LIMIT_MEMORY] = &guest->limits.memory,
        [LIMIT_VCPUS] = &guest->limits.vcpus,
        [LIMIT_EVENT_CHANNELS] = &guest->limits.event_channels,
        [LIMIT_GRANT_FRAMES] = &guest->limits.grant_frames,
        [LIMIT_MAPTRACK_FRAMES] = &guest->limits.maptrack_frames,
        [LIMIT_CPU_WEIGHT] = &guest->limits.cpu_weight,
        [LIMIT_CPU_CAP] = &guest->limits.cpu_cap,
    };
    return amounts[limit];
}

bool guest_read_uuid(struct guest *guest, const char *text, struct span span, struct diagnostics *diagnostics)
{
    if (parse_uuid(text, guest->uuid)) {
        guest->uuid_place = span;
        return true;
    }
    report_help(diagnostics, report(diagnostics, XP0801, span, "this is not a UUID"),
                "a UUID looks like 6f4d0c3e-77a1-4b0e-9f6d-2a54c9b01e7d");
    return false;
}

static void set_cpus(struct blob_limits *limits, uint32_t first, uint32_t last, bool wanted)
{
    for (uint32_t cpu = first; cpu <= last && cpu < CPUS; cpu++) {
        uint64_t bit = UINT64_C(1) << cpu % 64;
        if (wanted)
            limits->affinity[cpu / 64] |= bit;
        else
            limits->affinity[cpu / 64] &= ~bit;
    }
}

/* `3`, `0-3`, `all`, or `^` and one of the first two; xl lets blanks stand before numbers. */
static bool read_part(struct blob_limits *limits, const char *part)
{
    uint32_t first = 0, last = CPUS - 1;
    bool wanted = *part != '^';
    if (strcmp(part, "all") != 0) {
        part += !wanted;
        part += strspn(part, " \t");
        if (!parse_range(part, UINT32_MAX, &first, &last))
            return false;
    }
    set_cpus(limits, first, last, wanted);
    return true;
}

bool guest_read_cpus(struct guest *guest, const char *text, struct span span, struct diagnostics *diagnostics)
{
    char part[24];
    for (const char *end; *text; text = end + (*end == ',')) {
        end = strchrnul(text, ',');
        size_t length = (size_t)(end - text);
        if (!length)
            continue;
        if (length < sizeof(part)) {
            memcpy(part, text, length);
            part[length] = '\0';
        }
        if (length >= sizeof(part) || !read_part(&guest->limits, part)) {
            report_help(diagnostics, report(diagnostics, XP0801, span, "this is no list of processors"),
                        "processors are given by their numbers, such as \"0-3,5\"; those of a node, too");
            return false;
        }
    }
    guest->limit_places[LIMIT_CPU_AFFINITY] = span;
    return true;
}
