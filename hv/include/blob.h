/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The policy blob: what policyc writes and the decision core reads.
 *
 * All integers are little-endian; every offset counts bytes from the start of the blob.
 * A blob is a header, a table of sections and the sections themselves, in the order of
 * enum blob_section_kind, each starting on an 8-byte boundary, with zero bytes between.
 * Nothing else may be in it: the core refuses what it doesn't know.
 */
#ifndef XENON_BLOB_H
#define XENON_BLOB_H

#include <stddef.h>
#include <stdint.h>

/* Xen's own marker of a security module's policy among the boot modules (XSM_MAGIC). */
#define BLOB_MAGIC       0xf97cff8cu
#define BLOB_TARGET      "XenonMSM" /* eight bytes, without a NUL */
#define BLOB_FORMAT      3u
#define BLOB_MAX_SIZE    (4u << 20)  /* bytes; bounds what the hypervisor copies in */
#define BLOB_MAX_NAME    31u         /* bytes in a name of a domain or profile, without the NUL */
#define BLOB_MAX_TEXT    255u        /* bytes in the policy's name and in a file's, without the NUL */
#define BLOB_MAX_DOMAINS 0xffffu     /* a SID has 16 bits for the domain, one value of them for none */
#define BLOB_NONE        0xffffffffu /* an index that names nothing */
#define BLOB_DIGEST      32u         /* bytes of a BLAKE2b digest */
#define BLOB_UNLIMITED   UINT64_MAX  /* a limit that isn't set */
#define BLOB_OUTSIDE     BLOB_NONE   /* in a network: whoever is no domain of this host */

/* Bounds of what a running domain's label must hold, and of the work that one question is. */
#define BLOB_MAX_RATES   64u               /* of one profile */
#define BLOB_MAX_NESTED  3u                /* of its rates that cover one operation */
#define BLOB_MAX_ACTIONS 8u                /* of one profile */
#define BLOB_MAX_TARGETS 4096u             /* of one profile */
#define BLOB_MAX_MEMBERS (1u << 24)        /* of all runs, each counted as often as it is pointed to */
#define BLOB_MAX_TIME    (UINT64_MAX >> 1) /* ns: a window, and a burst times its interval */

enum blob_section_kind {
    BLOB_POLICY,      /* one struct blob_policy */
    BLOB_STRINGS,     /* NUL-terminated UTF-8; the first byte is NUL, so offset 0 is "" */
    BLOB_FILES,       /* struct blob_file, sorted by name: the sources that rules stand in */
    BLOB_RULES,       /* struct blob_rule, sorted by file, line, column and effect: where each rule stands */
    BLOB_PROFILES,    /* struct blob_profile, sorted by name */
    BLOB_SPANS,       /* struct blob_span: which rule decides an operation, per profile */
    BLOB_TARGETS,     /* struct blob_target: on whom an operation is allowed, per profile */
    BLOB_RATES,       /* struct blob_rate, per profile */
    BLOB_ACTIONS,     /* struct blob_action_at: what violations lead to, per profile */
    BLOB_DOMAINS,     /* struct blob_domain, sorted by name */
    BLOB_UUIDS,       /* struct blob_uuid, sorted by UUID */
    BLOB_LIMITS,      /* struct blob_limits, all different, in the order in which domains first use them */
    BLOB_MEMBERS,     /* uint32_t: indices of domains, in runs that others point to, each strictly rising */
    BLOB_SETS,        /* struct blob_set: conflict sets, sorted by group and name */
    BLOB_CONNECTIONS, /* struct blob_connection, sorted by .low and .high */
    BLOB_NETWORKS,    /* struct blob_network, sorted by its fields in their order */
    BLOB_SERVICES,    /* struct blob_service, sorted by .domain */
    BLOB_DEVICES,     /* struct blob_device, sorted by .device */
    BLOB_SECTIONS,    /* how many kinds there are */
};

struct blob_section {
    uint32_t kind;   /* enum blob_section_kind */
    uint32_t offset; /* where its first entry is */
    uint32_t size;   /* bytes */
    uint32_t count;  /* entries; for BLOB_STRINGS, bytes */
};

struct blob_header {
    uint32_t magic;              /* BLOB_MAGIC */
    uint32_t target_size;        /* 8 */
    char target[8];              /* BLOB_TARGET */
    uint32_t format;             /* BLOB_FORMAT */
    uint32_t size;               /* bytes of the whole blob */
    uint8_t table[8];            /* fingerprint of the hypercall table it was compiled for */
    uint8_t digest[BLOB_DIGEST]; /* BLAKE2b of the whole blob with this field zeroed */
    uint32_t sections;           /* BLOB_SECTIONS */
    uint32_t operations;         /* operations in that table */
    struct blob_section section[BLOB_SECTIONS];
};

enum blob_policy_flag {
    BLOB_SEALED = 1, /* nobody may load the next policy, as its author meant it */
};

struct blob_policy {
    uint32_t name;           /* string */
    uint32_t version;        /* the officer's own number */
    uint32_t control_domain; /* index of `Domain-0`, which labels the first domain */
    uint32_t default_domain; /* index, or BLOB_NONE: an unlabelled domain may not be created */
    uint32_t flags;          /* enum blob_policy_flag */
    uint32_t reserved;
};

struct blob_file {
    uint32_t name; /* string: as the policy's author would type it, never an absolute path */
};

enum blob_effect {
    BLOB_ALLOW,
    BLOB_DENY,
    BLOB_DENY_QUIETLY,
    BLOB_DECLARED, /* a profile's or a domain's own line: what no rule mentions is denied by it */
    BLOB_BOOT,     /* allowed until the seal */
    BLOB_RATE,
    BLOB_RESPONSE, /* on violation */
    BLOB_CONNECT,  /* connect, or serves */
    BLOB_CONFLICT,
    BLOB_NETWORK,
    BLOB_SERVICE, /* pci, delegate */
    BLOB_EFFECTS,
};

struct blob_rule {
    uint32_t line;   /* from 1 */
    uint16_t column; /* from 1, in bytes */
    uint16_t file;   /* index in BLOB_FILES */
    uint32_t effect; /* enum blob_effect */
};

/* 64 operations a word. Operation `op` is bit op % 64 of word op / 64. */
#define BLOB_WORDS 9u

/* Whose kernel a profile is for: what must not be refused to it is in the hypercall table. */
enum blob_guest { BLOB_ANY_GUEST, BLOB_PV, BLOB_PVH, BLOB_HVM, BLOB_GUESTS };

/* Since when a domain's response to violations is the policy's that is in force. */
enum blob_binding {
    BLOB_LIVE,     /* at once */
    BLOB_AT_START, /* a running domain keeps the response that it was started under */
    BLOB_AT_BOOT,  /* as in the boot policy, whatever is loaded later */
    BLOB_BINDINGS,
};

/*
 * A profile's name is what its author called it. The rules that stand in a domain's own block make a profile
 * that is called like the domain with a dot before it; with what is allowed to it until the seal, a plus.
 */
#define BLOB_OWN          '.'
#define BLOB_BOOT_PROFILE '+'

struct blob_profile {
    uint32_t name;       /* string */
    uint32_t rule;       /* its declaration */
    uint32_t first_span; /* its spans: they cover every operation, in rising order */
    uint32_t spans;
    /* Its targets, in rising order of .first, then of .rule: the operations that are allowed on some domains
     * only. The gate lets them in; who knows the target asks msm_decide_on(). */
    uint32_t first_target;
    uint32_t targets;
    uint32_t first_rate; /* sorted by .first, then by falling .end: what is wider comes first; they nest */
    uint32_t rates;
    uint32_t first_action; /* sorted by .action, then .count */
    uint32_t actions;
    uint32_t guest; /* enum blob_guest */
    uint32_t binds; /* enum blob_binding */
    uint64_t allowed[BLOB_WORDS];
    uint64_t quiet[BLOB_WORDS];   /* a denied operation that is no violation; disjoint from allowed */
    uint64_t limited[BLOB_WORDS]; /* an operation that some rate covers */
    uint64_t entry;               /* bit n: some operation of hypercall n is allowed */
};

struct blob_span {
    uint32_t first; /* this operation and those up to the next span's are decided by .rule */
    uint32_t rule;
};

/* Allowed operations [first, end) are allowed on these domains, and on none that no entry names. */
struct blob_target {
    uint32_t first;
    uint32_t end;
    uint32_t first_member;
    uint32_t members;
    uint32_t rule;
};

enum blob_rate_flag {
    BLOB_SLOW = 1, /* a call over the rate is delayed, not refused */
};

/* At most `count` calls each `period` of the operations [first, end), and `burst` at once. */
struct blob_rate {
    uint64_t period;   /* ns */
    uint64_t interval; /* ns: period / count, rounded up */
    uint32_t count;
    uint32_t burst; /* at least 1 */
    uint32_t first;
    uint32_t end;
    uint32_t rule;
    uint32_t flags; /* enum blob_rate_flag */
};

enum blob_action { BLOB_LOG, BLOB_PAUSE, BLOB_CRASH, BLOB_DESTROY, BLOB_REBOOT_HOST, BLOB_ACTION_KINDS };

/* What the violation number `count` leads to: of all, or of those within the last `window`. */
struct blob_action_at {
    uint64_t window; /* ns; 0: since the domain was created */
    uint32_t action; /* enum blob_action */
    uint32_t count;
    uint32_t rule;
    uint32_t reserved;
};

enum blob_domain_flag {
    BLOB_TRUSTED = 1, /* may be connected to domains with another tag */
    BLOB_FLEET = 2,   /* its name ends with `*` and labels every domain that begins like it and isn't named */
};

#define BLOB_FLEET_MARK '*'

struct blob_domain {
    uint32_t name;         /* string: its label */
    uint32_t profile;      /* index */
    uint32_t boot_profile; /* index: what holds until the seal; or BLOB_NONE: .profile does */
    uint32_t rule;         /* its declaration */
    uint32_t tag;          /* string, or 0: none */
    uint32_t group;        /* string, or 0: none */
    uint32_t limits;       /* index, or BLOB_NONE */
    uint32_t flags;        /* enum blob_domain_flag */
};

#define BLOB_CPU_WORDS 4u /* physical processors that an affinity can name: 64 a word */

/* What a domain may have. Bits of `affinity` are physical processors; all zero: any. */
struct blob_limits {
    uint64_t memory; /* KiB */
    uint64_t vcpus;
    uint64_t event_channels;
    uint64_t grant_frames;
    uint64_t maptrack_frames;
    uint64_t cpu_weight; /* Xen's credit schedulers' */
    uint64_t cpu_cap;    /* percent of one processor */
    uint64_t affinity[BLOB_CPU_WORDS];
};

/* Domains of different sets of one group never run at once. */
struct blob_set {
    uint32_t group; /* string, or 0: the group without a name */
    uint32_t name;  /* string */
    uint32_t first_member;
    uint32_t members;
    uint32_t rule;
    uint32_t reserved;
};

/* Ways in which one domain may reach another. */
enum blob_means {
    BLOB_GRANT = 1,   /* the other may map and copy what this one grants; writing needs both directions */
    BLOB_EVENT = 2,   /* it may send events to the other */
    BLOB_ARGO = 4,    /* it may send messages to the other */
    BLOB_FOREIGN = 8, /* it may map the other's memory */
};

struct blob_connection {
    uint32_t low;  /* index of a domain */
    uint32_t high; /* index of another, not below; equal for a fleet whose domains may reach each other */
    uint32_t rule;
    uint16_t forward;  /* enum blob_means, from low to high */
    uint16_t backward; /* from high to low; with low == high, equal to forward */
};

/* Packets that may pass. Answers to what was asked may come back. */
struct blob_network {
    uint32_t from;       /* index, or BLOB_OUTSIDE */
    uint32_t to;         /* index, or BLOB_OUTSIDE; never both */
    uint16_t protocol;   /* of IP: 1 ICMP, 6 TCP, 17 UDP; 0: any */
    uint16_t first_port; /* of the one that is asked; 0 to 65535 for any */
    uint16_t last_port;
    uint16_t reserved;
    uint32_t rule;
};

/* A service domain. */
struct blob_service {
    uint32_t domain;
    uint32_t rule;         /* its declaration */
    uint32_t first_client; /* whom it serves */
    uint32_t clients;
    uint32_t first_delegate; /* to whom it may hand on what it may do to a domain */
    uint32_t delegates;
    uint64_t restart; /* ns between restarts; 0: only on request */
};

/* A PCI device that only this domain may be given. */
struct blob_device {
    uint32_t device; /* segment << 16 | bus << 8 | device << 3 | function */
    uint32_t domain;
    uint32_t rule;
};

struct blob_uuid {
    uint8_t uuid[16]; /* in the order in which it is written */
    uint32_t domain;  /* index */
};

_Static_assert(sizeof(struct blob_section) == 16, "blob ABI");
_Static_assert(offsetof(struct blob_header, table) == 24, "blob ABI");
_Static_assert(offsetof(struct blob_header, digest) == 32, "blob ABI");
_Static_assert(offsetof(struct blob_header, section) == 72, "blob ABI");
_Static_assert(sizeof(struct blob_header) == 72 + 16 * BLOB_SECTIONS, "blob ABI");
_Static_assert(sizeof(struct blob_policy) == 24, "blob ABI");
_Static_assert(sizeof(struct blob_file) == 4, "blob ABI");
_Static_assert(sizeof(struct blob_rule) == 12, "blob ABI");
_Static_assert(sizeof(struct blob_profile) == 56 + 24 * BLOB_WORDS, "blob ABI");
_Static_assert(sizeof(struct blob_span) == 8, "blob ABI");
_Static_assert(sizeof(struct blob_target) == 20, "blob ABI");
_Static_assert(sizeof(struct blob_rate) == 40, "blob ABI");
_Static_assert(sizeof(struct blob_action_at) == 24, "blob ABI");
_Static_assert(sizeof(struct blob_domain) == 32, "blob ABI");
_Static_assert(sizeof(struct blob_uuid) == 20, "blob ABI");
_Static_assert(sizeof(struct blob_limits) == 56 + 8 * BLOB_CPU_WORDS, "blob ABI");
_Static_assert(sizeof(struct blob_set) == 24, "blob ABI");
_Static_assert(sizeof(struct blob_connection) == 16, "blob ABI");
_Static_assert(sizeof(struct blob_network) == 20, "blob ABI");
_Static_assert(sizeof(struct blob_service) == 32, "blob ABI");
_Static_assert(sizeof(struct blob_device) == 12, "blob ABI");

#endif
