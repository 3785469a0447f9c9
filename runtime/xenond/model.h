/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What runs on the host, and who serves whom: the facts that records tell, and those that follow from them.
 *
 * The model is nothing but the sum of the stored records. model_learn() adds one; model_follow() says which
 * records follow from it. So it can be made anew from the database at any time.
 */
#ifndef XENOND_MODEL_H
#define XENOND_MODEL_H

#include "msm.h"
#include "runtime/audit/entry.h"
#include "runtime/audit/config.h"

struct run;
struct link;

/* A policy, with its blob. */
struct model_policy {
    void *blob; /* owned; NULL: none is known */
    uint32_t generation;
    struct msm_policy policy;
};

struct model {
    struct run *runs; /* running domains, by rising domain id */
    size_t run_count, run_room;
    struct link *links; /* in the order in which they began */
    size_t link_count, link_room;
    const struct config *config;
    struct model_policy live;
    int64_t generation; /* of the last ENTRY_POLICY; 0: none in this boot */
};

/*
 * Where what follows goes: it stores the entry, which gets its id, and gives it to model_learn(). Returns
 * false when it couldn't; then nothing more follows.
 */
struct model_output {
    bool (*store)(void *context, struct entry *entry);
    /* Fetches the live policy into the model, if it can. */
    void (*fetch)(void *context);
    void *context;
};

void model_start(struct model *model, const struct config *config);
void model_end(struct model *model);

/* Forgets what records told, but not the policy. */
void model_forget(struct model *model);

/* Takes over the blob. Returns false, and frees it, if it is no policy. */
bool model_take_policy(struct model *model, void *blob, size_t size, uint32_t generation);

/* A service domain that the policy has restarted. */
struct model_due {
    int64_t domid;
    const char *label;
    int64_t time_ns; /* since the host booted: when */
};

/*
 * The one to restart first, of those that run and aren't leaving: by timer, or at once when the hypervisor
 * has stopped it. Of two that are due by `now`, one serves the other: it is first. Returns false when there
 * is none.
 */
bool model_next_due(const struct model *model, int64_t now, struct model_due *due);

/* Until it runs anew. */
void model_set_leaving(struct model *model, int64_t domid, bool leaving);

/* Returns false when there is no memory. */
bool model_learn(struct model *model, const struct entry *entry);

/* After model_learn(). Returns false when something couldn't be stored. */
bool model_follow(struct model *model, const struct entry *cause, const struct model_output *output);

/*
 * Compares with the domains that run now. `lossy`: records were lost, so that a domain may have started
 * unseen. Times are those of `cause`.
 */
bool model_reconcile(struct model *model, const struct xenon_domain *domains, size_t count, bool lossy,
                     const struct entry *cause, const struct model_output *output);

/* After the live policy was fetched at an unknown time: records it, unless it is recorded. */
bool model_note_policy(struct model *model, const struct entry *cause, const struct model_output *output);

#endif
