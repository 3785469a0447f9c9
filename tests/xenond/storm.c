/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A storm of violations on a simulated host, straight into its log: faster than its domains could make them,
 * and each of another label than the last, so that none is folded into another.
 *
 * usage: storm FILE COUNT PAUSE     us between bursts; prints the sequence number that comes next
 */
#include "runtime/sim_host.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { BURST = 64, LABELS = 50 };

static void append(struct sim *sim, long number)
{
    struct xenon_record *record = sim_append(sim, XENON_DENIED, NULL);
    record->domid = (uint16_t)(1 + number % LABELS);
    snprintf(record->label, sizeof(record->label), "web-%ld", 1 + number % LABELS);
    record->hypercall = 32;
    record->operand = 4;
    record->line = 31;
    record->column = 9;
    record->effect = BLOB_DENY;
    record->count = 1 + (uint64_t)number % 3;
    snprintf(record->file, sizeof(record->file), "net.xpol");
}

int main(int argc, char **argv)
{
    struct sim *sim;
    if (argc != 4 || sim_attach(argv[1], &sim))
        return 2;
    long count = atol(argv[2]);
    unsigned int pause = (unsigned int)atol(argv[3]);
    for (long done = 0; done < count;) {
        if (sim_lock(sim))
            return 1;
        for (int i = 0; i < BURST && done < count; i++)
            append(sim, done++);
        sim_unlock(sim);
        usleep(pause);
    }
    printf("%" PRIu64 "\n", sim->state->next);
    sim_free(sim);
    return 0;
}
