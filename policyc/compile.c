/* SPDX-License-Identifier: GPL-2.0-only */
/* The commands that compile: from a file to findings and a blob. */
#include <string.h>
#include "lang/import.h"
#include "lang/render.h"
#include "lang/utf8.h"
#include "policyc/read/blob_file.h"
#include "policyc/command.h"
#include "policyc/check/translate.h"
#include "policyc/check/verify.h"

static void show(struct compilation *compilation)
{
    diagnostics_sort(&compilation->diagnostics);
    render(stderr, &compilation->diagnostics, &compilation->sources, render_wants_colour(stderr));
}

static int write_output(struct compilation *compilation, const struct image *image, const char *output)
{
    int error = output ? blob_write(&compilation->arena, output, image->bytes, image->size) : 0;
    if (error)
        return trouble("can't write %s: %s", output, strerror(error));
    return EXIT_CLEAN;
}

static int run(struct compilation *compilation, const char *path, const char *output)
{
    struct model model;
    int error = load(compilation, path);
    if (error)
        return trouble("can't read %s: %s", path, strerror(error));
    struct image image = translate(compilation, &model);
    show(compilation);
    if (!image.size)
        return EXIT_ERRORS;
    const char *fault = verify(&model, &image);
    if (fault)
        return trouble("%s: the compiler made a wrong blob, which was not written: %s", path, fault);
    return write_output(compilation, &image, output);
}

/* The blob keeps the file's name, and holds nothing but text. */
static bool is_text(const char *path)
{
    size_t left = strlen(path);
    while (left) {
        uint32_t character;
        size_t length = utf8_decode(path, left, &character);
        if (!length || character < ' ' || utf8_is_control(character))
            return false;
        path += length;
        left -= length;
    }
    return true;
}

static int compile(const struct request *request, const char *path, const char *output)
{
    struct compilation compilation;
    if (!is_text(path))
        return trouble("the file's name is not plain text");
    compilation_init(&compilation, request->folders, request->folder_count);
    compilation.diagnostics.strict = request->strict;
    int status = run(&compilation, path, output);
    compilation_free(&compilation);
    return status;
}

int command_compile(const struct request *request)
{
    return compile(request, request->operands[0], request->output);
}

/* All files are checked; the worst status counts. */
int command_check(const struct request *request)
{
    int worst = EXIT_CLEAN;
    for (size_t i = 0; i < request->count; i++) {
        int status = compile(request, request->operands[i], NULL);
        if (status > worst)
            worst = status;
    }
    return worst;
}
