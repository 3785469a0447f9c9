/* SPDX-License-Identifier: GPL-2.0-only */
/* What a blob says in numbers, in the language's words. */
#ifndef XENON_WORDING_H
#define XENON_WORDING_H

#include <stdbool.h>
#include <stdint.h>
#include "blob.h"

/* A rule's effect; `declared` for a line that declares. */
const char *wording_effect(uint32_t effect);

const char *wording_action(uint32_t action);
const char *wording_binding(uint32_t binding);

/* `pv`, `pvh`, `hvm`; NULL for BLOB_ANY_GUEST. */
const char *wording_guest(uint32_t guest);

/* A protocol of a network's entry, or NULL: any. */
const char *wording_protocol(uint32_t protocol);

/* One bit of enum blob_means. */
const char *wording_means(unsigned int bit);

/*
 * Reads what wording_time() and wording_moment() write, a number that may have a fraction and a unit, up to
 * BLOB_MAX_TIME ns. False if it is something else.
 */
bool wording_read_time(const char *text, uint64_t *ns);

/* Room for what any of the functions below writes, terminated; each returns `text`. */
#define WORDING_SIZE 1024u

const char *wording_all_means(unsigned int means, char text[WORDING_SIZE]);      /* grant, event */
const char *wording_time(uint64_t ns, char text[WORDING_SIZE]);                  /* 10s */
const char *wording_moment(uint64_t ns, char text[WORDING_SIZE]);                /* 0.0125s */
const char *wording_memory(uint64_t kib, char text[WORDING_SIZE]);               /* 512 MiB */
const char *wording_rate(const struct blob_rate *rate, char text[WORDING_SIZE]); /* 5000/s burst 500 */
const char *wording_threshold(const struct blob_action_at *response,
                              char text[WORDING_SIZE]); /* at 10 within 1min */
const char *wording_response(const struct blob_action_at *response,
                             char text[WORDING_SIZE]); /* pause at 10 within 1min */

/* What a network's entry says behind its ends, with a space before it: ` tcp 8000-8010`, or nothing. */
const char *wording_packets(const struct blob_network *network, char text[WORDING_SIZE]);

/* Its ports alone, with a space before them, or nothing: all. */
const char *wording_ports(const struct blob_network *network, char text[WORDING_SIZE]);

/* What a domain may have, by a name each. */
enum wording_limit {
    LIMIT_MEMORY,
    LIMIT_VCPUS,
    LIMIT_EVENT_CHANNELS,
    LIMIT_GRANT_FRAMES,
    LIMIT_MAPTRACK_FRAMES,
    LIMIT_CPU_WEIGHT,
    LIMIT_CPU_CAP,
    LIMIT_CPU_AFFINITY,
    LIMITS,
};

/* Whether the limit is set. */
bool wording_has_limit(const struct blob_limits *limits, enum wording_limit limit);

/* A limit's number. Not for LIMIT_CPU_AFFINITY. */
uint64_t wording_limit_value(const struct blob_limits *limits, enum wording_limit limit);

/* A limit's name, as a key: `cpu_weight`. */
const char *wording_limit_name(enum wording_limit limit);

/* A limit that is set: `512 MiB`, `256`, `0-3,5`. */
const char *wording_limit_amount(const struct blob_limits *limits, enum wording_limit limit,
                                 char text[WORDING_SIZE]);

/* A limit that is set, as a domain's block says it: `memory <= 512 MiB`, `cpu weight 256`. */
const char *wording_limit(const struct blob_limits *limits, enum wording_limit limit,
                          char text[WORDING_SIZE]);

#endif
