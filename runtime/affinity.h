/* SPDX-License-Identifier: GPL-2.0-only */
/* The processors that a guest gets from xl: those that its file and the policy both name. */
#ifndef XENON_RUNTIME_AFFINITY_H
#define XENON_RUNTIME_AFFINITY_H

#include "policyc/inventory/config.h"
#include "policyc/read/wording.h"
#include "runtime/policy.h"

struct affinity {
    struct arena *arena;
    const struct sources *sources;
    const struct config *config;      /* the guest's file */
    const struct blob_limits *limits; /* the policy's, which have an affinity */
    const char *label;                /* the guest's */
    uint64_t vcpus;                   /* how many it may get */
};

/*
 * Sets `setting` to xl's line for both, in the arena: a text for all vCPUs, or where the file has a list, a
 * list with a text for each. Says so and returns POLICY_REFUSED if they have no processor in common, and
 * POLICY_TROUBLE if the file's can't be understood.
 */
enum policy_exit affinity_choose(const struct affinity *affinity, char **setting);

#endif
