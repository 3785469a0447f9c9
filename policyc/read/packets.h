/* SPDX-License-Identifier: GPL-2.0-only */
/* Which packets a policy lets pass between two ends. */
#ifndef XENON_PACKETS_H
#define XENON_PACKETS_H

#include "msm.h"

/* Packets that one end asks another with. */
struct packets {
    uint32_t from;     /* domain, or BLOB_OUTSIDE */
    uint32_t to;       /* domain, or BLOB_OUTSIDE */
    uint16_t protocol; /* of IP; 0: all */
    uint16_t port;     /* 0: all */
};

enum passage { PASS_NONE, PASS_SOME, PASS_ALL };

/*
 * How many of the packets may pass. `*rule` is of the first entry that lets some pass, or BLOB_NONE. Linear
 * in the networks between the two ends.
 */
enum passage packets_pass(const struct msm_policy *policy, const struct packets *packets, uint32_t *rule);

#endif
