/* SPDX-License-Identifier: GPL-2.0-only */
/* The hypervisor's time since boot as a date, where both clocks are known. */
#ifndef XENON_RUNTIME_CLOCK_H
#define XENON_RUNTIME_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json;

struct boot_clock {
    bool known;
    int64_t boot; /* when the hypervisor's time was 0: ns since 1970 by this system's clock */
};

#define TIME_TEXT 40u /* room for a time in text */

/* A clock by which it is `since_boot` ns now. */
struct boot_clock clock_at(uint64_t since_boot);

/* Local time to the millisecond, "2031-02-03 04:05:06.789"; without a known clock, "12.345678 s". */
void clock_local(char text[TIME_TEXT], const struct boot_clock *clock, uint64_t since_boot);

/* RFC 3339 in UTC to the microsecond. Returns false when the clock isn't known. */
bool clock_utc(char text[TIME_TEXT], const struct boot_clock *clock, uint64_t since_boot);

/* A member that is the date in UTC, or null where it isn't known. */
void clock_json(struct json *json, const char *key, const struct boot_clock *clock, uint64_t since_boot);

#endif
