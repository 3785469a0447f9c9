/* SPDX-License-Identifier: GPL-2.0-only */
/* Compiles an input, and gives prints a place to go to. */
#include "tests/fuzz/compile.h"

#include <stdlib.h>
#include "policyc/check/verify.h"

FILE *sink;

int LLVMFuzzerInitialize(const int *argc, char ***argv);

int LLVMFuzzerInitialize(const int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    sink = fopen("/dev/null", "w");
    return sink ? 0 : 1;
}

bool compile(struct compiled *compiled, const char *name, const char *text, size_t size)
{
    struct compilation *compilation = &compiled->compilation;
    compilation_init(compilation, NULL, 0);
    load_text(compilation, name, text, size);
    compiled->image = translate(compilation, &compiled->model);
    bool is_blob = compiled->image.size;
    if ((compilation->diagnostics.errors == 0) != is_blob)
        abort();
    if (is_blob && verify(&compiled->model, &compiled->image, &compiled->policy))
        abort();
    return is_blob;
}
