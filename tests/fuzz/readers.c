/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fuzzes what reads blobs. An input is two policies with a line of `=` between them, or, after a zero byte, a
 * blob that is resealed. A policy that compiles gives the same bytes when it is decompiled and compiled
 * again; nothing differs from itself; and what differs, differs both ways. All is printed, too.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "lang/format.h"
#include "policyc/read/decompile.h"
#include "policyc/read/diff.h"
#include "policyc/read/dump.h"
#include "tests/fuzz/compile.h"

#define BETWEEN "\n=====\n"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct formatted make_source(struct compilation *c, const struct msm_policy *policy)
{
    char *text;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    if (!file)
        abort();
    decompile(&c->arena, file, policy);
    fclose(file);
    uint32_t number = source_add(&c->sources, "again.xpol", "again.xpol", text, size);
    free(text);
    return format_file(&c->sources, number);
}

static void check_round_trip(struct compiled *compiled)
{
    struct formatted source = make_source(&compiled->compilation, &compiled->policy);
    struct compiled again;
    if (!compile(&again, "again.xpol", source.text, source.size) ||
        again.image.size != compiled->image.size ||
        memcmp(again.image.bytes, compiled->image.bytes, again.image.size) != 0)
        abort();
    compilation_free(&again.compilation);
}

static void print_all(struct arena *arena, const struct diff *diff, const struct msm_policy *policy)
{
    diff_print(sink, diff, SIZE_MAX);
    diff_print_json(sink, diff, NULL, 0);
    dump_text(arena, sink, policy);
    dump_json(arena, sink, policy);
}

static void check_difference(struct compiled *before, struct compiled *after)
{
    struct arena *arena = &after->compilation.arena;
    struct diff forth =
        diff_policies(arena, &before->policy, &after->policy, after->model.waived, after->model.waived_count);
    struct diff back = diff_policies(arena, &after->policy, &before->policy, NULL, 0);
    struct diff none = diff_policies(arena, &after->policy, &after->policy, NULL, 0);
    if (none.count || !forth.count != !back.count)
        abort();
    print_all(arena, &forth, &after->policy);
    print_all(arena, &back, &before->policy);
}

static void run_sources(const char *text, size_t size)
{
    struct compiled before, after;
    const char *middle = memmem(text, size, BETWEEN, strlen(BETWEEN));
    size_t first = middle ? (size_t)(middle - text) : size;
    size_t second = middle ? first + strlen(BETWEEN) : 0;
    bool sound = compile(&before, "before.xpol", text, first);
    sound = compile(&after, "after.xpol", text + second, size - second) && sound;
    if (sound) {
        check_round_trip(&before);
        check_difference(&before, &after);
    }
    compilation_free(&before.compilation);
    compilation_free(&after.compilation);
}

static void seal(uint8_t *blob, size_t size)
{
    struct blob_header *header = (struct blob_header *)(void *)blob;
    header->size = (uint32_t)size;
    msm_digest(blob, size, header->digest);
}

static void run_blob(const uint8_t *data, size_t size)
{
    struct compilation compilation;
    struct msm_policy policy;
    struct msm_where where;
    compilation_init(&compilation, NULL, 0);
    uint8_t *blob = arena_grow(&compilation.arena, data, size, size);
    if (size >= sizeof(struct blob_header))
        seal(blob, size);
    if (msm_open(&policy, blob, size, &where) == MSM_OK) {
        struct diff none = diff_policies(&compilation.arena, &policy, &policy, NULL, 0);
        if (none.count)
            abort();
        print_all(&compilation.arena, &none, &policy);
        make_source(&compilation, &policy);
    }
    compilation_free(&compilation);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size && !data[0])
        run_blob(data + 1, size - 1);
    else
        run_sources((const char *)data, size);
    return 0;
}
