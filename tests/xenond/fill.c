/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fills an audit database as xenond does: portions of records, mostly violations, and the lives of a service
 * domain and its clients. Prints how long it took.
 *
 * usage: fill URL RECORDS PERCENT [NUMBER]
 *
 * PERCENT of the records are of lives; the sequence number NUMBER is left out.
 */
#include "runtime/audit/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CLIENTS = 200 };

struct filling {
    struct store *store;
    struct store_head head;
    int64_t sequence, time;
    int64_t left_out;
    int64_t links[CLIENTS]; /* ids; 0: not linked */
    int64_t since[CLIENTS];
    unsigned int next; /* client */
};

static void stop(const struct filling *filling)
{
    fprintf(stderr, "fill: %s\n", store_error(filling->store));
    exit(1);
}

static void put(struct filling *filling, struct entry *entry)
{
    if (store_extend(filling->store, &filling->head, entry) != STORE_DONE)
        stop(filling);
}

static void put_violation(struct filling *filling)
{
    struct xenon_record record = {.kind = XENON_DENIED,
                                  .count = 1,
                                  .hypercall = 32,
                                  .operand = 4,
                                  .line = 31,
                                  .column = 9,
                                  .effect = BLOB_DENY,
                                  .generation = 1,
                                  .peer = XENON_NO_DOMAIN,
                                  .file = "forward-base.xpol"};
    filling->sequence += filling->sequence == filling->left_out;
    record.sequence = (uint64_t)filling->sequence++;
    record.time = record.since = (uint64_t)filling->time;
    record.domid = (uint16_t)(1 + filling->sequence % CLIENTS);
    snprintf(record.label, sizeof(record.label), "guest-%u", (unsigned int)record.domid);
    struct entry entry;
    entry_from_record(&entry, &record, 1, 1000000000000000000);
    put(filling, &entry);
}

/* A client's use of the service begins or ends. */
static void put_life(struct filling *filling)
{
    unsigned int client = filling->next++ % CLIENTS;
    struct entry entry, cause = {.boot = 1, .time = 1000000000000000000 + filling->time, .generation = 1};
    entry_own(&entry, filling->links[client] ? ENTRY_UNLINKED : ENTRY_LINKED, &cause);
    entry.domid = 1000;
    entry.peer = 1 + client;
    entry.operand = filling->links[client];
    strcpy(entry.label, "NetBack");
    strcpy(entry.detail, client % 3 ? "1.0" : "1.1");
    snprintf(entry.other, sizeof(entry.other), "guest-%u", 1 + client);
    if (filling->links[client])
        entry.since = filling->since[client];
    put(filling, &entry);
    filling->since[client] = entry.time;
    filling->links[client] = entry.kind == ENTRY_LINKED ? entry.id : 0;
}

static void fill(struct filling *filling, long records, int percent)
{
    struct entry boot, cause = {.boot = 1, .time = 1000000000000000000};
    for (long done = 0; done < records;) {
        if (store_begin(filling->store) != STORE_DONE)
            stop(filling);
        if (done == 0) {
            entry_own(&boot, ENTRY_BOOT, &cause);
            put(filling, &boot);
        }
        for (unsigned int i = 0; i < STORE_PORTION && done < records; i++, done++) {
            filling->time += 1000000;
            if (done % 100 < percent)
                put_life(filling);
            else
                put_violation(filling);
        }
        if (store_commit(filling->store) != STORE_DONE)
            stop(filling);
    }
}

int main(int argc, char **argv)
{
    struct filling filling = {.left_out = -1};
    struct timespec begin, end;
    if (argc < 4)
        return 2;
    if (argc > 4)
        filling.left_out = atol(argv[4]);
    long records = atol(argv[2]);
    if (store_open(argv[1], STORE_WRITE, NULL, NULL, &filling.store) != STORE_DONE)
        stop(&filling);
    clock_gettime(CLOCK_MONOTONIC, &begin);
    fill(&filling, records, atoi(argv[3]));
    clock_gettime(CLOCK_MONOTONIC, &end);
    double seconds = (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
    printf("%ld records in %.2f s: %.0f a second\n", records, seconds, (double)records / seconds);
    store_close(filling.store);
    return 0;
}
