/* SPDX-License-Identifier: GPL-2.0-only */
/* Findings as a SARIF 2.1.0 log (OASIS), which code scanning services and editors read. */
#ifndef XENON_SARIF_H
#define XENON_SARIF_H

#include "lang/diagnostic.h"
#include "lang/json.h"

/* One log with one run, to which files add their findings. */
struct sarif {
    struct json json;
    struct arena arena;
    enum diagnostic_code
        rules[DIAGNOSTIC_CODES]; /* those that were found, in the order of their first finding */
    size_t rule_count;
    size_t index[DIAGNOSTIC_CODES]; /* of each code, its place among them from 1; 0: not found */
};

/* Borrows `out`. */
void sarif_start(struct sarif *sarif, FILE *out);
void sarif_add(struct sarif *sarif, const struct diagnostics *diagnostics, const struct sources *sources);

/* `complete`: nothing kept the run from looking at all files. */
void sarif_end(struct sarif *sarif, bool complete);

#endif
