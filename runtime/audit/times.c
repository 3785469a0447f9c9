/* SPDX-License-Identifier: GPL-2.0-only */
/* Times as text, and back. */
#include "runtime/audit/times.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { NS = 1000000000 };

bool times_parse_span(const char *text, int64_t *seconds)
{
    static const struct {
        const char *name;
        int64_t seconds;
    } units[] = {{"s", 1}, {"min", 60}, {"h", 3600}, {"d", 86400}};
    char *end;
    if (*text < '0' || *text > '9')
        return false;
    errno = 0;
    long number = strtol(text, &end, 10);
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
        if (strcmp(end, units[i].name) == 0)
            return !errno && !__builtin_mul_overflow(number, units[i].seconds, seconds) && *seconds > 0 &&
                   *seconds <= INT64_MAX / NS;
    return false;
}

/* The digits behind the seconds' point, as ns; *text goes behind them. */
static int64_t parse_fraction(const char **text)
{
    int64_t ns = 0, unit = NS;
    if (**text != '.')
        return 0;
    for (++*text; **text >= '0' && **text <= '9'; ++*text) {
        unit /= 10;
        ns += unit * (**text - '0');
    }
    return ns;
}

static bool parse_date(const char *text, int64_t *time)
{
    static const char *const formats[] = {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M",
                                          "%Y-%m-%d %H:%M", "%Y-%m-%d"};
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        struct tm parts = {.tm_isdst = -1};
        const char *end = strptime(text, formats[i], &parts);
        if (!end)
            continue;
        int64_t ns = parse_fraction(&end);
        bool utc = strcmp(end, "Z") == 0;
        if (*end && !utc)
            continue;
        time_t seconds = utc ? timegm(&parts) : mktime(&parts);
        return !__builtin_mul_overflow((int64_t)seconds, NS, time) &&
               !__builtin_add_overflow(*time, ns, time);
    }
    return false;
}

bool times_parse(const char *text, int64_t *time)
{
    int64_t span;
    if (!times_parse_span(text, &span))
        return parse_date(text, time);
    *time = times_now() - span * NS;
    return true;
}

/* Whole seconds, and the ns beyond them, which are never negative. */
static time_t split(int64_t time, int64_t *ns)
{
    int64_t seconds = time / NS;
    *ns = time % NS;
    if (*ns < 0) {
        *ns += NS;
        seconds--;
    }
    return seconds;
}

const char *times_utc(int64_t time, char text[TIMES_TEXT])
{
    int64_t ns;
    time_t seconds = split(time, &ns);
    struct tm parts;
    gmtime_r(&seconds, &parts);
    size_t size = strftime(text, TIMES_TEXT, "%Y-%m-%dT%H:%M:%S", &parts);
    snprintf(text + size, TIMES_TEXT - size, ".%06dZ", (int)(ns / 1000));
    return text;
}

const char *times_local(int64_t time, char text[TIMES_TEXT])
{
    int64_t ns;
    time_t seconds = split(time, &ns);
    struct tm parts;
    localtime_r(&seconds, &parts);
    size_t size = strftime(text, TIMES_TEXT, "%Y-%m-%d %H:%M:%S", &parts);
    snprintf(text + size, TIMES_TEXT - size, ".%03d", (int)(ns / 1000000));
    return text;
}

int64_t times_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * NS + now.tv_nsec;
}
