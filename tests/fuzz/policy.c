/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fuzzes the compiler with source texts. Any text gives findings or a blob, never both errors and a blob; a
 * blob must pass the core and decide as its model does. All findings are drawn, too.
 */
#include <stdint.h>
#include <stdlib.h>
#include "lang/render.h"
#include "policyc/check/translate.h"
#include "policyc/check/verify.h"

static FILE *sink;

int LLVMFuzzerInitialize(const int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(const int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    sink = fopen("/dev/null", "w");
    return sink ? 0 : 1;
}

static void compile(struct compilation *compilation)
{
    struct model model;
    struct image image = translate(compilation, &model);
    if ((compilation->diagnostics.errors == 0) != (image.size != 0))
        abort();
    if (image.size && verify(&model, &image))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct compilation compilation;
    compilation_init(&compilation, NULL, 0);
    load_text(&compilation, "fuzz.xpol", (const char *)data, size);
    compile(&compilation);
    diagnostics_sort(&compilation.diagnostics);
    render(sink, &compilation.diagnostics, &compilation.sources, size % 2);
    compilation_free(&compilation);
    return 0;
}
