/* SPDX-License-Identifier: GPL-2.0-only */
/* The hypervisor's time since boot as a date. */
#include "runtime/clock.h"
#include "lang/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

enum { NS = 1000000000 };

struct boot_clock clock_at(uint64_t since_boot)
{
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now) || since_boot > INT64_MAX)
        return (struct boot_clock){.known = false};
    int64_t wall = (int64_t)now.tv_sec * NS + now.tv_nsec;
    return (struct boot_clock){.known = true, .boot = wall - (int64_t)since_boot};
}

/* The date in seconds, and the nanoseconds beyond it. Returns false when there is none. */
static bool date(const struct boot_clock *clock, uint64_t since_boot, time_t *seconds, unsigned int *ns)
{
    int64_t wall;
    if (!clock->known || since_boot > INT64_MAX ||
        __builtin_add_overflow(clock->boot, (int64_t)since_boot, &wall) || wall < 0)
        return false;
    *seconds = wall / NS;
    *ns = (unsigned int)(wall % NS);
    return true;
}

void clock_local(char text[TIME_TEXT], const struct boot_clock *clock, uint64_t since_boot)
{
    time_t seconds;
    unsigned int ns;
    struct tm parts;
    if (!date(clock, since_boot, &seconds, &ns) || !localtime_r(&seconds, &parts)) {
        snprintf(text, TIME_TEXT, "%" PRIu64 ".%06u s", since_boot / NS,
                 (unsigned int)(since_boot % NS / 1000));
        return;
    }
    size_t size = strftime(text, TIME_TEXT, "%Y-%m-%d %H:%M:%S", &parts);
    snprintf(text + size, TIME_TEXT - size, ".%03u", ns / 1000000);
}

bool clock_utc(char text[TIME_TEXT], const struct boot_clock *clock, uint64_t since_boot)
{
    time_t seconds;
    unsigned int ns;
    struct tm parts;
    if (!date(clock, since_boot, &seconds, &ns) || !gmtime_r(&seconds, &parts))
        return false;
    size_t size = strftime(text, TIME_TEXT, "%Y-%m-%dT%H:%M:%S", &parts);
    snprintf(text + size, TIME_TEXT - size, ".%06uZ", ns / 1000);
    return true;
}

void clock_json(struct json *json, const char *key, const struct boot_clock *clock, uint64_t since_boot)
{
    char text[TIME_TEXT];
    if (clock_utc(text, clock, since_boot))
        json_string(json, key, text, sizeof(text));
    else
        json_null(json, key);
}
