/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writing operations by the names of hypercalls and subcommands. What is written is measured first: a form is
 * taken only if no other is shorter.
 */
#include "policyc/read/items.h"

#include <string.h>
#include "policyc/read/view.h"

#define ALL_EXCEPT "all except "

/* Text on its way to a stream or into memory, or only counted if there is neither. */
struct writer {
    FILE *file;
    char *text;
    size_t length;
};

static void put(struct writer *writer, const char *text)
{
    size_t length = strlen(text);
    if (writer->file)
        fputs(text, writer->file);
    if (writer->text)
        memcpy(writer->text + writer->length, text, length);
    writer->length += length;
}

static size_t operations_of(const struct hypercall *hypercall)
{
    return hypercall->subcommands ? hypercall->count : 1;
}

static unsigned int operation_at(const struct hypercall *hypercall, size_t index)
{
    return hypercall->subcommands ? hypercall->subcommands[index].operation : hypercall->operation;
}

static bool has_one(const struct hypercall *hypercall, size_t index, const uint64_t *set)
{
    return view_has(set, operation_at(hypercall, index));
}

static size_t count_in(const struct hypercall *hypercall, const uint64_t *set)
{
    size_t count = 0;
    for (size_t i = 0; i < operations_of(hypercall); i++)
        count += has_one(hypercall, i, set);
    return count;
}

/* { send, close }: the subcommands that are in the set, or those that aren't. */
static void put_subcommands(struct writer *writer, const struct hypercall *hypercall, const uint64_t *set,
                            bool wanted)
{
    const char *before = " { ";
    for (size_t i = 0; i < hypercall->count; i++) {
        if (has_one(hypercall, i, set) != wanted)
            continue;
        put(writer, before);
        put(writer, hypercall->subcommands[i].name);
        before = ", ";
    }
    put(writer, " }");
}

static void put_one(struct writer *writer, const struct hypercall *hypercall, const uint64_t *set)
{
    size_t i = 0;
    while (!has_one(hypercall, i, set))
        i++;
    put(writer, ".");
    put(writer, hypercall->subcommands[i].name);
}

/* Whether naming what is left out is shorter. */
static bool is_better_except(const struct hypercall *hypercall, const uint64_t *set)
{
    struct writer listed = {0}, except = {0};
    put_subcommands(&listed, hypercall, set, true);
    put(&except, " except");
    put_subcommands(&except, hypercall, set, false);
    return except.length < listed.length;
}

/* Some of the hypercall's operations are in the set. `plain`: without `except`. */
static void put_item(struct writer *writer, const struct hypercall *hypercall, const uint64_t *set,
                     bool plain)
{
    size_t count = count_in(hypercall, set);
    put(writer, hypercall->name);
    if (count == operations_of(hypercall))
        return;
    if (count == 1)
        put_one(writer, hypercall, set);
    else if (plain || !is_better_except(hypercall, set))
        put_subcommands(writer, hypercall, set, true);
    else {
        put(writer, " except");
        put_subcommands(writer, hypercall, set, false);
    }
}

static void put_list(struct writer *writer, const uint64_t *set, const char *between, bool plain)
{
    bool more = false;
    for (size_t i = 0; i < hypercall_count; i++) {
        if (hypercalls[i].alias_of || !count_in(&hypercalls[i], set))
            continue;
        if (more)
            put(writer, between);
        put_item(writer, &hypercalls[i], set, plain);
        more = true;
    }
}

/* Everything that has a name but isn't in the set. Returns whether there is any. */
static bool find_rest(const uint64_t *set, uint64_t rest[BLOB_WORDS])
{
    uint64_t any = 0;
    for (unsigned int i = 0; i < BLOB_WORDS; i++)
        any |= rest[i] = msm_known[i] & ~set[i];
    return any != 0;
}

/* Adds what may be named besides to each hypercall that then is whole. */
static void complete(uint64_t *set, const uint64_t *besides)
{
    for (size_t i = 0; i < hypercall_count; i++) {
        const struct hypercall *hypercall = &hypercalls[i];
        if (hypercall->alias_of || !count_in(hypercall, set))
            continue;
        size_t named = 0;
        for (size_t j = 0; j < operations_of(hypercall); j++)
            named += has_one(hypercall, j, set) || has_one(hypercall, j, besides);
        for (size_t j = 0; named == operations_of(hypercall) && j < named; j++) {
            unsigned int operation = operation_at(hypercall, j);
            set[operation / 64] |= UINT64_C(1) << operation % 64;
        }
    }
}

static void put_items(struct writer *writer, const uint64_t *set, const char *between)
{
    uint64_t rest[BLOB_WORDS];
    struct writer listed = {0}, except = {0};
    if (!find_rest(set, rest)) {
        put(writer, "all");
        return;
    }
    put_list(&listed, set, between, false);
    put_list(&except, rest, ", ", true);
    if (except.length + strlen(ALL_EXCEPT) >= listed.length) {
        put_list(writer, set, between, false);
        return;
    }
    put(writer, ALL_EXCEPT);
    put_list(writer, rest, ", ", true);
}

void items_print(FILE *file, const uint64_t *set, const uint64_t *besides, const char *between)
{
    struct writer writer = {.file = file};
    uint64_t named[BLOB_WORDS];
    memcpy(named, set, sizeof(named));
    if (besides)
        complete(named, besides);
    put_items(&writer, named, between);
}

const char *items_text(struct arena *arena, const uint64_t *set)
{
    struct writer counted = {0};
    put_items(&counted, set, ", ");
    struct writer writer = {.text = arena_alloc(arena, counted.length + 1)};
    put_items(&writer, set, ", ");
    return writer.text;
}

const char *items_text_besides(struct arena *arena, const uint64_t *set, const uint64_t *besides)
{
    uint64_t named[BLOB_WORDS];
    memcpy(named, set, sizeof(named));
    complete(named, besides);
    return items_text(arena, named);
}

/* A range of several operations is a hypercall's. */
const char *items_scope(unsigned int first, unsigned int end, char name[OPERATION_NAME_SIZE])
{
    const struct subcommand *subcommand;
    const struct hypercall *hypercall = NULL;
    if (end - first == 1)
        return operation_name(first, name);
    for (unsigned int operation = first; operation < end && !hypercall; operation++)
        hypercall = operation_hypercall(operation, &subcommand);
    snprintf(name, OPERATION_NAME_SIZE, "%s",
             end - first == MSM_OPERATIONS ? "any"
             : hypercall                   ? hypercall->name
                                           : "unknown");
    return name;
}
