/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The decision core: the C that decides in the hypervisor and, unchanged, in every tool and test.
 *
 * msm_open() proves a blob from end to end; all other functions trust what it has proven and follow
 * offsets without checks. The core has no heap, no locks, no recursion and no globals that change.
 */
#ifndef XENON_MSM_H
#define XENON_MSM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "blob.h"
#include "operations.h" /* generated from lang/hypercalls.yaml */

/* Why a blob was refused. Every value has a sentence in msm_fault_text(). */
enum msm_fault {
    MSM_OK,
    MSM_NO_POLICY,      /* nothing was given */
    MSM_TOO_LARGE,      /* over BLOB_MAX_SIZE */
    MSM_TRUNCATED,      /* shorter than a header, or than its header says */
    MSM_TRAILING,       /* longer than its header says */
    MSM_NOT_A_POLICY,   /* magic or target */
    MSM_FORMAT,         /* another format version */
    MSM_DIGEST,         /* content doesn't match the digest */
    MSM_OTHER_TABLE,    /* compiled for another hypercall table */
    MSM_SECTION,        /* a section is missing, out of order, misplaced or of a wrong size */
    MSM_PADDING,        /* bytes between sections, or reserved fields, aren't zero */
    MSM_STRING,         /* a string is out of bounds, empty, too long, unterminated or not text */
    MSM_INDEX,          /* an index points beyond its section */
    MSM_ORDER,          /* entries aren't in strictly rising order */
    MSM_VALUE,          /* a field has a value that it can't have */
    MSM_CONTRADICTION,  /* bitmaps, entry mask and spans of a profile disagree */
    MSM_UNKNOWN_DOMAIN, /* not the core's: a running domain's label isn't in the policy */
    MSM_NOT_ENFORCED,   /* not the core's: this hypervisor can't enforce what the section says */
    MSM_STILL_SHARED,   /* not the core's: running domains hold memory that the policy takes from them */
    MSM_IN_CONFLICT,    /* not the core's: domains of different sets of one group are running */
    MSM_NOT_LIVE,       /* not the core's: another policy is in force than the caller thought */
    MSM_NOT_RISING,     /* not the core's: the version isn't above the live policy's */
    MSM_FIXED,          /* not the core's: the policy was linked into the hypervisor */
    MSM_STILL_ASSIGNED, /* not the core's: a running domain has a PCI device that the policy takes from it */
    MSM_FAULTS,
};

/* Where in a blob a fault was found. */
struct msm_where {
    enum msm_fault fault;
    uint32_t section; /* enum blob_section_kind, or BLOB_NONE for the header */
    uint32_t offset;  /* bytes from the start of the blob */
};

/* A proven blob. Borrows the blob's memory, which must be 8-byte aligned, and stay unchanged. */
struct msm_policy {
    const struct blob_header *header;
    const struct blob_policy *policy;
    const char *strings;
    const struct blob_file *files;
    const struct blob_rule *rules;
    const struct blob_profile *profiles;
    const struct blob_span *spans;
    const struct blob_target *targets;
    const struct blob_rate *rates;
    const struct blob_action_at *actions;
    const struct blob_domain *domains;
    const struct blob_uuid *uuids;
    const struct blob_limits *limits;
    const uint32_t *members;
    const struct blob_set *sets;
    const struct blob_connection *connections;
    const struct blob_network *networks;
    const struct blob_service *services;
    const struct blob_device *devices;
};

enum msm_verdict {
    MSM_ALLOWED,
    MSM_DENIED,
    MSM_DENIED_QUIETLY,
};

/*
 * Proves `blob` of `size` bytes and fills `policy`. Returns MSM_OK, or the fault, with its place in
 * `where`; `policy` is then left untouched. Takes time linear in `size` and never reads outside it.
 */
enum msm_fault msm_open(struct msm_policy *policy, const void *blob, size_t size, struct msm_where *where);

/* The digest of a blob of `size` bytes, at least a header's; the header's field for it counts as zeros. */
void msm_digest(const void *blob, size_t size, uint8_t digest[BLOB_DIGEST]);

/* One English sentence, without a full stop, for people who have never seen a blob. */
const char *msm_fault_text(enum msm_fault fault);

/* The section's name for messages: "header" for BLOB_NONE. */
const char *msm_section_name(uint32_t section);

/*
 * The operation that `hypercall` (Xen's number) with `subcommand` (a register's or memory's value, as
 * the guest gave it) is: aliases folded, argument bits that Xen ignores dropped. Hypercalls without
 * subcommands ignore it. Always returns a valid operation; one that the table doesn't know is
 * an operation that no policy allows. `hypercall` must be below MSM_HYPERCALLS.
 * Bounded by masks after each comparison, so that a mispredicted branch reads inside the table.
 */
unsigned int msm_operation(unsigned int hypercall, uint64_t subcommand);

/* The profile that holds for a domain: before the seal its boot profile, if it has one. */
const struct blob_profile *msm_profile(const struct msm_policy *policy, uint32_t domain, bool sealed);

/* The entry mask that a profile must have which allows these operations: aliases have theirs too. */
uint64_t msm_entry(const uint64_t allowed[BLOB_WORDS]);

/* Whether some operation of the hypercall is allowed by the profile: all that can be said at its entry. */
static inline bool msm_may_enter(const struct blob_profile *profile, unsigned int hypercall)
{
    return profile->entry >> hypercall & 1;
}

/*
 * Why a hypercall was refused at its entry: quietly only if all its operations are. `*rule` is the rule that
 * decides them, or the profile's declaration if several do. For hypercalls that msm_may_enter() doesn't let
 * in.
 */
enum msm_verdict msm_refuse_entry(const struct msm_policy *policy, const struct blob_profile *profile,
                                  unsigned int hypercall, uint32_t *rule);

/* Whether the operation is allowed at all; on whom is msm_decide_on()'s question. */
static inline enum msm_verdict msm_decide(const struct blob_profile *profile, unsigned int operation)
{
    uint64_t bit = UINT64_C(1) << operation % 64;

    if (profile->allowed[operation / 64] & bit)
        return MSM_ALLOWED;
    return profile->quiet[operation / 64] & bit ? MSM_DENIED_QUIETLY : MSM_DENIED;
}

/* The rule that decides the operation for the profile: index into policy->rules. Logarithmic. */
uint32_t msm_rule(const struct msm_policy *policy, const struct blob_profile *profile,
                  unsigned int operation);

/*
 * Whether the operation is allowed on the domain `object`, or BLOB_NONE for one that the policy doesn't know;
 * `*rule` is the rule that decides. An operation that the profile allows on some domains only is denied on
 * all others, never quietly, by the profile's declaration. Linear in the profile's targets.
 */
enum msm_verdict msm_decide_on(const struct msm_policy *policy, const struct blob_profile *profile,
                               unsigned int operation, uint32_t object, uint32_t *rule);

/*
 * Whether the profile allows the operation on some domains only, and the domain `object` is one of them: then
 * the policy's author gave it on purpose to who isn't the control domain.
 */
bool msm_delegates(const struct msm_policy *policy, const struct blob_profile *profile,
                   unsigned int operation, uint32_t object);

/* Whether the domain `giver`, or BLOB_NONE, is a service that may hand domains on to `to`. Logarithmic. */
bool msm_may_delegate(const struct msm_policy *policy, uint32_t giver, uint32_t to);

/*
 * Whether `giver` may hand the operation on the domain `object` on to `to`: it may hand domains on to it, and
 * does the operation by the policy's word, or as the control domain.
 */
bool msm_hands_on(const struct msm_policy *policy, uint32_t giver, uint32_t to, bool sealed,
                  unsigned int operation, uint32_t object);

/* Whether the profile allows the operation on some domains only. Linear in the profile's targets. */
bool msm_is_limited(const struct msm_policy *policy, const struct blob_profile *profile,
                    unsigned int operation);

/* Whether the profile allows to create `object`: its holder is one of those who build and manage it. */
bool msm_manages(const struct msm_policy *policy, const struct blob_profile *profile, uint32_t object);

/* --- Separation: connect.c --- */

/* The ways (enum blob_means) in which the policy lets `from` reach `to`. Logarithmic. */
unsigned int msm_means(const struct msm_policy *policy, uint32_t from, uint32_t to);

/*
 * Whether `from` may reach `to` by all of `means`: the policy connects them, or one manages the other, as
 * those who build domains set up their consoles and stores. But who is managed never maps its manager's
 * memory for that. `*rule` is the connection's, or else the declaration of `from`.
 */
bool msm_may_reach(const struct msm_policy *policy, uint32_t from, uint32_t to, unsigned int means,
                   bool sealed, uint32_t *rule);

/* All ways in which `from` may reach `to`: those by which msm_may_reach(). */
unsigned int msm_all_means(const struct msm_policy *policy, uint32_t from, uint32_t to, bool sealed);

/* --- Rates: rate.c --- */

/* Why a call is over its rate. */
struct msm_excess {
    uint32_t rate;  /* index into policy->rates */
    uint64_t until; /* ns: a call at that time would be within it */
};

/*
 * Charges one call of `operation` at time `now` (ns, up to BLOB_MAX_TIME) to all rates of the profile that
 * cover it. `clocks` are the domain's, one word for each of its profile's rates, 0 when it is created. False
 * if the call is over one of them: `excess` is then one that refuses calls rather than delays them, if there
 * is one, and of those the one that ends last. Nothing needs to be charged for an operation that isn't in
 * profile->limited.
 *
 * Between two times that are t apart no more than burst + t / interval calls pass, whatever the order in
 * which CPUs with slightly different clocks charge them. Several CPUs may charge at once: a call that passes
 * is charged to all its rates. One that doesn't is charged to none, but where another CPU took the last of
 * a rate and a third charged a wider one, all in the same moment: then the wider one stays charged.
 */
bool msm_charge(const struct msm_policy *policy, const struct blob_profile *profile, uint64_t *clocks,
                unsigned int operation, uint64_t now, struct msm_excess *excess);

/* A rate, told for its clock alone; in ns. */
struct msm_pace {
    uint64_t interval;
    uint64_t ahead; /* how far before the clock a call may be: the burst, less one, of intervals */
};

static inline struct msm_pace msm_pace(const struct blob_rate *rate)
{
    return (struct msm_pace){.interval = rate->interval, .ahead = (rate->burst - 1) * rate->interval};
}

/*
 * Charges one rate, whose clock was at `before`. False: a call at `now` is over it. It ends: each turn but
 * the last is another CPU's charge, and they can't be more than a burst. Inline for the gate, where no other
 * rate covers the operation.
 */
static inline bool msm_charge_one(const struct msm_pace *pace, uint64_t *clock, uint64_t now,
                                  uint64_t *before, uint64_t *after)
{
    *before = __atomic_load_n(clock, __ATOMIC_RELAXED);
    do {
        if (*before > now + pace->ahead)
            return false;
        *after = (*before > now ? *before : now) + pace->interval;
    } while (!__atomic_compare_exchange_n(clock, before, *after, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
    return true;
}

/* --- Violations: ledger.c --- */

#define MSM_PARTS 16u             /* of a window, counted apart */
#define MSM_SLOTS (MSM_PARTS + 1) /* with the part that has begun */

/* Violations within a window: `counts[n % MSM_SLOTS]` is part n's, for the parts up to `last`. */
struct msm_window {
    uint64_t last;
    uint32_t counts[MSM_SLOTS];
};

/* A domain's violations. All zero when it is created. */
struct msm_ledger {
    uint64_t violations;
    struct msm_window windows[BLOB_MAX_ACTIONS];
};

/*
 * Counts a violation at time `now` (ns). Returns what a profile's thresholds, its actions, lead to, a bit 1
 * << enum blob_action each, and in `*rule` the rule of the gravest, or BLOB_NONE. A threshold is reached at
 * its count and stays reached; a window is counted in sixteenths, rounded up to a nanosecond, so that a
 * violation counts for up to a sixteenth longer than it says, never shorter. A time that lies before the last
 * one's part is taken for it. The caller lets one CPU at a time count for a domain.
 */
unsigned int msm_count(const struct blob_action_at *actions, uint32_t count, struct msm_ledger *ledger,
                       uint64_t now, uint32_t *rule);

/* --- Conflict sets: conflict.c --- */

/*
 * Whether a domain may start. `claims` says of each of policy->sets how many of its domains run. If not,
 * `*set` is the set of which one runs.
 */
bool msm_may_start(const struct msm_policy *policy, const uint32_t *claims, uint32_t domain, uint32_t *set);

/* Notes that a domain runs, or that it has ended. */
void msm_claim(const struct msm_policy *policy, uint32_t *claims, uint32_t domain);
void msm_release(const struct msm_policy *policy, uint32_t *claims, uint32_t domain);

/* --- Whether two policies say the same of a domain, whose profiles these are: compare.c --- */

/* Of its operations, and on whom: also when they say it in other words, unless those are of targets. */
bool msm_same_decisions(const struct msm_policy *a, const struct blob_profile *pa, const struct msm_policy *b,
                        const struct blob_profile *pb);

/* Of its rates, and of what its violations lead to. */
bool msm_same_responses(const struct msm_policy *a, const struct blob_profile *pa, const struct msm_policy *b,
                        const struct blob_profile *pb);

/* NULL: it has no limits. */
bool msm_same_limits(const struct blob_limits *a, const struct blob_limits *b);

/* --- What belongs to a domain: find.c --- */

/* Whether the run of members holds the domain. Logarithmic. */
bool msm_has_member(const struct msm_policy *policy, uint32_t first, uint32_t count, uint32_t domain);

/* A domain's limits, or NULL: it has none. */
const struct blob_limits *msm_limits(const struct msm_policy *policy, uint32_t domain);

/* A service domain's entry, or NULL: it is none. Logarithmic. */
const struct blob_service *msm_service(const struct msm_policy *policy, uint32_t domain);

/* The entry of a PCI device, or NULL: no domain may be given it. Logarithmic. */
const struct blob_device *msm_device(const struct msm_policy *policy, uint32_t device);

/*
 * A domain's index by its label, which needn't be terminated: the domain of that name, or else the fleet
 * whose name is the longest that the label begins with; BLOB_NONE if there is none, or the label is longer
 * than BLOB_MAX_NAME. Logarithmic for each length.
 */
uint32_t msm_find_domain(const struct msm_policy *policy, const char *label, size_t length);

/* A domain's index by its UUID; BLOB_NONE if the policy names none. Logarithmic. */
uint32_t msm_find_uuid(const struct msm_policy *policy, const uint8_t uuid[16]);

/* A domain's label. Lives as long as the blob. */
const char *msm_label(const struct msm_policy *policy, uint32_t domain);

#endif
