/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the module's files share: the policy in force, the labels of domains, the log.
 *
 *   module.c   the policy in force: boot, swap
 *   enforce.c  which policies this hypervisor can enforce
 *   label.c    which policy entry a domain is, and what it was refused
 *   gate.c     hypercall → question to the core → verdict
 *   log.c      the ring of records, and its lines on Xen's console
 *   control.c  the commands of xsm_op
 *   hooks.c    the one list of hooks
 */
#ifndef XENON_MODULE_H
#define XENON_MODULE_H

#include <xen/list.h>
#include <xen/rcupdate.h>
#include <xen/sched.h>
#include <xen/spinlock.h>

#include "msm.h"
#include "op.h"

/* A policy in force, or on its way in or out. */
struct msm_live {
    struct msm_policy policy;
    uint32_t generation; /* rises by one with each swap */
    s_time_t loaded;     /* ns since boot */
    void *blob;          /* owned: vmalloc'ed */
    struct rcu_head rcu;
};

/*
 * Readers: inside rcu_read_lock(&msm_rcu). Changed only under msm_lock.
 */
extern struct msm_live *msm_live;
extern rcu_read_lock_t msm_rcu;

/* Serialises swaps and the labelling of domains. Taken before no other lock than the log's. */
extern spinlock_t msm_lock;

/* The hypercall that a vCPU is in, so that a continuation of it is known when it comes back. */
struct msm_call {
    uint32_t generation; /* of the policy that let it in; 0: none is under way */
    uint16_t operation;  /* where the subcommand is in memory, the hypercall's first */
    bool continued;      /* the call under way continues one that an earlier policy let in */
};

/* What a policy says of a domain: where it keeps it, and what holds for it. */
struct msm_entry {
    const struct blob_profile *profile; /* NULL when .index is BLOB_NONE */
    uint32_t index;                     /* in BLOB_DOMAINS */
};

/*
 * A domain's label: lives from the domain's allocation to its end. The policy names a domain by its
 * label. Policies of odd and even generations have an entry each, so that a swap can fill in the new
 * policy's while the old one decides.
 */
struct msm_label {
    struct list_head list;       /* all labels with a name; under msm_lock */
    const struct domain *domain; /* which frees the label before itself */
    struct msm_entry entry[2];   /* by the policy's generation & 1 */
    char name[BLOB_MAX_NAME + 1];
    uint64_t violations;       /* under the log's lock */
    uint64_t quiet;            /* under the log's lock */
    struct msm_call call[][2]; /* by vCPU: direct, and inside a multicall */
};

static inline struct msm_label *msm_label_of(const struct domain *d)
{
    return d->ssid;
}

static inline uint32_t msm_index(const struct msm_label *label, const struct msm_live *live)
{
    return label->entry[live->generation & 1].index;
}

static inline const struct blob_profile *msm_profile_of(const struct msm_label *label,
                                                        const struct msm_live *live)
{
    return label->entry[live->generation & 1].profile;
}

/* module.c */

/* What became of a swap. */
struct msm_outcome {
    struct msm_where where; /* why it was refused, if it was */
    domid_t domid;          /* for MSM_UNKNOWN_DOMAIN */
    uint32_t generation;    /* of the policy now in force, if it was loaded */
};

/*
 * Puts `blob` in force, or leaves all as it was. Takes over the blob, which was vmalloc'ed.
 * Returns 0; -EINVAL for a refusal; -ENOMEM; -ERESTART while msm_swap_under_way().
 */
int msm_swap(void *blob, size_t size, struct msm_outcome *outcome);

/* Whether the policy before the live one may still be in use by some CPU. */
bool msm_swap_under_way(void);

/* enforce.c */

/* Whether the module enforces all that the policy says; if not, `where` is a section of which it doesn't. */
bool msm_can_enforce(const struct msm_policy *policy, struct msm_where *where);

/* label.c */
int msm_alloc_label(struct domain *d);
void msm_free_label(struct domain *d);
int msm_label_domain(struct domain *d, uint32_t ssidref);

/* Fills in every label's entry of the candidate. Under msm_lock. False, with a domain that is unknown. */
bool msm_relabel_all(const struct msm_live *candidate, domid_t *unknown);

/* A SID as stock tools pass it: valid while the policy of this generation is in force. */
uint32_t msm_sid(const struct msm_live *live, uint32_t index);

/* The policy's entry that a SID stands for, or BLOB_NONE. */
uint32_t msm_sid_index(const struct msm_live *live, uint32_t sid);

/* Describes the labelled domain of the lowest id from *domid on, and moves *domid there; false if none. */
bool msm_next_label(domid_t *domid, struct xenon_domain *entry);

/* gate.c */
int msm_enter(unsigned long num, unsigned long a1);
void msm_exit(void);
int msm_memory(unsigned int num, unsigned int cmd);

/* log.c */
int msm_log_init(void);

/* Appends a record for the current vCPU's refused call and counts it. Any context but NMI. */
void msm_log_denied(struct msm_label *label, const struct msm_live *live, unsigned int hypercall,
                    uint64_t operand, uint32_t rule);
void msm_count_quiet(struct msm_label *label);
void msm_log_counts(const struct msm_label *label, uint64_t *violations, uint64_t *quiet);
void msm_log_loaded(const struct msm_live *live);

/* Copies the record numbered `*sequence`, or the oldest held after it; false if there is none yet. */
bool msm_log_read(uint64_t *sequence, struct xenon_record *record);
void msm_log_range(uint64_t *oldest, uint64_t *next);

/* control.c */
long msm_control(XEN_GUEST_HANDLE_PARAM(void) arg);

#endif
