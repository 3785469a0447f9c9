/* SPDX-License-Identifier: GPL-2.0-only */
/* Names that people ask about, and what to say of one that is unknown. */
#ifndef XENON_LOOKUP_H
#define XENON_LOOKUP_H

#include "lang/arena.h"
#include "msm.h"

struct lookup {
    struct arena *arena;
    const struct msm_policy *policy;
    const char *problem; /* what is wrong with the last name that wasn't found, in the arena; or NULL */
};

/* The domain or fleet with that label; BLOB_NONE: see .problem. */
uint32_t lookup_domain(struct lookup *lookup, const char *label);

/* The operations of `hypercall` or `hypercall.subcommand`. False: see .problem. */
bool lookup_operations(struct lookup *lookup, const char *name, uint64_t set[BLOB_WORDS]);

/* The same where one is meant; 0: see .problem. */
unsigned int lookup_operation(struct lookup *lookup, const char *name);

#endif
