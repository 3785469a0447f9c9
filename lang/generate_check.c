/* SPDX-License-Identifier: GPL-2.0-only */
/* What must hold between the table's entries, and which number each operation gets. */
#include <stdbool.h>
#include <string.h>
#include "blob.h"
#include "lang/generate.h"

/* Subcommands from here on have slots of their own, so that a few high numbers don't cost hundreds. */
#define FAR 256u

static bool taken_as_number(const struct call *call, uint64_t number)
{
    for (size_t i = 0; i < call->count; i++)
        if (call->commands[i].number == number)
            return true;
    return false;
}

static void check_continuation(const struct table *table, const struct call *call, size_t i)
{
    const struct command *command = &call->commands[i];

    if (taken_as_number(call, command->continuation) || (command->continuation & ~call->mask) ||
        command->continuation > UINT16_MAX)
        fail_at(table, command->at, "%s.%s: its continuation is taken or out of range", call->name,
                command->name);
    for (size_t j = 0; j < i; j++)
        if (call->commands[j].continuation)
            fail_at(table, command->at, "%s: only one of its subcommands can have a continuation",
                    call->name);
}

static void check_facts(const struct table *table, struct position at, const char *name,
                        const struct facts *facts)
{
    if (!facts->baseline != !facts->refused)
        fail_at(table, at, "%s: baseline and refused belong together", name);
}

static void check_command(const struct table *table, const struct call *call, size_t i)
{
    const struct command *command = &call->commands[i];

    if (i && command->number == command[-1].number)
        fail_at(table, command->at, "%s: number %ju is there twice", call->name, (uintmax_t)command->number);
    if (i && command->number < command[-1].number)
        fail_at(table, command->at, "%s.%s: numbers must rise", call->name, command->name);
    if ((command->number & ~call->mask) || command->number >= UINT16_MAX)
        fail_at(table, command->at, "%s.%s: Xen can't see number %ju", call->name, command->name,
                (uintmax_t)command->number);
    for (size_t j = 0; j < i; j++)
        if (strcmp(command->name, call->commands[j].name) == 0)
            fail_at(table, command->at, "%s: name `%s` is there twice", call->name, command->name);
    if (command->facts.has_target && call->facts.has_target)
        fail_at(table, command->at, "%s.%s: its hypercall has the target already", call->name, command->name);
    check_facts(table, command->at, command->name, &command->facts);
    if (command->continuation)
        check_continuation(table, call, i);
}

static const struct call *find_call(const struct table *table, const char *name)
{
    for (size_t i = 0; i < table->count; i++)
        if (strcmp(table->calls[i].name, name) == 0)
            return &table->calls[i];
    return NULL;
}

static void check_alias(const struct table *table, const struct call *call)
{
    const struct call *target = find_call(table, call->alias_of);

    if (!target || target->alias_of || !target->count)
        fail_at(table, call->at, "%s: alias_of must name a hypercall with subcommands", call->name);
    if (call->count || call->prefix)
        fail_at(table, call->at, "%s: an alias has no subcommands of its own", call->name);
    if (!call->place)
        fail_at(table, call->at, "%s: an alias needs a place", call->name);
    if (call->facts.has_target || call->facts.baseline)
        fail_at(table, call->at, "%s: an alias has its hypercall's target and baseline", call->name);
}

static void check_call(const struct table *table, size_t i)
{
    const struct call *call = &table->calls[i];

    if (i && call->number == call[-1].number)
        fail_at(table, call->at, "number %ju is there twice", (uintmax_t)call->number);
    if (i && call->number < call[-1].number)
        fail_at(table, call->at, "%s: numbers must rise", call->name);
    if (call->number >= HYPERCALLS)
        fail_at(table, call->at, "%s: numbers end at %u", call->name, HYPERCALLS - 1);
    if (find_call(table, call->name) != call)
        fail_at(table, call->at, "name `%s` is there twice", call->name);
    if (!call->place != !call->mask)
        fail_at(table, call->at, "%s: place and mask belong together", call->name);
    if (call->alias_of)
        check_alias(table, call);
    else if (!call->place != !call->count || !call->count != !call->prefix)
        fail_at(table, call->at, "%s: place, prefix and subcommands belong together", call->name);
    if (call->count && call->facts.baseline)
        fail_at(table, call->at, "%s: a baseline is its subcommands'", call->name);
    check_facts(table, call->at, call->name, &call->facts);
    for (size_t j = 0; j < call->count; j++)
        check_command(table, call, j);
}

void check_table(const struct table *table)
{
    for (size_t i = 0; i < table->count; i++)
        check_call(table, i);
}

/* Lays out the hypercall's operations from `first` on. Returns the next that is free. */
static unsigned int number_call(struct call *call, unsigned int first)
{
    call->canonical = call->number;
    call->first = first;
    if (!call->count)
        return first + 1;
    for (size_t i = 0; i < call->count; i++) {
        struct command *command = &call->commands[i];
        unsigned int number = (unsigned int)command->number;

        if (number < FAR) {
            call->near_count = number + 1;
            command->operation = first + number;
            continue;
        }
        if (!call->far_count)
            call->far_number = number;
        call->far_count = number - call->far_number + 1;
        command->operation = first + call->near_count + number - call->far_number;
    }
    return first + call->near_count + call->far_count;
}

static void copy_continuation(struct call *call)
{
    for (size_t i = 0; i < call->count; i++) {
        if (!call->commands[i].continuation)
            continue;
        call->continuation = call->commands[i].continuation;
        call->continues = call->commands[i].number;
    }
}

static void copy_operations(struct call *alias, const struct call *target)
{
    alias->canonical = target->canonical;
    alias->first = target->first;
    alias->near_count = target->near_count;
    alias->far_number = target->far_number;
    alias->far_count = target->far_count;
    alias->continuation = target->continuation;
    alias->continues = target->continues;
}

void number_operations(struct table *table)
{
    table->operations = 1; /* operation 0 is what the table doesn't know */
    for (size_t i = 0; i < table->count; i++) {
        if (table->calls[i].alias_of)
            continue;
        table->operations = number_call(&table->calls[i], table->operations);
        copy_continuation(&table->calls[i]);
    }
    for (size_t i = 0; i < table->count; i++)
        if (table->calls[i].alias_of)
            copy_operations(&table->calls[i], find_call(table, table->calls[i].alias_of));
    if (table->operations > 64 * BLOB_WORDS)
        fail_at(table, (struct position){1, 1}, "%u operations don't fit the blob's %u words of bits",
                table->operations, BLOB_WORDS);
}
