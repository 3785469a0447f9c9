/* SPDX-License-Identifier: GPL-2.0-only */
/* One report for a run, in one of the forms. */
#include "policyc/findings.h"

#include <unistd.h>
#include "lang/annotations.h"
#include "lang/fix.h"
#include "lang/render.h"

void findings_start(struct findings *findings, const struct request *request)
{
    *findings = (struct findings){.format = (enum format)request->format};
    if (findings->format == FORMAT_JSON)
        report_json_start(&findings->json, stdout);
    else if (findings->format == FORMAT_SARIF)
        sarif_start(&findings->sarif, stdout);
}

static void show(struct findings *findings, const struct diagnostics *diagnostics,
                 const struct sources *sources)
{
    switch (findings->format) {
    case FORMAT_TEXT:
        if (findings->files_with)
            fputc('\n', stderr);
        render(stderr, diagnostics, sources, render_wants_colour(stderr));
        break;
    case FORMAT_JSON:
        report_json_add(&findings->json, diagnostics, sources);
        break;
    case FORMAT_SARIF:
        sarif_add(&findings->sarif, diagnostics, sources);
        break;
    case FORMAT_GITHUB:
        annotate(stdout, diagnostics, sources);
        break;
    }
}

void findings_add(struct findings *findings, struct diagnostics *diagnostics, const struct sources *sources)
{
    findings->files++;
    if (!diagnostics->first)
        return;
    diagnostics_sort(diagnostics);
    show(findings, diagnostics, sources);
    findings->files_with++;
    findings->errors += diagnostics->errors;
    findings->warnings += diagnostics->warnings;
    for (const struct diagnostic *d = diagnostics->first; d; d = d->next)
        findings->fixable += fix_is_offered(d, sources);
}

static void summarise(const struct findings *findings)
{
    if (findings->fixable && isatty(STDERR_FILENO))
        fprintf(stderr, "\n`policyc --fix` can change %zu of these\n", findings->fixable);
    if (findings->files < 2 || !findings->files_with)
        return;
    fprintf(stderr, "\n%zu error%s and %zu warning%s in %zu of %zu files\n", findings->errors,
            findings->errors == 1 ? "" : "s", findings->warnings, findings->warnings == 1 ? "" : "s",
            findings->files_with, findings->files);
}

int findings_end(struct findings *findings, int status)
{
    if (findings->format == FORMAT_JSON)
        report_json_end(&findings->json);
    else if (findings->format == FORMAT_SARIF)
        sarif_end(&findings->sarif, status != EXIT_TROUBLE);
    else if (findings->format == FORMAT_TEXT)
        summarise(findings);
    return finish_output() == EXIT_CLEAN ? status : EXIT_TROUBLE;
}
