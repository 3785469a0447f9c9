/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers and units. Each amount has the largest unit that divides it: what is read back is the same number.
 */
#include "policyc/read/wording.h"

#include <assert.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

struct unit {
    const char *name;
    uint64_t size;
};

static const struct unit times[] = {
    {"day", UINT64_C(86400000000000)},
    {"h", UINT64_C(3600000000000)},
    {"min", UINT64_C(60000000000)},
    {"s", UINT64_C(1000000000)},
    {"ms", UINT64_C(1000000)},
    {"us", UINT64_C(1000)},
    {"ns", UINT64_C(1)},
};

static const struct unit sizes[] = {
    {"TiB", UINT64_C(1) << 30}, {"GiB", UINT64_C(1) << 20}, {"MiB", UINT64_C(1) << 10}, {"KiB", 1}};

/* The last unit is 1, which divides everything. */
static const struct unit *find_unit(const struct unit *unit, uint64_t amount)
{
    while (unit->size > 1 && (!amount || amount % unit->size))
        unit++;
    return unit;
}

const char *wording_effect(uint32_t effect)
{
    static const char *const words[] = {
        [BLOB_ALLOW] = "allow",       [BLOB_DENY] = "deny",       [BLOB_DENY_QUIETLY] = "deny quietly",
        [BLOB_DECLARED] = "declared", [BLOB_BOOT] = "boot",       [BLOB_RATE] = "rate",
        [BLOB_RESPONSE] = "response", [BLOB_CONNECT] = "connect", [BLOB_CONFLICT] = "conflict",
        [BLOB_NETWORK] = "network",   [BLOB_SERVICE] = "service",
    };
    _Static_assert(sizeof(words) / sizeof(words[0]) == BLOB_EFFECTS, "a word for every effect");
    return words[effect];
}

const char *wording_action(uint32_t action)
{
    static const char *const words[] = {
        [BLOB_LOG] = "log",
        [BLOB_PAUSE] = "pause",
        [BLOB_CRASH] = "crash",
        [BLOB_DESTROY] = "destroy",
        [BLOB_REBOOT_HOST] = "reboot host",
    };
    _Static_assert(sizeof(words) / sizeof(words[0]) == BLOB_ACTION_KINDS, "a word for every action");
    return words[action];
}

const char *wording_binding(uint32_t binding)
{
    static const char *const words[] = {
        [BLOB_LIVE] = "live", [BLOB_AT_START] = "at start", [BLOB_AT_BOOT] = "at boot"};
    _Static_assert(sizeof(words) / sizeof(words[0]) == BLOB_BINDINGS, "a word for every binding");
    return words[binding];
}

const char *wording_guest(uint32_t guest)
{
    static const char *const words[] = {[BLOB_PV] = "pv", [BLOB_PVH] = "pvh", [BLOB_HVM] = "hvm"};
    _Static_assert(sizeof(words) / sizeof(words[0]) == BLOB_GUESTS, "a word for every kind of guest");
    return words[guest];
}

const char *wording_protocol(uint32_t protocol)
{
    switch (protocol) {
    case 1:
        return "icmp";
    case 6:
        return "tcp";
    case 17:
        return "udp";
    default:
        return NULL;
    }
}

const char *wording_means(unsigned int bit)
{
    switch (bit) {
    case BLOB_GRANT:
        return "grant";
    case BLOB_EVENT:
        return "event";
    case BLOB_ARGO:
        return "argo";
    default:
        assert(bit == BLOB_FOREIGN);
        return "foreign";
    }
}

const char *wording_all_means(unsigned int means, char text[WORDING_SIZE])
{
    size_t at = 0;
    text[0] = '\0';
    for (unsigned int bit = BLOB_GRANT; bit <= BLOB_FOREIGN; bit <<= 1)
        if (means & bit)
            at += (size_t)snprintf(text + at, WORDING_SIZE - at, "%s%s", at ? ", " : "", wording_means(bit));
    return text;
}

const char *wording_time(uint64_t ns, char text[WORDING_SIZE])
{
    const struct unit *unit = find_unit(times, ns);
    snprintf(text, WORDING_SIZE, "%" PRIu64 "%s", ns / unit->size, unit->name);
    return text;
}

/* The digits that begin at `*text`, and their number in `count`. False if they are no number of 64 bits. */
static bool read_digits(const char **text, uint64_t *value, unsigned int *count)
{
    *value = 0;
    for (*count = 0; **text >= '0' && **text <= '9'; ++*text, ++*count)
        if (__builtin_mul_overflow(*value, 10, value) ||
            __builtin_add_overflow(*value, (uint64_t)(**text - '0'), value))
            return false;
    return *count;
}

bool wording_read_time(const char *text, uint64_t *ns)
{
    uint64_t whole, part = 0, scale = 1;
    unsigned int digits;
    if (!read_digits(&text, &whole, &digits))
        return false;
    if (*text == '.') {
        text++;
        if (!read_digits(&text, &part, &digits) || digits > 9)
            return false;
        while (digits--)
            scale *= 10;
    }
    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
        if (strcmp(times[i].name, text) == 0)
            return !__builtin_mul_overflow(whole, times[i].size, ns) && *ns <= BLOB_MAX_TIME &&
                   !__builtin_mul_overflow(part, times[i].size, &part) &&
                   !__builtin_add_overflow(*ns, part / scale, ns) && *ns <= BLOB_MAX_TIME;
    return false;
}

const char *wording_moment(uint64_t ns, char text[WORDING_SIZE])
{
    const uint64_t second = UINT64_C(1000000000);
    int length = snprintf(text, WORDING_SIZE, "%" PRIu64 ".%09" PRIu64, ns / second, ns % second);
    while (text[length - 1] == '0')
        length--;
    if (text[length - 1] == '.')
        length--;
    snprintf(text + length, WORDING_SIZE - (size_t)length, "s");
    return text;
}

const char *wording_memory(uint64_t kib, char text[WORDING_SIZE])
{
    const struct unit *unit = find_unit(sizes, kib);
    snprintf(text, WORDING_SIZE, "%" PRIu64 " %s", kib / unit->size, unit->name);
    return text;
}

/* Periods are units of the language; one that isn't shows its number. */
const char *wording_rate(const struct blob_rate *rate, char text[WORDING_SIZE])
{
    const struct unit *unit = find_unit(times, rate->period);
    int at = snprintf(text, WORDING_SIZE, "%" PRIu32 "/", rate->count);
    if (rate->period != unit->size)
        at += snprintf(text + at, WORDING_SIZE - (size_t)at, "%" PRIu64, rate->period / unit->size);
    snprintf(text + at, WORDING_SIZE - (size_t)at, "%s burst %" PRIu32 "%s", unit->name, rate->burst,
             rate->flags & BLOB_SLOW ? " slow" : "");
    return text;
}

const char *wording_threshold(const struct blob_action_at *response, char text[WORDING_SIZE])
{
    char window[WORDING_SIZE];
    int at = snprintf(text, WORDING_SIZE, "at %" PRIu32, response->count);
    if (response->window)
        snprintf(text + at, WORDING_SIZE - (size_t)at, " within %.32s",
                 wording_time(response->window, window));
    return text;
}

const char *wording_response(const struct blob_action_at *response, char text[WORDING_SIZE])
{
    char threshold[WORDING_SIZE];
    snprintf(text, WORDING_SIZE, "%s %.64s", wording_action(response->action),
             wording_threshold(response, threshold));
    return text;
}

const char *wording_ports(const struct blob_network *network, char text[WORDING_SIZE])
{
    text[0] = '\0';
    if (network->first_port == 0 && network->last_port == UINT16_MAX)
        return text;
    int at = snprintf(text, WORDING_SIZE, " %u", (unsigned)network->first_port);
    if (network->last_port != network->first_port)
        snprintf(text + at, WORDING_SIZE - (size_t)at, "-%u", (unsigned)network->last_port);
    return text;
}

/* Only protocols that have ports come with any but all of them. */
const char *wording_packets(const struct blob_network *network, char text[WORDING_SIZE])
{
    const char *protocol = wording_protocol(network->protocol);
    char ports[WORDING_SIZE];
    snprintf(text, WORDING_SIZE, "%s%s%.32s", protocol ? " " : "", protocol ? protocol : "",
             wording_ports(network, ports));
    return text;
}

/* --- Limits --- */

static const struct limit_entry {
    const char *name;
    const char *before; /* its amount */
    size_t offset;      /* in struct blob_limits */
} limit_entries[LIMITS] = {
    [LIMIT_MEMORY] = {"memory", "memory <= ", offsetof(struct blob_limits, memory)},
    [LIMIT_VCPUS] = {"vcpus", "vcpus <= ", offsetof(struct blob_limits, vcpus)},
    [LIMIT_EVENT_CHANNELS] = {"event_channels",
                              "event_channels <= ", offsetof(struct blob_limits, event_channels)},
    [LIMIT_GRANT_FRAMES] = {"grant_frames", "grant_frames <= ", offsetof(struct blob_limits, grant_frames)},
    [LIMIT_MAPTRACK_FRAMES] = {"maptrack_frames",
                               "maptrack_frames <= ", offsetof(struct blob_limits, maptrack_frames)},
    [LIMIT_CPU_WEIGHT] = {"cpu_weight", "cpu weight ", offsetof(struct blob_limits, cpu_weight)},
    [LIMIT_CPU_CAP] = {"cpu_cap", "cpu cap ", offsetof(struct blob_limits, cpu_cap)},
    [LIMIT_CPU_AFFINITY] = {"cpu_affinity", "cpu affinity ", offsetof(struct blob_limits, affinity)},
};

uint64_t wording_limit_value(const struct blob_limits *limits, enum wording_limit limit)
{
    return *(const uint64_t *)(const void *)((const char *)limits + limit_entries[limit].offset);
}

const char *wording_limit_name(enum wording_limit limit)
{
    return limit_entries[limit].name;
}

bool wording_has_limit(const struct blob_limits *limits, enum wording_limit limit)
{
    uint64_t any = 0;
    if (limit != LIMIT_CPU_AFFINITY)
        return wording_limit_value(limits, limit) != BLOB_UNLIMITED;
    for (unsigned int i = 0; i < BLOB_CPU_WORDS; i++)
        any |= limits->affinity[i];
    return any != 0;
}

static bool has_cpu(const struct blob_limits *limits, unsigned int cpu)
{
    return cpu < BLOB_CPU_WORDS * 64 && limits->affinity[cpu / 64] >> cpu % 64 & 1;
}

/* 0-3, 5: every second processor of 256 takes 5 bytes each at most. */
static const char *affinity(const struct blob_limits *limits, char text[WORDING_SIZE])
{
    size_t at = 0;
    text[0] = '\0';
    for (unsigned int cpu = 0, end; cpu < BLOB_CPU_WORDS * 64; cpu = end + 1) {
        for (end = cpu; has_cpu(limits, end); end++)
            ;
        if (end == cpu)
            continue;
        at += (size_t)snprintf(text + at, WORDING_SIZE - at, "%s%u", at ? ", " : "", cpu);
        if (end - cpu > 1)
            at += (size_t)snprintf(text + at, WORDING_SIZE - at, "-%u", end - 1);
    }
    return text;
}

const char *wording_limit_amount(const struct blob_limits *limits, enum wording_limit limit,
                                 char text[WORDING_SIZE])
{
    if (limit == LIMIT_CPU_AFFINITY)
        return affinity(limits, text);
    if (limit == LIMIT_MEMORY)
        return wording_memory(limits->memory, text);
    snprintf(text, WORDING_SIZE, "%" PRIu64 "%s", wording_limit_value(limits, limit),
             limit == LIMIT_CPU_CAP ? "%" : "");
    return text;
}

const char *wording_limit(const struct blob_limits *limits, enum wording_limit limit, char text[WORDING_SIZE])
{
    char amount[WORDING_SIZE];
    snprintf(text, WORDING_SIZE, "%s%.990s", limit_entries[limit].before,
             wording_limit_amount(limits, limit, amount));
    return text;
}
