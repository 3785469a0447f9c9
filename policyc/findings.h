/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is wrong with the files of one run, in the form that --format asks for: text goes to standard error,
 * file by file; a document of all files together goes to standard output.
 */
#ifndef XENON_FINDINGS_H
#define XENON_FINDINGS_H

#include "lang/diagnostic.h"
#include "lang/report_json.h"
#include "lang/sarif.h"
#include "policyc/command.h"

struct findings {
    enum format format;
    struct report_json json;
    struct sarif sarif;
    size_t files;
    size_t files_with; /* with findings */
    size_t errors;
    size_t warnings;
    size_t fixable; /* by --fix */
};

void findings_start(struct findings *findings, const struct request *request);

/* Shows one file's findings, which it sorts. */
void findings_add(struct findings *findings, struct diagnostics *diagnostics, const struct sources *sources);

/* Ends the report. Returns `status`, the command's, or EXIT_TROUBLE if the report can't be written. */
int findings_end(struct findings *findings, int status);

#endif
