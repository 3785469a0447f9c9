/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the module's files share: the policy in force, the labels of domains, the log.
 *
 *   module.c   the policy in force, from the boot on
 *   swap.c     what another policy would change, and the exchange; the seal
 *   held.c     memory and devices that domains hold, when a policy takes them away
 *   confirm.c  policies that are in force for a time
 *   enforce.c  which policies this hypervisor can enforce
 *   label.c    which policy entry a domain is
 *   start.c    conflict sets
 *   limits.c   what a domain may have
 *   gate.c     hypercall → question to the core → verdict
 *   charge.c   calls that Xen or a slow rate makes come back
 *   rates.c    rates
 *   act.c      violations and what they lead to
 *   notes.c    what domains learn
 *   shadow.c   the candidate, and where it would decide otherwise
 *   log.c      the ring of records, and its lines on Xen's console
 *   target.c   operations that a policy may allow on some domains only
 *   delegate.c domains that are handed on to others to manage
 *   device.c   PCI devices
 *   reach.c    events, grants, messages and memory between domains
 *   box.c      what labels keep while their domains come and go
 *   control.c  the commands of xsm_op
 *   hooks.c    the one list of hooks
 */
#ifndef XENON_MODULE_H
#define XENON_MODULE_H

#include <xen/list.h>
#include <xen/rcupdate.h>
#include <xen/sched.h>
#include <xen/spinlock.h>
#include <xen/tasklet.h>

#include "machine.h"
#include "msm.h"
#include "op.h"

/* A policy in force, or on its way in or out. */
struct msm_live {
    struct msm_policy policy;
    uint32_t generation; /* rises by one with each swap, and at the seal */
    bool sealed;         /* boot profiles hold no longer; never false again */
    s_time_t loaded;     /* ns since boot */
    void *blob;          /* owned: vmalloc'ed; NULL when the next policy is the same */
    uint32_t *claims; /* owned, likewise: of each conflict set, how many of its domains run; under msm_lock */
    struct rcu_head rcu;
};

/*
 * Readers: inside rcu_read_lock(&msm_rcu). Changed only under msm_lock.
 */
extern struct msm_live *msm_live;
extern rcu_read_lock_t msm_rcu;

/* A policy that decides nothing, or NULL. Read and changed as msm_live. */
extern struct msm_live *msm_candidate;

/* The boot policy. Never freed: what it says of responses can outlast it. */
extern const struct msm_policy *msm_boot_policy;

/* Serialises swaps and the labelling of domains. Taken before no other locks than labels' and the log's. */
extern spinlock_t msm_lock;

/* What was chosen for this build: hv/xen/Makefile. */
#ifdef MSM_NO_RATES
#define MSM_HAS_RATES false
#else
#define MSM_HAS_RATES true
#endif
#ifdef MSM_FIXED_POLICY
#define MSM_IS_FIXED true
#else
#define MSM_IS_FIXED false
#endif

/* No policy allows this operation: it is never charged. */
#define MSM_NO_OPERATION 0u

/* What became of a call at the gate, where few calls need any. */
struct msm_course {
    uint16_t paid;    /* an operation that was charged before, as this call continues that one */
    uint16_t charged; /* the operation that was charged last, but for one that its way charged */
    bool excused;     /* an earlier policy let it in: that a new one refuses it is no violation */
    bool waited;      /* it comes back from its delay, and was counted before */
    bool delayed;     /* it has to come back */
};

/* The hypercall that a vCPU is in, which keeps it in its .xsm_call: in a multicall, the one inside. */
struct msm_call {
    uint64_t first;  /* its first argument */
    uint64_t number; /* as the guest gave it */
    struct msm_course course;
    uint64_t until;              /* ns since boot: when it may come back, if .course.delayed */
    const struct msm_ways *ways; /* of the policy that let it in */
};

/* Its operation; where the subcommand is in memory, the hypercall's first. */
static inline unsigned int msm_operation_of(const struct msm_call *call)
{
    const struct msm_hypercall *hypercall = &msm_hypercalls[call->number];

    return hypercall->place == MSM_MEMORY ? hypercall->first : msm_operation(call->number, call->first);
}

/*
 * A call that will be made again, by Xen's will or for its delay. In between the guest may take interrupts
 * and make other calls, and its kernel may move to another vCPU: so the call is known by its arguments.
 */
struct msm_held {
    uint64_t arguments[MSM_ARGUMENTS];
    uint32_t generation; /* 0: none is held here */
    uint16_t operation;
    uint16_t charged;
    bool in_multicall;
    bool waited;
};

/* By vCPU. The held calls are the domain's together, two a vCPU. */
struct msm_vcpu {
    struct msm_call outer; /* the multicall that it is in */
    struct msm_held held[2];
};

struct msm_share;

#define MSM_BY_PROFILE (BLOB_NONE - 1)

/* A call for the log. */
struct msm_said {
    uint64_t operand;    /* as in the record, and so are .kind, .hypercall and .peer */
    uint32_t generation; /* of the policy whose rule it is, or 0: then no other call is known to be like it */
    uint32_t rule;       /* or MSM_BY_PROFILE: the one that the profile has for the operation */
    uint16_t operation;
    uint16_t kind;
    uint16_t hypercall;
    domid_t peer;
};

/* A rule's place in the policy's source. */
struct msm_source {
    uint32_t line;
    uint16_t column;
    uint16_t effect; /* enum blob_effect */
    char file[48];   /* its end, if it is longer */
};

/* What violations of a domain lead to: a copy, as it can outlast the policy that said it. */
struct msm_response {
    struct blob_action_at actions[BLOB_MAX_ACTIONS]; /* .rule is an index in .places */
    struct msm_source places[BLOB_MAX_ACTIONS];
    uint32_t count;
    enum blob_binding binds;
};

/* Counts by operation, which notes.c keeps. */
enum msm_notes { MSM_LEARNED, MSM_WOULD_DENY, MSM_WOULD_ALLOW, MSM_NOTES };

/* In a label's .helds: there is a candidate, of which .shadow is the label's entry. */
#define MSM_SHADOWED (1u << 31)

/* What a policy says of a domain: where it keeps it, and what holds for it. */
struct msm_entry {
    const struct blob_profile *profile; /* NULL when .index is BLOB_NONE */
    uint32_t index;                     /* in BLOB_DOMAINS */
};

/* What the gate has to do for an operation, or at the entry of a hypercall. */
enum msm_way {
    MSM_ASK,   /* all that it can do */
    MSM_PASS,  /* nothing */
    MSM_LOOK,  /* at the subcommand, which is in a register */
    MSM_DENY,  /* to count it with those like it before; the first of them is asked about */
    MSM_RATED, /* this and above: to charge it to the profile's rate number way - MSM_RATED, and no other */
};

/*
 * The profile, told by ways: the gate reads one or two of them. Whatever the gate has to see more of than its
 * way says, needs another way here.
 */
struct msm_ways {
    uint8_t entry[MSM_HYPERCALLS];
    uint8_t operation[MSM_OPERATIONS];
    uint32_t generation;                  /* of the policy */
    struct msm_pace pace[BLOB_MAX_RATES]; /* the profile's rates .. */
    uint64_t clocks[BLOB_MAX_RATES];      /* .. and how far each is used up */
};

#define MSM_PEERS 16u

/*
 * A domain's label: lives from the domain's allocation to its end. The policy names a domain by its
 * label. Policies of odd and even generations have an entry each, so that a swap can fill in the new
 * policy's while the old one decides.
 */
struct msm_label {
    struct list_head list;     /* all labels with a name; under msm_lock */
    struct domain *domain;     /* which frees the label before itself */
    struct msm_entry entry[2]; /* by the policy's generation & 1 */
    struct msm_ways ways[2];   /* likewise */
    struct msm_ways *gate;     /* the ones that the gate goes by; changed under .lock */
    struct msm_entry shadow;   /* the candidate's; changed under msm_lock */
    char name[BLOB_MAX_NAME + 1];
    uint64_t peers[MSM_PEERS];     /* what reach.c remembers */
    char group[BLOB_MAX_NAME + 1]; /* whose guests it has served, or empty: start.c; under msm_lock */
    bool misfit;                   /* it has run, and can't under that policy; under msm_lock */
    bool started; /* it has run, and holds a claim on its conflict sets; set and cleared under msm_lock */
    struct msm_share *share;         /* the log's: its share of it, if it has records; under its lock */
    uint64_t newest[MSM_OPERATIONS]; /* the log's: an operation's newest record; under its lock */
    unsigned int pending; /* actions that are due, a bit each; set under .lock, taken at a call's exit */
    unsigned int helds;   /* calls that are held, and MSM_SHADOWED; changed under .lock */
    bool learning;        /* what its profile denies it is let in, and noted */
    spinlock_t lock;      /* what follows; taken with interrupts off, before no other but the scheduler's */
    uint32_t *notes[MSM_NOTES];      /* owned: MSM_OPERATIONS each, or NULL */
    unsigned int reached;            /* actions whose threshold the last violation reached */
    bool alive;                      /* created, and not being torn down yet */
    bool held;                       /* paused, and only the administrator may resume it */
    struct msm_source holder;        /* why it is held: what its violations led to; empty for an order */
    const struct msm_label *manager; /* to whom it was handed, by .giver; or NULL. Set under msm_lock too */
    char giver[BLOB_MAX_NAME + 1];
    unsigned int ended; /* endings that have begun: a bit BLOB_CRASH, a bit BLOB_DESTROY */
    unsigned int next_held;
    uint64_t quiet; /* calls that were denied quietly */
    struct msm_ledger ledger;
    struct msm_response response;
    struct tasklet killer; /* ends the domain, of which it has a reference then */
    struct msm_vcpu vcpu[];
};

static inline struct msm_ways *msm_ways_of(struct msm_label *label, const struct msm_live *live)
{
    return &label->ways[live->generation & 1];
}

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

/*
 * A policy that isn't in force yet: the blob, which was vmalloc'ed and is taken over even when it fails, is
 * proven, and the module can enforce it; or where->fault says why not. NULL: no memory.
 */
struct msm_live *msm_make_candidate(void *blob, size_t size, struct msm_where *where);

/* Takes it back. One that is proven is kept until the next is asked for, or made. */
void msm_drop_candidate(struct msm_live *candidate);

/*
 * The same for a blob in the caller's memory. 0, with where->fault, and then perhaps without a candidate;
 * -ENOMEM, -EFAULT.
 */
int msm_take_blob(uint64_t from, uint32_t size, struct msm_live **candidate, struct msm_where *where);

/* Whether the policy before the live one may still be in use by some CPU. */
bool msm_swap_under_way(void);

/* Has every CPU say soon that it no longer uses what was taken away, until no swap is under way. */
void msm_hasten(void);

/*
 * Both under msm_lock, which is held in between, and not while msm_swap_under_way(). The first fills in every
 * label's entry of the candidate, and can be the end of it; the other makes it the policy in force, and
 * records that.
 */
void msm_prepare(struct msm_live *candidate);
void msm_publish(struct msm_live *candidate, enum xenon_record_kind kind);

/* Frees a policy that is no longer in force, when nobody uses it. Under msm_lock. */
void msm_let_go(struct msm_live *live);

/* swap.c */

/* The host was booted with a parameter that lets policies be loaded whose version doesn't rise. */
extern bool msm_any_version;

/*
 * XENON_OP_replace, XENON_OP_prepare or XENON_OP_seal. Returns 0 for a refusal too, whose reason is in *op;
 * -EINVAL for unknown flags; -ENOMEM, -EFAULT; -ERESTART while the last swap is under way, or a domctl.
 */
int msm_replace(struct xenon_replace *op, uint32_t command);

/* confirm.c: under msm_lock, but for msm_confirm(). */

/* The live policy replaced `old`: it stays, or for so many seconds unless it is confirmed. */
void msm_await(struct msm_live *old, uint32_t seconds);

/* 0, or -EINVAL: another policy is in force, nothing is to be confirmed, or the time is up. */
int msm_confirm(const struct xenon_confirm *op);

/* Whether the live policy ends when it isn't confirmed, and when, in ns since boot. */
bool msm_unconfirmed(uint64_t *confirm_by);

/* Whether it has to end now: it is no time for another swap. */
bool msm_time_is_up(void);

/* Whether it is kept, to come back. */
bool msm_is_kept(const struct msm_live *live);

/* enforce.c */

/* Whether the module enforces all that the policy says; if not, `where` is a section of which it doesn't. */
bool msm_can_enforce(const struct msm_policy *policy, struct msm_where *where);

/* label.c */

/* All that have a name. Under msm_lock. */
extern struct list_head msm_labels;

int msm_alloc_label(struct domain *d);
void msm_free_label(struct domain *d);
int msm_label_domain(struct domain *d, uint32_t ssidref);

/* The current domain, or XENON_NO_DOMAIN: Xen's own idling ones are none. */
domid_t msm_caller(void);

/* From here on, it is being torn down by `peer`. Recorded once. */
void msm_end_label(struct msm_label *label, domid_t peer);

/* Fills in every label's entry of the candidate. Under msm_lock. */
void msm_relabel_all(const struct msm_live *candidate);

/* Moves on from the live policy what goes with the labels' entries. Under msm_lock. */
void msm_carry_all(const struct msm_live *candidate);

/* After a swap: all gates go by the live policy. Under msm_lock. */
void msm_open_gates(void);

/* Whether the domain isn't dying and the policy, live or a candidate, knows it. Under msm_lock. */
bool msm_runs(const struct msm_label *label, const struct msm_live *live);

/* A SID as stock tools pass it: valid while the policy of this generation is in force. */
uint32_t msm_sid(const struct msm_live *live, uint32_t index);

/* The policy's entry that a SID stands for, or BLOB_NONE. */
uint32_t msm_sid_index(const struct msm_live *live, uint32_t sid);

/* Describes the labelled domain of the lowest id from *domid on, and moves *domid there; false if none. */
bool msm_next_label(domid_t *domid, struct xenon_domain *entry);

/* start.c: hooks return 0, or -EPERM for what is refused and logged. */

/* Makes room for the policy's claims. False: there is no memory. */
bool msm_make_claims(struct msm_live *live);

/* Before a domain's vCPUs first run. Takes msm_lock. */
int msm_start(struct domain *d);

/* Ends the claim of a domain that has one. Under msm_lock. */
void msm_end_claim(struct msm_label *label);

/*
 * Counts what running domains claim under the candidate, and marks as misfits those that it doesn't know, or
 * that would be in conflict, or be served by what is another group's: these claim nothing. Under msm_lock.
 */
void msm_carry_claims(const struct msm_live *candidate);

/* From here on, each service domain is the group's whose guest runs that it serves. Under msm_lock. */
void msm_group_all(const struct msm_live *live);

/* limits.c: hooks return 0, or -EPERM for what is refused and logged. */

/* A domain that is being created. */
int msm_limit_config(struct domain *d, const struct xen_domctl_createdomain *config);

/* A domctl, as Xen has copied it. `d` may be NULL. */
int msm_limit_change(struct domain *d, const struct xen_domctl *op);

/* A vCPU that shall run on these processors only; NULL: all are to be moved to another pool. */
int msm_limit_cpus(struct domain *d, const cpumask_t *hard);

/* A domain that shall run for the first time. */
int msm_limit_start(struct domain *d);

/* gate.c */

void msm_gate_init(void);

/* Fills in the label's ways for the policy, whose entry it has. */
void msm_set_ways(struct msm_label *label, const struct msm_live *live);

/* The gate goes by the live policy's ways; but asks about all while there is a call held, or a candidate.
 * Under the label's lock. */
void msm_set_gate(struct msm_label *label);

int msm_enter(unsigned long num, unsigned long a1);
void msm_exit(unsigned long num);

/* Decides a subcommand that was in guest memory, about the domain `d` if it isn't NULL: 0, -EPERM, -ERESTART.
 */
int msm_memory(unsigned int num, unsigned int cmd, const struct domain *d);

/*
 * The hypercall that the current vCPU is in, aliases folded, and its subcommand if that is in a register.
 * What Xen does for a vCPU besides has those of its last call.
 */
unsigned int msm_current_hypercall(void);
unsigned int msm_current_subcommand(void);

/* Logs and counts a call of the current domain, about the domain `peer` if it isn't NULL, that is refused by
 * `rule`. Returns -EPERM. Any context but NMI. */
int msm_refuse(struct msm_label *label, const struct msm_live *live, enum msm_verdict verdict,
               unsigned int hypercall, uint64_t operand, const struct domain *peer, uint32_t rule);

/*
 * Whether the current domain may do to the target `d` what the hypercall's subcommand does: 0 or -EPERM.
 * NULL: no domain.
 */
int msm_may_act_on(const struct domain *d, unsigned int num, unsigned int cmd);

/* target.c */

/* Like msm_may_act_on(), when Xen's own rule says `stock`: 0, -EPERM or `stock`. */
int msm_may_do(const struct domain *d, unsigned int num, unsigned int cmd, int stock);

/* delegate.c */

/* Whether the domain was handed to the current one, and with it the operation. */
bool msm_is_handed(const struct msm_live *live, struct msm_label *label, unsigned int operation);

/* XENON_OP_delegate. */
int msm_delegate(const struct xenon_target *target);

/* Ends all by which domains were handed to this one. Under msm_lock. */
void msm_end_delegations(const struct msm_label *manager);

/* Ends the one by which the domain was handed on, if the candidate doesn't allow it. Under msm_lock. */
void msm_carry_delegation(struct msm_label *label, const struct msm_live *candidate);

/* reach.c */

/* These are under msm_lock. */

/* The ways, enum blob_means, in which a policy, live or a candidate, that knows both lets one reach the
 * other. */
unsigned int msm_reach(const struct msm_live *live, const struct msm_label *from, const struct msm_label *to);

/* Whether both run under the live policy, and may under the candidate; false for a domain and itself. */
bool msm_runs_with(const struct msm_live *candidate, const struct msm_label *from,
                   const struct msm_label *to);

/* held.c: under msm_lock and, so that no domain is made or given a device meanwhile, domctl's. */

/* The ways in which `from` reaches `to` under `old` and not under `new`, and one holds memory of the other.
 */
unsigned int msm_cut(const struct msm_live *old, const struct msm_live *new, const struct msm_label *from,
                     const struct msm_label *to);

/* Whether the domain has a PCI device that the policy doesn't give it: which. */
bool msm_keeps_device(const struct msm_label *label, const struct msm_live *live, uint16_t *bdf);

/* When nobody uses the old policy any more: all domains that hold what is taken are stopped, but the host's.
 */
void msm_stop_cut(const struct msm_live *old);

/* charge.c */

/* Whether the call that begins is one that was held. It is known to be that from here on. */
bool msm_resume(struct msm_label *label, struct msm_call *call);

/* At the exit: the call will be made again. */
void msm_hold(struct msm_label *label, struct msm_call *call);

/* rates.c */

/*
 * Charges a call that the policy allows. False if it is over a rate, whose rule is then *rule: refused, or
 * call->delayed.
 */
bool msm_pay(struct msm_label *label, const struct msm_live *live, struct msm_call *call,
             unsigned int operation, uint32_t *rule);

/* At the exit of a delayed call: it will be made again, and not before this time but for an interrupt. */
void msm_restart(const struct msm_call *call);
void msm_sleep(s_time_t until);

/* XENON_OP_rates. */
int msm_read_rates(struct xenon_rates *op);

/* Sets the clocks of the candidate's rates by those of the live policy: a swap must not refill a burst. */
void msm_carry_clocks(struct msm_label *label, const struct msm_live *live, const struct msm_live *candidate);

/* act.c */

void msm_init_violations(struct msm_label *label);

/*
 * Chooses the response to violations that binds the domain from now on. `is_new`: it is being created.
 * Under msm_lock.
 */
void msm_bind_response(struct msm_label *label, const struct msm_live *live, bool is_new);

/* Counts a violation. What is due is done at the exit of the call. Any context but NMI. */
void msm_violated(struct msm_label *label, s_time_t now);
void msm_count_quiet(struct msm_label *label);

/* Fills in the domain's counts and flags. */
void msm_describe(struct msm_label *label, struct xenon_domain *entry);

/* Does what is due. Under no lock, in a hypercall of the domain itself. */
void msm_act(struct msm_label *label);

/*
 * Whether a toolstack may do this domctl to the domain: 0, or -EPERM, recorded, when it lets one run that is
 * held. It is no violation of the toolstack's.
 */
int msm_may_run(const struct domain *d, unsigned int cmd);

/* Crashes the domain and holds it, but not the host's; records that the current one did it. */
void msm_stop(struct msm_label *label);

/* Holds the domain; records that, if it wasn't held. */
void msm_hold_domain(struct msm_label *label);

/* XENON_OP_pause, XENON_OP_resume, XENON_OP_destroy and XENON_OP_learn. */
int msm_order(uint32_t command, const struct xenon_target *target);

/* notes.c */

/* Whether the domain learns what it is denied of the hypercall. */
bool msm_learns(const struct msm_label *label, unsigned int hypercall);

/* The same for an operation, about no other domain, which is noted then. Any context but NMI. */
bool msm_learn(struct msm_label *label, unsigned int hypercall, unsigned int operation);

/* Switches learning on, with nothing learned yet, or off. Returns 0 or -ENOMEM. */
int msm_set_learning(struct msm_label *label, bool on);

/* XENON_OP_learned. */
int msm_read_notes(struct xenon_learned *op);

/* Counts one more, unless nobody made the counts. Any context but NMI. */
void msm_note(struct msm_label *label, enum msm_notes which, unsigned int operation);

/* All from zero. False: there is no memory. */
bool msm_make_notes(struct msm_label *label, enum msm_notes which);
void msm_free_notes(struct msm_label *label, enum msm_notes which);

/* shadow.c */

/* XENON_OP_shadow. 0 for a refusal too, whose reason is in *op; -EINVAL, -ENOMEM, -EFAULT; or -ERESTART. */
int msm_shadow(struct xenon_replace *op);

/* Whether a candidate that was taken away may still be in use by some CPU. */
bool msm_shadow_under_way(void);

/* Has the candidate, if there is one, asked about a domain that has its name now. 0 or -ENOMEM. Under
 * msm_lock. */
int msm_shadow_label(struct msm_label *label);

/* After the seal: the candidate's boot profiles hold no longer either. Under msm_lock. */
void msm_reshadow_all(void);

/* The candidate's entry of a label: what was read before says that it has one. */
static inline const struct msm_entry *msm_shadow_of(const struct msm_label *label)
{
    smp_rmb();
    return &label->shadow;
}

/* Whether the candidate is to be asked about the domain's calls. */
static inline bool msm_is_shadowed(const struct msm_label *label)
{
    return unlikely(label->helds & MSM_SHADOWED);
}

/*
 * Note where the candidate decides otherwise: `allowed` is what the live policy says. For shadowed labels,
 * inside rcu_read_lock(&msm_rcu), in any context but NMI. An operation; one on a target, and one by which a
 * peer is reached, that the candidate `would` let it reach or not: these two if the candidate allows the
 * operation at all, as it was noted before if it doesn't.
 */
void msm_compare(struct msm_label *label, unsigned int operation, bool allowed);
void msm_compare_target(struct msm_label *label, const struct msm_label *target, unsigned int operation,
                        bool allowed);
void msm_compare_reach(struct msm_label *label, unsigned int operation, bool allowed, bool would);

/* The same for a hypercall that the live policy denies as a whole: its first operation stands for all. */
void msm_compare_entry(struct msm_label *label, unsigned int num);

/* log.c */
int msm_log_init(void);

/* A copy of a rule's place. */
void msm_copy_source(struct msm_source *place, const struct msm_policy *policy, uint32_t rule);

/* Append a record each. The caller is the current vCPU. Any context but NMI. A peer may be XENON_NO_DOMAIN.
 */
void msm_log_call(struct msm_label *label, const struct msm_said *note, const struct msm_source *place);

/* Instead of it: counts the call in the record that stands for those like it. False: it needs its own. */
bool msm_log_again(const struct msm_label *label, const struct msm_said *note, s_time_t now);
void msm_log_life(enum xenon_record_kind kind, const struct msm_label *label, domid_t peer);
void msm_log_acted(const struct msm_label *label, enum blob_action action, uint64_t violations,
                   const struct msm_source *place);
void msm_log_ordered(const struct msm_label *label, uint32_t command, uint32_t value);
void msm_log_policy(const struct msm_live *live, enum xenon_record_kind kind);

/* Copies the record numbered `*sequence`, or the oldest held after it; false if there is none yet. */
bool msm_log_read(uint64_t *sequence, struct xenon_record *record);
void msm_log_range(uint64_t *oldest, uint64_t *next);

/* box.c: XENON_OP_keep and XENON_OP_recall. */
int msm_keep(const struct xenon_box *op);
int msm_recall(struct xenon_box *op);

/* control.c */
long msm_control(XEN_GUEST_HANDLE_PARAM(void) arg);

#endif
