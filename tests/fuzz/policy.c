/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fuzzes the compiler with source texts. Any text gives findings or a blob, never both errors and a blob; a
 * blob must pass the core and decide as its model does. All findings are written in every form, and the
 * changes that they offer are made.
 */
#include <stdint.h>
#include "lang/annotations.h"
#include "lang/fix.h"
#include "lang/render.h"
#include "lang/report_json.h"
#include "lang/sarif.h"
#include "tests/fuzz/compile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_findings(struct compilation *compilation, bool colour)
{
    struct diagnostics *diagnostics = &compilation->diagnostics;
    const struct sources *sources = &compilation->sources;
    struct report_json report;
    struct sarif sarif;
    diagnostics_sort(diagnostics);
    render(sink, diagnostics, sources, colour);
    annotate(sink, diagnostics, sources);
    report_json_start(&report, sink);
    report_json_add(&report, diagnostics, sources);
    report_json_end(&report);
    sarif_start(&sarif, sink);
    sarif_add(&sarif, diagnostics, sources);
    sarif_end(&sarif, true);
}

static void make_changes(struct compilation *compilation)
{
    size_t size;
    struct fixes fixes = fix_collect(&compilation->diagnostics, &compilation->sources, 0);
    fix_apply(&compilation->arena, compilation->sources.list[0], &fixes, &size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct compiled compiled;
    compile(&compiled, "fuzz.xpol", (const char *)data, size);
    write_findings(&compiled.compilation, size % 2);
    make_changes(&compiled.compilation);
    compilation_free(&compiled.compilation);
    return 0;
}
