/* SPDX-License-Identifier: GPL-2.0-only */
/* Times and spans as people write them. */
#ifndef XENON_AUDIT_TIMES_H
#define XENON_AUDIT_TIMES_H

#include <stdbool.h>
#include <stdint.h>

/* A number and one of s, min, h, d, into seconds. */
bool times_parse_span(const char *text, int64_t *seconds);

/*
 * A date into ns since 1970: `2031-02-03`, `2031-02-03 04:05`, `2031-02-03T04:05:06.789`, each in local time,
 * or in UTC with a Z behind it; or a span before now, such as `90d`.
 */
bool times_parse(const char *text, int64_t *time);

#define TIMES_TEXT 40u

/* RFC 3339 in UTC to the microsecond; returns `text`. */
const char *times_utc(int64_t time, char text[TIMES_TEXT]);

/* Local time to the millisecond; returns `text`. */
const char *times_local(int64_t time, char text[TIMES_TEXT]);

/* Now, ns since 1970. */
int64_t times_now(void);

#endif
