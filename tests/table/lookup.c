/* SPDX-License-Identifier: GPL-2.0-only */
/* Names, numbers and operations lead to each other, in the table's three forms. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include "msm.h"
#include "op.h"
#include "lang/hypercalls.h"

static unsigned int failures;

static void expect(bool passed, const char *what, const char *which)
{
    if (passed)
        return;
    printf("table: FAILED: %s: %s\n", which, what);
    failures++;
}

static bool is_known(unsigned int operation)
{
    return msm_known[operation / 64] >> operation % 64 & 1;
}

static bool operation_is_called(unsigned int operation, const char *name)
{
    char found[OPERATION_NAME_SIZE];

    return is_known(operation) && strcmp(operation_name(operation, found), name) == 0;
}

static bool call_is_called(unsigned int hypercall, uint64_t subcommand, const char *name)
{
    char found[OPERATION_NAME_SIZE];

    return strcmp(call_name(hypercall, subcommand, found), name) == 0;
}

static void check_subcommand(const struct hypercall *call, const struct subcommand *command)
{
    char name[2 * OPERATION_NAME_SIZE];

    snprintf(name, sizeof(name), "%s.%s", call->name, command->name);
    expect(strlen(name) < OPERATION_NAME_SIZE, "its name fits", name);
    expect(find_subcommand(call, command->name, strlen(command->name)) == command, "found by name", name);
    expect(find_subcommand(call, command->name, strlen(command->name) - 1) != command,
           "not found by the beginning of its name", name);
    expect(msm_operation(call->number, command->number) == command->operation, "the core agrees", name);
    expect(operation_is_called(command->operation, name), "its operation is called so", name);
    expect(call_is_called(call->number, command->number, name), "its call is called so", name);
}

static void check_hypercall(const struct hypercall *call)
{
    expect(find_hypercall(call->name, strlen(call->name)) == call, "found by name", call->name);
    expect(hypercall_at(call->number) == call, "found by number", call->name);
    expect(call->place == (enum msm_place)msm_hypercalls[call->number].place, "the core agrees on the place",
           call->name);
    expect(call_is_called(call->number, XENON_NO_SUBCOMMAND, call->name), "its call is called so",
           call->name);
    if (!call->alias_of && !call->count)
        expect(operation_is_called(call->operation, call->name), "its operation is called so", call->name);
    for (size_t i = 0; i < call->count; i++)
        check_subcommand(call, &call->subcommands[i]);
}

/* What the core takes for known is what has a name. */
static void check_operations(void)
{
    const struct subcommand *command;
    char which[32];

    expect(!is_known(0), "has no name", "operation 0");
    for (unsigned int operation = 0; operation < 64 * BLOB_WORDS; operation++) {
        snprintf(which, sizeof(which), "operation %u", operation);
        expect(is_known(operation) == (operation_hypercall(operation, &command) != NULL),
               "known if it has a name", which);
        expect(!is_known(operation) || operation < MSM_OPERATIONS, "in range if it is known", which);
    }
}

static const struct {
    unsigned int hypercall;
    uint64_t subcommand;
    const char *name;
} calls[] = {
    {32, 4, "event_channel_op.send"},
    {16, 4, "event_channel_op.send"},
    {32, 14, "event_channel_op.reset"},
    {36, 23, "domctl.soft_reset"},
    {36, XENON_NO_SUBCOMMAND, "domctl"},
    {49, 10, "domctl.shadow_op"},
    {12, 61, "memory_op.61"},
    {12, 61 + (7 << 6), "memory_op.61"},
    {12, 6 + (7 << 6), "memory_op.populate_physmap"},
    {20, 12 + (3 << 12), "grant_table_op.cache_flush"},
    {33, 0x500000005, "physdev_op.irq_status_query"},
    {34, 0x100000001, "hvm_op.4294967297"},
    {27, 0x101, "xsm_op.replace"},
    {36, 1003, "domctl.gdbsx_domstatus"},
    {36, 1004, "domctl.1004"},
    {36, 6, "domctl.6"},
    {23, 5, "iret"},
    {60, 5, "hypercall 60"},
    {4000, 5, "hypercall 4000"},
};

int main(void)
{
    for (size_t i = 0; i < hypercall_count; i++)
        check_hypercall(&hypercalls[i]);
    check_operations();
    for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++)
        expect(call_is_called(calls[i].hypercall, calls[i].subcommand, calls[i].name), "is a call's name",
               calls[i].name);
    expect(!find_hypercall("memory", 6) && !find_hypercall("", 0), "finds nothing", "a wrong name");
    return failures != 0;
}
