/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the tools say to the module: the commands of xsm_op that are Xenon's own.
 *
 * They share xsm_op's layout with the stock commands (a command, then an interface version), from
 * XENON_OP_status on, so that stock tools and ours reach the same module. Policy decides who may give
 * which command: each is an operation of xsm_op in the hypercall table.
 */
#ifndef XENON_OP_H
#define XENON_OP_H

#include <stddef.h>
#include <stdint.h>
#include "blob.h"

#define XENON_OP_VERSION 3u

#define XENON_OP_status  0x100u /* what is in force */
#define XENON_OP_replace 0x101u /* put another policy in force, or say why not */
#define XENON_OP_log     0x102u /* read records of the violation ring */
#define XENON_OP_domains 0x103u /* labels and counts of the running domains */
#define XENON_OP_pause   0x104u /* hold a domain: only XENON_OP_resume lets it run again */
#define XENON_OP_resume  0x105u /* let a held domain run, whoever or whatever held it */
#define XENON_OP_destroy 0x106u /* end a domain */
#define XENON_OP_seal    0x107u /* end, until the host reboots, what the policy allows for the boot only */
#define XENON_OP_prepare 0x108u /* what XENON_OP_replace would say and change; changes nothing */
#define XENON_OP_confirm 0x109u /* keep a policy that was put in force for a time */
#define XENON_OP_fetch   0x10au /* copy the live policy's blob, or the candidate's */
#define XENON_OP_rates   0x10bu /* read how much of a domain's rates is used up */
#define XENON_OP_shadow                                                                                      \
    0x10cu /* take a candidate, to note where it would decide otherwise; or let go of it */
#define XENON_OP_learn                                                                                       \
    0x10du /* for one domain, switch learning on, which empties what it learned; or off                      \
            */
#define XENON_OP_learned  0x10eu /* read what was learned of a domain, or where a candidate differs */
#define XENON_OP_delegate 0x10fu /* hand a domain on to another, to manage it too; or take it back */
#define XENON_OP_keep     0x110u /* put the caller's bytes in its label's box, for what was there */
#define XENON_OP_recall   0x111u /* read them again, in this domain or the next of the same label */

/* Xen's number of the virtual interrupt that is sent when the log has new records. */
#define XENON_VIRQ 14u

/* No domain: Xen's DOMID_INVALID. */
#define XENON_NO_DOMAIN 0x7ff4u

enum xenon_status_flag {
    XENON_SEALED = 1,       /* XENON_OP_seal was given since the host booted */
    XENON_FIXED = 2,        /* the policy was linked into the hypervisor: none can be loaded */
    XENON_NO_RATES = 4,     /* this hypervisor was built without rates: policies that have any are refused */
    XENON_ANY_VERSION = 8,  /* policies whose version doesn't rise may be loaded: the host was booted so */
    XENON_UNCONFIRMED = 16, /* the live policy ends at .confirm_by, unless it is confirmed */
    XENON_SHADOWING = 32,   /* there is a candidate */
    XENON_SCRUBBING = 64,   /* memory was scrubbed at boot, and is where a domain leaves it */
};

struct xenon_status {
    uint8_t digest[BLOB_DIGEST]; /* OUT: of the live policy */
    char name[64];               /* OUT: its name, cut if longer, always terminated */
    uint32_t version;            /* OUT: its version */
    uint32_t size;               /* OUT: bytes of its blob */
    uint32_t generation;         /* OUT: rises with each policy put in force, the boot policy being 1,
                                  * and at the seal */
    uint32_t domains;            /* OUT: domains it labels */
    uint64_t loaded;             /* OUT: when it took force, ns since boot */
    uint64_t now;                /* OUT: ns since boot */
    uint64_t oldest;             /* OUT: sequence number of the oldest record still held */
    uint64_t next;               /* OUT: sequence number that the next record will get */
    uint64_t confirm_by;         /* OUT: ns since boot, if XENON_UNCONFIRMED */
    uint8_t table[8];            /* OUT: fingerprint of the hypervisor's hypercall table */
    uint32_t flags;              /* OUT: enum xenon_status_flag */
    uint32_t reserved;
};

enum xenon_replace_flag {
    XENON_FORCE = 1,   /* rather than refuse it as MSM_STILL_SHARED or MSM_STILL_ASSIGNED, crash the domains
                        * that have what is taken, but the host's */
    XENON_IF_LIVE = 2, /* refuse it as MSM_NOT_LIVE unless .live is the live policy's digest */
};

enum xenon_change_kind {
    XENON_CUT = 1,      /* .domid may no longer reach .peer by .means, and one holds memory of the other */
    XENON_UNKNOWN = 2,  /* the policy doesn't know .domid's label */
    XENON_CONFLICT = 3, /* .domid runs, and would be in conflict with another that runs */
    XENON_DECIDES = 4,  /* operations are decided otherwise for .domid, or with a .peer: .means by which it
                         * reaches that */
    XENON_LIMITS = 5,   /* .domid's rates, responses to violations or resources differ */
    XENON_DEVICE = 6,   /* .domid has a PCI device that it may no longer have: .means is its bus, device and
                         * function */
};

/*
 * What a policy would change for a running domain. It is found also for a policy that is refused, unless that
 * is no sound one. The live policy, loaded again, changes nothing and is never refused for its version.
 */
struct xenon_change {
    uint16_t kind; /* enum xenon_change_kind */
    uint16_t domid;
    uint16_t peer;  /* or XENON_NO_DOMAIN */
    uint16_t means; /* enum blob_means */
};

/* XENON_OP_seal takes .flags (XENON_FORCE), .changes and .room only. XENON_OP_shadow takes .blob and .size
 * only, and answers .fault, .section and .offset; size 0: let go. */
struct xenon_replace {
    uint64_t blob;       /* IN: address of the blob in the caller's memory */
    uint32_t size;       /* IN: its bytes */
    uint32_t fault;      /* OUT: enum msm_fault; 0 when it was loaded */
    uint32_t section;    /* OUT: where: enum blob_section_kind, or BLOB_NONE for the header */
    uint32_t offset;     /* OUT: where: bytes from the start of the blob */
    uint32_t domain;     /* OUT: the running domain that the fault is about: for MSM_UNKNOWN_DOMAIN,
                          * MSM_STILL_SHARED, MSM_STILL_ASSIGNED and MSM_IN_CONFLICT */
    uint32_t generation; /* OUT: of the policy that is now live */
    uint32_t peer;       /* OUT: for MSM_STILL_SHARED: .domain may no longer reach this domain */
    uint32_t means;      /* OUT: for MSM_STILL_SHARED: by these, enum blob_means; for MSM_STILL_ASSIGNED:
                          * the device, as in struct xenon_change */
    uint32_t flags;      /* IN: enum xenon_replace_flag; -EINVAL for others */
    uint32_t confirm; /* IN: seconds after which the policy that was confirmed last is restored, unless this
                       * one is confirmed; 0: it stays */
    uint8_t live[BLOB_DIGEST]; /* IN: with XENON_IF_LIVE; OUT: digest of the policy that is now live */
    uint64_t changes;          /* IN: address of an array of struct xenon_change */
    uint32_t room;             /* IN: how many fit */
    uint32_t count;            /* OUT: how many there are: more than were written, if there was no room */
};

/* Keeps the live policy, which must be this one. -EINVAL: it is another, or nothing is to be confirmed. */
struct xenon_confirm {
    uint8_t digest[BLOB_DIGEST]; /* IN */
};

enum xenon_which { XENON_LIVE, XENON_CANDIDATE };

struct xenon_fetch {
    uint64_t buffer; /* IN: address */
    uint32_t room;   /* IN: bytes that fit */
    uint32_t which;  /* IN: enum xenon_which; OUT: the generation that is now live */
    uint32_t
        size; /* OUT: bytes of the blob; 0: there is no candidate. Nothing is written if it doesn't fit */
    uint32_t reserved;
};

enum xenon_record_kind {
    XENON_DENIED = 1,  /* a violation: the call was refused */
    XENON_LOADED = 2,  /* a policy took force; .operand is its version */
    XENON_DELAYED = 3, /* a violation: the call was over a slow rate, and waits */
    XENON_ACTED = 4,   /* violations led to .action; .operand is how many the domain has */
    XENON_ORDERED = 5, /* the domain .peer did this, an operation of xsm_op, to the domain .domid; for
                        * XENON_OP_learn and _delegate .action is the xenon_target's .value */
    XENON_WAS_SEALED = 6,
    XENON_CONFIRMED = 7, /* by .domid: the live policy stays */
    XENON_RESTORED = 8,  /* a policy that wasn't confirmed in time gave way; .operand is the restored one's
                          * version */
    XENON_CREATED = 9,   /* a domain has its label; .peer made it, or Xen did */
    XENON_STARTED = 10,  /* it runs for the first time; .peer let it, or Xen did */
    XENON_ENDED = 11,    /* it is being torn down, by .peer or by Xen */
};

/* The subcommand in memory wasn't read: the hypercall was refused at its entry. */
#define XENON_NO_SUBCOMMAND UINT64_MAX

/* A record's .hypercall for one of Viridian's, which have numbers of their own: .operand holds it. */
#define XENON_VIRIDIAN 0xffffu

/*
 * A label has a share of the log. When it is used up, the label's newest record takes the place of its last
 * one, unless that has been read, counts it, and keeps its sequence number and .since. Strings are always
 * terminated.
 */
struct xenon_record {
    uint64_t sequence; /* from 0, without gaps when they are written */
    uint64_t time;     /* ns since boot: of the newest that it stands for, which is described below */
    uint64_t since;    /* ns since boot: of the first that it stands for */
    uint64_t count;    /* how many it stands for: 1, or more at the end of a flood */
    uint64_t
        operand; /* the subcommand as Xen understood it (0 where there is none), or XENON_NO_SUBCOMMAND */
    uint32_t generation; /* of the policy that decided */
    uint32_t line;       /* the rule's place in its source */
    uint16_t column;
    uint16_t kind;      /* enum xenon_record_kind */
    uint16_t hypercall; /* Xen's number, aliases folded; or XENON_VIRIDIAN */
    uint16_t domid;
    uint16_t vcpu;
    uint16_t effect; /* enum blob_effect of the rule */
    uint16_t action; /* enum blob_action, in XENON_ACTED */
    uint16_t peer;   /* the domain that the operation was about, or that gave the order; or XENON_NO_DOMAIN */
    char label[BLOB_MAX_NAME + 1]; /* the domain's label; empty for what Xen did itself: the boot policy's
                                    * XENON_LOADED, and XENON_RESTORED */
    char file[48];                 /* the rule's source file: its end, if it is longer; may be empty */
};

struct xenon_log {
    uint64_t buffer; /* IN: address of an array of struct xenon_record */
    uint32_t room;   /* IN: how many fit */
    uint32_t count;  /* OUT: how many were written */
    uint64_t first;  /* IN: the sequence number wanted first; OUT: that of the first written.
                      * A higher one says that the records between are lost. */
};

enum xenon_domain_flag {
    XENON_HELD = 1,     /* only XENON_OP_resume lets it run again */
    XENON_LEARNING = 2, /* what is denied to it is allowed, and noted: never the host's domain */
};

struct xenon_domain {
    uint32_t domid;
    uint32_t flags;      /* enum xenon_domain_flag */
    uint64_t violations; /* calls that were refused, but not quietly, or over a rate */
    uint64_t quiet;      /* denied quietly */
    char label[BLOB_MAX_NAME + 1];
};

struct xenon_domains {
    uint64_t buffer; /* IN: address of an array of struct xenon_domain */
    uint32_t room;   /* IN: how many fit */
    uint32_t count;  /* OUT: how many domains were written */
    uint32_t first;  /* IN: the lowest domain id wanted */
    uint32_t reserved;
};

/* Whom XENON_OP_pause, _resume, _destroy, _learn and _delegate are about. */
struct xenon_target {
    uint32_t domid; /* IN */
    uint32_t value; /* IN: for XENON_OP_learn, 1 on, 0 off; for XENON_OP_delegate, the domain that shall
                     * manage .domid, or XENON_NO_DOMAIN; otherwise 0 */
};

/* A domain's rates, in the order of its profile's: when all that was used of the burst is back, ns since
 * boot. */
struct xenon_rates {
    uint64_t buffer;     /* IN: address of an array of uint64_t */
    uint32_t room;       /* IN: how many fit */
    uint32_t count;      /* OUT: how many there are; nothing is written if they don't fit */
    uint32_t domid;      /* IN */
    uint32_t generation; /* OUT: of the policy whose rates they are */
};

/* How often a domain made an operation; what it learned, also over a rate. */
struct xenon_count {
    uint32_t operation; /* of the hypercall table */
    uint32_t count;     /* it stops at its highest value */
};

enum xenon_learned_kind {
    XENON_WOULD_DENY,  /* allowed as the domain learns, or decided so by the candidate alone */
    XENON_WOULD_ALLOW, /* by the candidate alone; where the live policy denies a hypercall as a whole whose
                        * subcommand is in memory, counted for its first operation */
};

struct xenon_learned {
    uint64_t buffer; /* IN: address of an array of struct xenon_count, in rising order of .operation */
    uint32_t room;   /* IN: how many fit */
    uint32_t count;  /* OUT: how many were written */
    uint32_t domid;  /* IN */
    uint16_t which;  /* IN: enum xenon_which: XENON_LIVE is what was learned under the live policy */
    uint16_t kind;   /* IN: enum xenon_learned_kind */
    uint32_t first;  /* IN: the lowest operation wanted */
    uint32_t reserved;
};

/*
 * What a label keeps while its domains come and go, until the host reboots. No other label's domain reads it,
 * changes it or learns that it is there.
 */
struct xenon_box {
    uint64_t buffer; /* IN: address of the bytes */
    uint32_t size;   /* IN: how many are to be kept, 0 to keep nothing, or fit; OUT: how many there are:
                      * nothing is written if they don't fit */
    uint32_t reserved;
};

#define XENON_BOX_SIZE 4096u /* the most that a label keeps; -E2BIG for more */

/*
 * The call returns 0, and a negative errno when it did nothing: -EPERM refused by policy, -ENOSYS unknown
 * command or version, -EFAULT. XENON_OP_replace and _seal return 0 for a refusal too: .fault says it. Answers
 * may hold fewer entries than there is room for; the next call goes on after them. About a domain: -ESRCH
 * there is none of that id, or it is ending; -EINVAL it is the caller's own or the host's, or to resume,
 * isn't held. -ENOSPC: so many labels keep something that there is no room for another. XENON_OP_destroy
 * returns when the domain has stopped; it is gone soon after. XENON_OP_seal can be repeated.
 */
struct xenon_op {
    uint32_t command; /* XENON_OP_… */
    uint32_t version; /* XENON_OP_VERSION */
    union {
        struct xenon_status status;
        struct xenon_replace replace;
        struct xenon_log log;
        struct xenon_domains domains;
        struct xenon_target target;
        struct xenon_confirm confirm;
        struct xenon_fetch fetch;
        struct xenon_rates rates;
        struct xenon_learned learned;
        struct xenon_box box;
    } u;
};

_Static_assert(sizeof(struct xenon_status) == 168, "op ABI");
_Static_assert(sizeof(struct xenon_change) == 8, "op ABI");
_Static_assert(sizeof(struct xenon_replace) == 96, "op ABI");
_Static_assert(sizeof(struct xenon_confirm) == 32, "op ABI");
_Static_assert(sizeof(struct xenon_fetch) == 24, "op ABI");
_Static_assert(sizeof(struct xenon_rates) == 24, "op ABI");
_Static_assert(sizeof(struct xenon_count) == 8, "op ABI");
_Static_assert(sizeof(struct xenon_learned) == 32, "op ABI");
_Static_assert(sizeof(struct xenon_record) == 144, "op ABI");
_Static_assert(sizeof(struct xenon_log) == 24, "op ABI");
_Static_assert(sizeof(struct xenon_domain) == 56, "op ABI");
_Static_assert(sizeof(struct xenon_domains) == 24, "op ABI");
_Static_assert(sizeof(struct xenon_target) == 8, "op ABI");
_Static_assert(sizeof(struct xenon_box) == 16, "op ABI");
_Static_assert(sizeof(struct xenon_op) == 8 + sizeof(struct xenon_status), "op ABI");

#endif
