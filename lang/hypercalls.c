/* SPDX-License-Identifier: GPL-2.0-only */
/* Looks hypercalls, subcommands and operations up, by name and by number. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include "msm.h"
#include "op.h"
#include "lang/hypercalls.h"

static bool same_name(const char *known, const char *name, size_t length)
{
    return strlen(known) == length && memcmp(known, name, length) == 0;
}

const struct hypercall *find_hypercall(const char *name, size_t length)
{
    for (size_t i = 0; i < hypercall_count; i++)
        if (same_name(hypercalls[i].name, name, length))
            return &hypercalls[i];
    return NULL;
}

const struct hypercall *hypercall_at(unsigned int number)
{
    for (size_t i = 0; i < hypercall_count; i++)
        if (hypercalls[i].number == number)
            return &hypercalls[i];
    return NULL;
}

const struct subcommand *find_subcommand(const struct hypercall *hypercall, const char *name, size_t length)
{
    for (size_t i = 0; i < hypercall->count; i++)
        if (same_name(hypercall->subcommands[i].name, name, length))
            return &hypercall->subcommands[i];
    return NULL;
}

static const struct subcommand *subcommand_of(const struct hypercall *hypercall, unsigned int operation)
{
    for (size_t i = 0; i < hypercall->count; i++)
        if (hypercall->subcommands[i].operation == operation)
            return &hypercall->subcommands[i];
    return NULL;
}

const struct hypercall *operation_hypercall(unsigned int operation, const struct subcommand **subcommand)
{
    *subcommand = NULL;
    if (!operation)
        return NULL;
    for (size_t i = 0; i < hypercall_count; i++) {
        *subcommand = subcommand_of(&hypercalls[i], operation);
        if (*subcommand || hypercalls[i].operation == operation)
            return &hypercalls[i];
    }
    return NULL;
}

const char *operation_name(unsigned int operation, char name[OPERATION_NAME_SIZE])
{
    const struct subcommand *subcommand;
    const struct hypercall *hypercall = operation_hypercall(operation, &subcommand);

    snprintf(name, OPERATION_NAME_SIZE, "%s%s%s", hypercall ? hypercall->name : "unknown",
             subcommand ? "." : "", subcommand ? subcommand->name : "");
    return name;
}

const char *call_name(unsigned int hypercall, uint64_t subcommand, char name[OPERATION_NAME_SIZE])
{
    const struct hypercall *call = hypercall_at(hypercall);
    const struct subcommand *known;
    unsigned int operation;

    if (hypercall == XENON_VIRIDIAN) {
        snprintf(name, OPERATION_NAME_SIZE, "Viridian hypercall %#" PRIx64, subcommand);
        return name;
    }
    if (!call) {
        snprintf(name, OPERATION_NAME_SIZE, "hypercall %u", hypercall);
        return name;
    }
    if (call->place == MSM_NOWHERE || subcommand == XENON_NO_SUBCOMMAND) {
        snprintf(name, OPERATION_NAME_SIZE, "%s", call->name);
        return name;
    }
    operation = msm_operation(hypercall, subcommand);
    if (operation_hypercall(operation, &known))
        return operation_name(operation, name);
    snprintf(name, OPERATION_NAME_SIZE, "%s.%" PRIu64, call->name,
             subcommand & msm_hypercalls[hypercall].mask);
    return name;
}
