/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The page through which dom0 asks a probe for hypercalls and reads their results.
 *
 * A policy may refuse the probe every hypercall, so the page needs none: the probe watches it, and dom0
 * maps it from outside. A PV probe uses its console page, whose frame xenstore names. A PVH probe uses
 * a page of its own, at an address that both sides know. Nothing in it depends on the probe's word size.
 */
#ifndef PROBE_MAILBOX_H
#define PROBE_MAILBOX_H

#define PROBE_PAGE    4096
#define PROBE_ADDRESS 0x400000 /* where every probe is linked, and a PVH probe's page */

#ifndef __ASSEMBLY__

#include <stdatomic.h>
#include <stdint.h>

#define PROBE_ARGUMENTS 5
#define PROBE_PAYLOAD   2048

/* Which probe it is. Any other value there: no probe is listening. */
enum probe_kind {
    PROBE_PV64 = 0x78507660,
    PROBE_PV32,
    PROBE_PVH64,
    PROBE_PVH32,
};

struct probe_request {
    uint64_t number; /* of the hypercall */
    uint64_t arguments[PROBE_ARGUMENTS];
    uint64_t times;   /* how often to make the call */
    uint32_t entries; /* if the call is a multicall: the entries at the start of the payload; else 0 */
    uint32_t size;    /* bytes of the payload in use */
    uint8_t payload[PROBE_PAYLOAD]; /* copied to scratch before each call, and from it after the last */
};

struct probe_answer {
    int64_t result;   /* of the last call, or of the last entry of a multicall that was made */
    uint64_t refused; /* results that were -EPERM */
    uint64_t other;   /* results that were not */
};

struct probe_mailbox {
    _Atomic uint32_t kind;     /* set last, when the probe listens */
    _Atomic uint32_t asked;    /* dom0 raises it when the request is complete */
    _Atomic uint32_t answered; /* the probe sets it to `asked` when the answer is complete */
    uint32_t reserved;
    uint64_t scratch; /* the address, in the probe, at which hypercalls find the payload */
    struct probe_request request;
    struct probe_answer answer;
};

_Static_assert(sizeof(struct probe_request) == 64 + PROBE_PAYLOAD, "the page's layout");
_Static_assert(sizeof(struct probe_mailbox) == 112 + PROBE_PAYLOAD, "the page's layout");

#endif
#endif
