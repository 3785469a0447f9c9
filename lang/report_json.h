/* SPDX-License-Identifier: GPL-2.0-only */
/* Findings as JSON, for programs; policyc(1) describes it. */
#ifndef XENON_REPORT_JSON_H
#define XENON_REPORT_JSON_H

#include "lang/diagnostic.h"
#include "lang/json.h"

/* One object, to which files add their findings. */
struct report_json {
    struct json json;
    size_t errors;
    size_t warnings;
    bool rest; /* the findings are ended */
};

/* Borrows `out`. */
void report_json_start(struct report_json *report, FILE *out);
void report_json_add(struct report_json *report, const struct diagnostics *diagnostics,
                     const struct sources *sources);

/* Ends the findings: the caller may add to the object, which report_json_end() ends. */
void report_json_rest(struct report_json *report);
void report_json_end(struct report_json *report);

#endif
