/* SPDX-License-Identifier: GPL-2.0-only */
/* The words of a configuration for xl. */
#ifndef XENON_CONFIG_SCAN_H
#define XENON_CONFIG_SCAN_H

#include "lang/diagnostic.h"

enum config_token {
    CONFIG_END,
    CONFIG_LINE, /* the end of a line, with the comment before it */
    CONFIG_KEY,
    CONFIG_NUMBER,
    CONFIG_STRING, /* in quotes */
    CONFIG_ADD,    /* += */
    CONFIG_SIGN,   /* one of = , ; [ ] */
    CONFIG_BAD,    /* was reported */
};

struct config_scan {
    const struct source *source;
    struct diagnostics *diagnostics;
    enum config_token token; /* the one that was read last */
    struct span span;        /* its place; the next one begins behind it */
};

/* Reads the next token. */
void config_next(struct config_scan *scan);

/* Whether the last token is this sign. */
bool config_is(const struct config_scan *scan, char sign);

/* The text of a key or a number, or what stands in the quotes of a string; NULL after a report. Terminated.
 */
const char *config_text(const struct config_scan *scan);

#endif
