/* SPDX-License-Identifier: GPL-2.0-only */
/* From a file to a proven policy. */
#include "policyc/operand.h"

#include <string.h>
#include "lang/render.h"
#include "lang/text.h"
#include "policyc/check/translate.h"
#include "policyc/check/verify.h"

/* No text begins with the magic; nor with a zero byte, which a blob that was damaged or cut off may. */
static bool is_blob(const struct source *source)
{
    uint32_t magic = BLOB_MAGIC;
    size_t length = source->size < sizeof(magic) ? source->size : sizeof(magic);
    return length && (memchr(source->text, 0, length) || memcmp(source->text, &magic, length) == 0);
}

static int refuse(struct operand *operand, const struct msm_where *where)
{
    struct compilation *c = &operand->compilation;
    const char *place = arena_print(&c->arena, "%s, section %s, byte %u", operand->path,
                                    msm_section_name(where->section), (unsigned)where->offset);
    report_place(&c->diagnostics, XP0402, place, "the blob is refused: %s", msm_fault_text(where->fault));
    return EXIT_ERRORS;
}

static int open_blob(struct operand *operand, const struct source *source)
{
    struct msm_where where;
    operand->image.bytes = arena_grow(&operand->compilation.arena, source->text, source->size, source->size);
    operand->image.size = source->size;
    if (msm_open(&operand->policy, operand->image.bytes, operand->image.size, &where) != MSM_OK)
        return refuse(operand, &where);
    return EXIT_CLEAN;
}

static int compile(struct operand *operand, uint32_t file)
{
    load_source(&operand->compilation, file);
    operand->image = translate(&operand->compilation, &operand->model);
    if (!operand->image.size)
        return EXIT_ERRORS;
    const char *fault = verify(&operand->model, &operand->image, &operand->policy);
    if (fault)
        return trouble("%s: the compiler made a wrong blob: %s", operand->path, fault);
    return EXIT_CLEAN;
}

int operand_open(struct operand *operand, const struct request *request, const char *path)
{
    struct compilation *c = &operand->compilation;
    *operand = (struct operand){.path = path};
    compilation_init(c, request->folders, request->folder_count);
    c->diagnostics.strict = request->strict;
    if (!text_is_plain(path))
        return trouble("the file's name is not plain text");
    const char *slash = strrchr(path, '/');
    if (strchr(slash ? slash : path, '"'))
        return trouble("%s: an annotation couldn't repeat this file's name: rename it without the `\"`",
                       path);
    uint32_t file;
    bool known;
    int error = source_read(&c->sources, path, slash ? slash + 1 : path, &file, &known);
    if (error)
        return trouble("can't read %s: %s", path, strerror(error));
    operand->is_source = !is_blob(c->sources.list[file]);
    return operand->is_source ? compile(operand, file) : open_blob(operand, c->sources.list[file]);
}

void operand_close(struct operand *operand)
{
    compilation_free(&operand->compilation);
}

void operand_show(struct operand *operand)
{
    struct compilation *c = &operand->compilation;
    diagnostics_sort(&c->diagnostics);
    render(stderr, &c->diagnostics, &c->sources, render_wants_colour(stderr));
}

int with_policy(const struct request *request, const char *path, operand_use *use)
{
    struct operand operand;
    int status = operand_open(&operand, request, path);
    operand_show(&operand);
    if (status == EXIT_CLEAN)
        status = use(request, &operand);
    operand_close(&operand);
    return status;
}

int each_operand(const struct request *request, operand_look *look, void *context)
{
    int worst = EXIT_CLEAN;
    for (size_t i = 0; i < request->count; i++) {
        int status = look(request, request->operands[i], context);
        if (status > worst)
            worst = status;
    }
    return worst;
}
