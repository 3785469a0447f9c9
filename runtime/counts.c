/* SPDX-License-Identifier: GPL-2.0-only */
/* libxenon: what the module has counted of a domain. */
#include "runtime/command.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A profile has no more rates, so that one answer holds them all. */
int xenon_get_rates(struct xenon *xenon, uint32_t domid, uint64_t **clocks, size_t *count,
                    uint32_t *generation)
{
    uint64_t *buffer = command_allocate(xenon, BLOB_MAX_RATES * sizeof(*buffer));
    if (!buffer)
        return -ENOMEM;
    struct xenon_op *op = command_start(xenon, XENON_OP_rates);
    op->u.rates.buffer = command_address(buffer);
    op->u.rates.room = BLOB_MAX_RATES;
    op->u.rates.domid = domid;
    int error = command_give(xenon);
    if (!error && op->u.rates.count > BLOB_MAX_RATES)
        error = -EPROTO;
    void *copy = NULL;
    if (!error)
        error = command_copy(&copy, buffer, op->u.rates.count * sizeof(*buffer));
    command_release(xenon, buffer);
    if (error)
        return error;
    *clocks = copy;
    *count = op->u.rates.count;
    if (generation)
        *generation = op->u.rates.generation;
    return 0;
}

int xenon_learn(struct xenon *xenon, uint32_t domid, bool on)
{
    struct xenon_op *op = command_start(xenon, XENON_OP_learn);
    op->u.target.domid = domid;
    op->u.target.value = on;
    return command_give(xenon);
}

enum { OPERATIONS = 64 * BLOB_WORDS }; /* more than the hypercall table has */

static bool operations_rise(const struct xenon_count *counts, size_t count, uint32_t first)
{
    for (size_t i = 0; i < count; i++) {
        if (counts[i].operation < first || counts[i].operation >= OPERATIONS)
            return false;
        first = counts[i].operation + 1;
    }
    return true;
}

/* Reads what follows the first `have` counts into `buffer`. Returns how many, or an error. */
static int read_some(struct xenon *xenon, const struct xenon_learned *wanted, struct xenon_count *buffer,
                     size_t have)
{
    struct xenon_op *op = command_start(xenon, XENON_OP_learned);
    op->u.learned = *wanted;
    op->u.learned.buffer = command_address(buffer + have);
    op->u.learned.room = (uint32_t)(OPERATIONS - have);
    op->u.learned.first = have ? buffer[have - 1].operation + 1 : 0;
    uint32_t first = op->u.learned.first;
    int error = command_give(xenon);
    if (error)
        return error;
    size_t count = op->u.learned.count;
    return count <= OPERATIONS - have && operations_rise(buffer + have, count, first) ? (int)count : -EPROTO;
}

/* Until an answer is empty: one that is only short needn't be the last. */
int xenon_get_learned(struct xenon *xenon, uint32_t domid, enum xenon_which which,
                      enum xenon_learned_kind kind, struct xenon_count **counts, size_t *count)
{
    const struct xenon_learned wanted = {.domid = domid, .which = (uint16_t)which, .kind = (uint16_t)kind};
    struct xenon_count *buffer = command_allocate(xenon, OPERATIONS * sizeof(*buffer));
    if (!buffer)
        return -ENOMEM;
    size_t have = 0;
    int got;
    while ((got = read_some(xenon, &wanted, buffer, have)) > 0)
        have += (size_t)got;
    void *copy = NULL;
    if (!got)
        got = command_copy(&copy, buffer, have * sizeof(*buffer));
    command_release(xenon, buffer);
    if (got)
        return got;
    *counts = copy;
    *count = have;
    return 0;
}
