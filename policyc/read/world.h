/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A host in memory under a proven policy: which domains run, their clocks and violations, who holds which
 * conflict sets, whether it is sealed, and what time it is. All decisions are the core's.
 *
 * Virtual machines are told apart by their names, of which several may be of one fleet. At the start only
 * Domain-0 runs, at time 0. A domain that does something starts by itself.
 */
#ifndef XENON_WORLD_H
#define XENON_WORLD_H

#include "lang/arena.h"
#include "lang/names.h"
#include "policyc/read/decision.h"
#include "policyc/read/packets.h"

enum world_state {
    WORLD_ABSENT,
    WORLD_RUNNING,
    WORLD_PAUSED, /* by the policy's response: nothing but its end is left to it */
};

/* A virtual machine. */
struct world_domain {
    struct world_domain *next;
    const char *name;
    uint32_t domain; /* its label's index */
    enum world_state state;
    uint64_t busy; /* ns: when a call that was delayed is done */
    uint64_t clocks[BLOB_MAX_RATES];
    struct msm_ledger ledger;
};

struct world {
    const struct msm_policy *policy;
    struct arena *arena;
    struct names by_name; /* → struct world_domain */
    struct world_domain *domains;
    uint32_t *claims;
    bool sealed;
    uint64_t now;      /* ns */
    uint64_t *touched; /* a bit for each of policy->rules: it has decided something; NULL: nobody asks */
};

/* What came of one deed. */
struct event {
    uint64_t time; /* ns: when it took place */
    enum refusal refusal;
    uint32_t rule;    /* that decided, or BLOB_NONE */
    bool partly;      /* packets: some of those that were meant pass, and some don't */
    uint64_t until;   /* ns: the call was delayed until then by `rule`; 0: it wasn't */
    uint32_t set;     /* REFUSED_CONFLICT: the conflict set of which a domain runs */
    bool violation;   /* it counts as one */
    unsigned int due; /* responses that are due, a bit 1 << enum blob_action each */
};

/* `touched` is cleared by nobody; it and the policy are borrowed. */
void world_start(struct world *world, struct arena *arena, const struct msm_policy *policy,
                 uint64_t *touched);

/* The virtual machine of that label, which is borrowed; NULL: the policy doesn't know the label. */
struct world_domain *world_find(struct world *world, const char *label);

struct event world_run(struct world *world, struct world_domain *domain);
struct event world_end(struct world *world, struct world_domain *domain);

/* `object` is on whom it acts, or NULL: on the caller itself, if on a domain at all. */
struct event world_call(struct world *world, struct world_domain *domain, unsigned int operation,
                        const struct world_domain *object);

/* Reaching another by all of `means` (enum blob_means), whatever the operation. */
struct event world_reach(struct world *world, struct world_domain *domain, const struct world_domain *object,
                         unsigned int means);

/* Sending packets; .from is ignored. Packets that don't pass are no violation. */
struct event world_send(struct world *world, struct world_domain *domain, const struct packets *packets);

/* Times beyond BLOB_MAX_TIME are taken for it. Never goes back. */
void world_wait(struct world *world, uint64_t ns);
void world_seal(struct world *world);

#endif
