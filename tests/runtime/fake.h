/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A module of the hypervisor as op.h describes it, in this process: a small ring, a few domains, and
 * whatever refusal a test asks for. xenon_open() reaches it instead of a hypervisor.
 */
#ifndef XENON_TESTS_RUNTIME_FAKE_H
#define XENON_TESTS_RUNTIME_FAKE_H

#include <stdbool.h>
#include "op.h"

enum { FAKE_RING = 8, FAKE_DOMAINS = 200, FAKE_COMMANDS = 18 };

/* When the fake's hypervisor booted by the clock that programs here see: 2031-02-03T04:05:06Z, in ns. */
#define FAKE_BOOT 1927857906000000000

struct fake {
    int open_error;           /* negative errno of xenon_open(), or 0 */
    int error[FAKE_COMMANDS]; /* negative errno of the command XENON_OP_FIRST + index, or 0 */
    struct xenon_status status;
    struct xenon_replace refusal; /* .fault 0: replace puts `successor` in force */
    struct xenon_status successor;
    uint32_t later_loads; /* by others, right after a replace */
    struct xenon_record ring[FAKE_RING];
    struct xenon_domain domains[FAKE_DOMAINS];
    unsigned int domain_count;
    uint32_t most;    /* entries given in one answer, however many there is room for */
    uint32_t ordered; /* the last XENON_OP_pause, _resume, _destroy or _seal, and its domain */
    uint32_t target;
    void (*idle)(void);     /* called when the log has nothing new */
    unsigned int calls;     /* commands that were received */
    uint32_t received_size; /* of the last blob, and its first bytes */
    unsigned char received[64];
    unsigned int allocated; /* pieces of memory that weren't released */
    const char *history;    /* where the program keeps it: by default, a folder that can't be made */
    int interrupt;          /* the end of a pipe to read for xenon_watch(); 0: there is nothing to wait for */
    bool out_of_memory;
    bool closed;
};

extern struct fake fake;

/* A fresh fake: policy "forward-base" version 12 since 10 s, now 90 s after boot, no records, no domains. */
void fake_reset(void);

/* A denial of event_channel_op.send to recon, for tests to alter. */
struct xenon_record fake_denial(void);

/* Appends to the ring, as the module would: numbers it, and drops the oldest when it is full. */
void fake_append(struct xenon_record record);

void fake_domain(uint32_t domid, const char *label, uint64_t violations, uint64_t quiet);

#endif
