/* SPDX-License-Identifier: GPL-2.0-only */
/* The state of a host without Xen, as it is in its file, and who works on it. */
#ifndef XENON_RUNTIME_SIM_HOST_H
#define XENON_RUNTIME_SIM_HOST_H

#include <stdalign.h>
#include "runtime/sim.h"

#define SIM_MAGIC   "xenonsim"
#define SIM_DOMAINS 64u
#define SIM_RECORDS 1024u

struct sim_domain {
    uint32_t domid;
    char label[BLOB_MAX_NAME + 1]; /* empty: there is no such domain */
    bool held;
    bool learning;
    uint32_t reached; /* a bit 1 << enum blob_action each: that the last violation reached */
    uint64_t busy;    /* ns since boot: until then a call of it is delayed */
    uint64_t quiet;
    uint64_t clocks[BLOB_MAX_RATES];
    struct msm_ledger ledger;
    uint64_t newest[MSM_OPERATIONS];      /* an operation's newest record, as the module's log keeps it */
    uint32_t learned[MSM_OPERATIONS];     /* allowed as it learns */
    uint32_t shadowed[2][MSM_OPERATIONS]; /* by enum xenon_learned_kind: decided so by the candidate alone */
};

struct sim_blob {
    alignas(8) uint8_t bytes[BLOB_MAX_SIZE];
    uint32_t size; /* 0: there is none */
};

struct sim_state {
    char magic[8];
    uint32_t size; /* of this structure: other programs' differ */
    uint32_t generation;
    bool sealed;
    int64_t boot;     /* ns since 1970 */
    uint64_t skipped; /* ns that were waited for */
    uint64_t loaded;
    uint64_t confirm_by; /* while there is a confirmed policy besides the live one */
    uint64_t next;       /* record */
    uint64_t seen;       /* records before this one have been read */
    uint32_t next_domid;
    uint32_t kept; /* bytes in Domain-0's box, who gives all commands */
    uint8_t box[XENON_BOX_SIZE];
    struct xenon_record ring[SIM_RECORDS];
    struct sim_domain domains[SIM_DOMAINS];
    struct sim_blob live;
    struct sim_blob confirmed;
    struct sim_blob candidate;
};

/* Descriptors, -1 while nobody waits for the interrupt. */
struct sim_watch {
    int both;
    int file;
    int timer;
};

#define SIM_UNWATCHED ((struct sim_watch){-1, -1, -1})

/* A program that works on it. */
struct sim {
    int file;
    struct sim_watch watch;
    uint64_t known; /* records that there were when it was locked */
    struct sim_state *state;
    struct msm_policy live;      /* opened anew for each command */
    struct msm_policy candidate; /* its header is NULL when there is none */
};

/* --- sim_host.c: the file --- */

/* Takes the lock and opens what is in force. Returns 0 or -EBADMSG, without the lock. */
int sim_lock(struct sim *sim);
void sim_unlock(struct sim *sim);

/* Opens the file. The caller ends it by sim_free(). */
int sim_attach(const char *path, struct sim **sim);
void sim_free(struct sim *sim);

/* --- sim_watch.c: the interrupt --- */

/* As xenon_watch() and xenon_acknowledge(). */
int sim_watch(void *sim);
int sim_acknowledge(void *sim);
void sim_unwatch(struct sim *sim);

/* Everything below needs the lock. */

/* Has who waits look again when the confirmed policy's time is up. */
void sim_set_timer(struct sim *sim);

uint64_t sim_now(const struct sim *sim);

/* By Domain-0. */
void sim_seal(struct sim *sim);

/* The running domain, or NULL. */
struct sim_domain *sim_domain(const struct sim *sim, uint32_t domid);
struct sim_domain *sim_bearer(const struct sim *sim, const char *label);

/* Its index in the policy, or BLOB_NONE, and its profile there. */
uint32_t sim_index(const struct msm_policy *policy, const struct sim_domain *domain);
const struct blob_profile *sim_profile(const struct sim *sim, const struct msm_policy *policy,
                                       const struct sim_domain *domain);

/* A new domain that runs; NULL: there is no room. */
struct sim_domain *sim_create(struct sim *sim, const char *label);
void sim_end(struct sim *sim, struct sim_domain *domain);

/* --- sim_log.c: the ring --- */

uint64_t sim_oldest(const struct sim *sim);

/* Appends a record about the domain, which may be NULL, for its maker to complete. */
struct xenon_record *sim_append(struct sim *sim, enum xenon_record_kind kind,
                                const struct sim_domain *domain);

/* A record of a call, of its own or one that stands for others too. `rule` is the live policy's. */
void sim_log_call(struct sim *sim, enum xenon_record_kind kind, struct sim_domain *domain,
                  unsigned int operation, uint32_t peer, uint32_t rule);
void sim_log_acted(struct sim *sim, const struct sim_domain *domain, enum blob_action action);
void sim_log_ordered(struct sim *sim, const struct sim_domain *domain, uint32_t command, uint32_t value);
void sim_log_policy(struct sim *sim, enum xenon_record_kind kind);
int sim_read_log(struct sim *sim, struct xenon_log *op);

/* --- sim_swap.c: policies --- */

int sim_replace(struct sim *sim, struct xenon_replace *op, bool commit);
int sim_confirm(struct sim *sim, const struct xenon_confirm *op);
int sim_shadow(struct sim *sim, struct xenon_replace *op);
int sim_fetch(const struct sim *sim, struct xenon_fetch *op);

/* The confirmed policy comes back if its time is up. */
void sim_settle(struct sim *sim);

/* --- sim_deeds.c: what domains do --- */

/*
 * Domain-0 gives a command of xsm_op, on the domain `object` or NULL: whether the live policy lets it. False
 * after it was recorded.
 */
bool sim_may_order(struct sim *sim, uint32_t command, const struct sim_domain *object);

#endif
