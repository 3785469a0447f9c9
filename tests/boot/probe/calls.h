/* SPDX-License-Identifier: GPL-2.0-only */
/* From the words of a command line to a request that a probe can carry out. */
#ifndef PROBE_CALLS_H
#define PROBE_CALLS_H

#include "mailbox.h"

/* Where no kind of probe has memory: Xen answers EFAULT when it gets as far as reading there. */
#define CALLS_NOWHERE 0xf0000000u

/* What `dirty` adds to the first argument, above the 32 bits that most handlers look at. */
#define CALLS_DIRT 0xdeadbeef00000000u

struct calls_probe {
    uint32_t kind;    /* enum probe_kind */
    uint16_t domain;  /* its number */
    uint64_t scratch; /* where the payload will be in its memory */
};

/*
 * Fills `request`, which needs no initialisation, from `words`, which end with NULL. Returns NULL, or
 * what is wrong, and then *wrong is the word at fault, or NULL if one is missing.
 */
const char *calls_read(char *const *words, const struct calls_probe *probe, struct probe_request *request,
                       const char **wrong);

/* The result that a multicall left in one of its entries; `request` has come back from the probe. */
int64_t calls_entry_result(const struct calls_probe *probe, const struct probe_request *request,
                           uint32_t entry);

#endif
