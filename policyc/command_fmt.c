/* SPDX-License-Identifier: GPL-2.0-only */
/* --fmt: puts sources into their canonical form, in place; `-` from standard input to standard output. */
#include <errno.h>
#include <string.h>
#include "lang/format.h"
#include "lang/import.h"
#include "lang/parse.h"
#include "lang/replace_file.h"
#include "lang/text.h"
#include "policyc/findings.h"
#include "policyc/operand.h"

/* One file of a run. */
struct formatting {
    const struct request *request;
    const char *path;
    bool is_input; /* standard input */
    struct compilation compilation;
    uint32_t file;
    struct formatted formatted;
};

/* An editor's pipe may be a socket, which source_read() takes for a device. Returns 0 or an errno value. */
static int read_input(struct formatting *formatting)
{
    struct sources *sources = &formatting->compilation.sources;
    size_t room = 1u << 16;
    size_t size = 0;
    char *text = arena_alloc(sources->arena, room);
    size_t got;
    while ((got = fread(text + size, 1, room - size, stdin)) > 0) {
        size += got;
        if (size > SOURCE_MAX_SIZE)
            return EFBIG;
        if (size == room) {
            text = arena_grow(sources->arena, text, size, room * 2);
            room *= 2;
        }
    }
    formatting->file = source_add(sources, "<standard input>", "-", text, size);
    return ferror(stdin) ? errno : 0;
}

static int read_source(struct formatting *formatting)
{
    bool known;
    if (formatting->is_input)
        return read_input(formatting);
    return source_read(&formatting->compilation.sources, formatting->path, formatting->path,
                       &formatting->file, &known);
}

/* Only this file: what it imports needn't be there. */
static bool is_sound(struct formatting *formatting)
{
    struct compilation *c = &formatting->compilation;
    uint32_t size = c->sources.list[formatting->file]->size;
    struct parsing parsing = {.arena = &c->arena,
                              .ast = &c->ast,
                              .sources = &c->sources,
                              .diagnostics = &c->diagnostics,
                              .part = {.file = formatting->file, .end = size}};
    if (text_check(&c->sources, formatting->file, &c->diagnostics))
        parse(&parsing);
    return c->diagnostics.errors == 0;
}

static bool is_canonical(const struct formatting *formatting)
{
    const struct source *source = formatting->compilation.sources.list[formatting->file];
    const struct formatted *formatted = &formatting->formatted;
    return source->size == formatted->size &&
           (!source->size || memcmp(source->text, formatted->text, source->size) == 0);
}

/* A line can become too long, or a template's body be so broken that it can't be told what is a token. */
static bool is_right(struct formatting *formatting)
{
    struct sources *sources = &formatting->compilation.sources;
    const struct formatted *formatted = &formatting->formatted;
    struct diagnostics unheard = {.arena = sources->arena};
    uint32_t file = source_add(sources, formatting->path, "", formatted->text, formatted->size);
    return text_check(sources, file, &unheard) && format_is_same(sources, formatting->file, file);
}

static int write_formatted(struct formatting *formatting)
{
    const struct formatted *formatted = &formatting->formatted;
    if (formatting->is_input) {
        if (formatted->size)
            fwrite(formatted->text, 1, formatted->size, stdout);
        return finish_output();
    }
    int error =
        replace_file(&formatting->compilation.arena, formatting->path, formatted->text, formatted->size);
    return error ? trouble("can't write %s: %s", formatting->path, strerror(error)) : EXIT_CLEAN;
}

static int finish(struct formatting *formatting)
{
    formatting->formatted = format_file(&formatting->compilation.sources, formatting->file);
    bool canonical = is_canonical(formatting);
    if (formatting->request->check) {
        if (!canonical)
            puts(formatting->path);
        return canonical ? EXIT_CLEAN : EXIT_ERRORS;
    }
    if (!is_right(formatting))
        return trouble("%s: it can't be formatted without changing what it says", formatting->path);
    return canonical && !formatting->is_input ? EXIT_CLEAN : write_formatted(formatting);
}

static int run(struct formatting *formatting, struct findings *findings)
{
    struct compilation *c = &formatting->compilation;
    int error = read_source(formatting);
    if (error)
        return trouble("can't read %s: %s", formatting->path, strerror(error));
    bool sound = is_sound(formatting);
    findings_add(findings, &c->diagnostics, &c->sources);
    return sound ? finish(formatting) : EXIT_ERRORS;
}

static int format_operand(const struct request *request, const char *path, void *findings)
{
    struct formatting formatting = {.request = request, .path = path, .is_input = strcmp(path, "-") == 0};
    compilation_init(&formatting.compilation, NULL, 0);
    int status = run(&formatting, findings);
    compilation_free(&formatting.compilation);
    return status;
}

int command_fmt(const struct request *request)
{
    struct findings findings;
    findings_start(&findings,
                   &(struct request){0}); /* as text: standard output may be the formatted text's */
    return findings_end(&findings, each_operand(request, format_operand, &findings));
}
