/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The network access policy: keeps the rules of a bridge of Open vSwitch as the live policy and the running
 * domains have them. It has a thread of its own, since a switch may keep it waiting.
 *
 * A bridge has its rules until it has all of others in their place. So they stay, whatever becomes of this
 * program; and a bridge without any lets nothing pass.
 */
#ifndef XENOND_NETWORK_H
#define XENOND_NETWORK_H

#include <stdbool.h>
#include <stdint.h>
#include "runtime/audit/config.h"
#include "runtime/libxenon.h"

struct network;

/* What is in force, for the metrics. */
struct network_state {
    bool up;             /* the switch has the rules that it should have, as far as is known */
    uint32_t generation; /* the policy's, by which it has rules since this program started; 0: none yet */
    uint64_t interfaces; /* that have rules */
    uint64_t changes;    /* of the rules, since the program started */
};

/*
 * Starts it for the bridge that the configuration names, which must outlive it. Takes over `xenon`, a handle
 * of its own, even when it fails. NULL, with errno. The caller ends it by network_stop(), which accepts NULL.
 */
struct network *network_start(const struct config *config, struct xenon *xenon);
void network_stop(struct network *network);

/* Something has happened in the hypervisor. Accepts NULL. */
void network_look(struct network *network);

/* Accepts NULL. */
struct network_state network_state(struct network *network);

#endif
