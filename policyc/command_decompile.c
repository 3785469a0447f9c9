/* SPDX-License-Identifier: GPL-2.0-only */
/* --decompile: a source that compiles to the same bytes, which is made sure of. */
#include <stdlib.h>
#include <string.h>
#include "lang/format.h"
#include "policyc/check/translate.h"
#include "policyc/operand.h"
#include "policyc/read/decompile.h"

#define NAME "decompiled.xpol" /* in no blob: every rule has the place that it had */

/* In the canonical layout. */
static struct formatted make_source(struct operand *operand)
{
    struct compilation *c = &operand->compilation;
    struct formatted raw = {0};
    FILE *file = open_memstream(&raw.text, &raw.size);
    if (!file)
        return raw;
    decompile(&c->arena, file, &operand->policy);
    if (fclose(file)) {
        free(raw.text);
        return (struct formatted){0};
    }
    uint32_t number = source_add(&c->sources, NAME, NAME, raw.text, raw.size);
    free(raw.text);
    return format_file(&c->sources, number);
}

static bool gives(const struct formatted *source, const struct image *image)
{
    struct compilation compilation;
    struct model model;
    compilation_init(&compilation, NULL, 0);
    load_text(&compilation, NAME, source->text, source->size);
    struct image again = translate(&compilation, &model);
    bool same =
        again.size && again.size == image->size && memcmp(again.bytes, image->bytes, image->size) == 0;
    compilation_free(&compilation);
    return same;
}

static int print_source(const struct request *request, struct operand *operand)
{
    (void)request;
    struct formatted source = make_source(operand);
    if (!source.text)
        return trouble("out of memory");
    fwrite(source.text, 1, source.size, stdout);
    int status = finish_output();
    if (status != EXIT_CLEAN || gives(&source, &operand->image))
        return status;
    trouble("%s: it was not compiled from a policy: what is printed gives other bytes", operand->path);
    return EXIT_ERRORS;
}

int command_decompile(const struct request *request)
{
    return with_policy(request, request->operands[0], print_source);
}
