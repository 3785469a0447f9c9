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
#define BLOB_FORMAT      1u
#define BLOB_MAX_SIZE    (4u << 20)  /* bytes; bounds what the hypervisor copies in */
#define BLOB_MAX_NAME    31u         /* bytes in a name of a domain or profile, without the NUL */
#define BLOB_MAX_TEXT    255u        /* bytes in the policy's name and in a file's, without the NUL */
#define BLOB_MAX_DOMAINS 0xffffu     /* a SID has 16 bits for the domain, one value of them for none */
#define BLOB_NONE        0xffffffffu /* an index that names nothing */
#define BLOB_DIGEST      32u         /* bytes of a SHA-256 digest */

enum blob_section_kind {
    BLOB_POLICY,   /* one struct blob_policy */
    BLOB_STRINGS,  /* NUL-terminated UTF-8; the first byte is NUL, so offset 0 is "" */
    BLOB_FILES,    /* struct blob_file: the sources */
    BLOB_RULES,    /* struct blob_rule: where each rule stands in its source */
    BLOB_PROFILES, /* struct blob_profile, sorted by name */
    BLOB_SPANS,    /* struct blob_span: which rule decides an operation, per profile */
    BLOB_DOMAINS,  /* struct blob_domain, sorted by name */
    BLOB_UUIDS,    /* struct blob_uuid, sorted by UUID */
    BLOB_SECTIONS, /* how many kinds there are */
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
    uint8_t digest[BLOB_DIGEST]; /* SHA-256 of the whole blob with this field zeroed */
    uint32_t sections;           /* BLOB_SECTIONS */
    uint32_t operations;         /* operations in that table */
    struct blob_section section[BLOB_SECTIONS];
};

struct blob_policy {
    uint32_t name;           /* string */
    uint32_t version;        /* the officer's own number */
    uint32_t control_domain; /* index of `Domain-0`, which labels the first domain */
    uint32_t default_domain; /* index, or BLOB_NONE: an unlabelled domain may not be created */
};

struct blob_file {
    uint32_t name; /* string: as the policy's author would type it, never an absolute path */
};

enum blob_effect {
    BLOB_ALLOW,
    BLOB_DENY,
    BLOB_DENY_QUIETLY,
    BLOB_DECLARED, /* a profile's or a domain's own line: what no rule mentions is denied by it */
};

struct blob_rule {
    uint32_t line;   /* from 1 */
    uint16_t column; /* from 1, in bytes */
    uint16_t file;   /* index in BLOB_FILES */
    uint32_t effect; /* enum blob_effect */
};

/* 64 operations a word. Operation `op` is bit op % 64 of word op / 64. */
#define BLOB_WORDS 9u

struct blob_profile {
    uint32_t name;       /* string */
    uint32_t rule;       /* its declaration */
    uint32_t first_span; /* its spans: they cover every operation, in rising order */
    uint32_t spans;
    uint64_t allowed[BLOB_WORDS];
    uint64_t quiet[BLOB_WORDS]; /* a denied operation that is no violation; disjoint from allowed */
    uint64_t entry;             /* bit n: some operation of hypercall n is allowed */
};

struct blob_span {
    uint32_t first; /* this operation and those up to the next span's are decided by .rule */
    uint32_t rule;
};

struct blob_domain {
    uint32_t name;    /* string: its label */
    uint32_t profile; /* index */
    uint32_t rule;    /* its declaration */
    uint32_t reserved;
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
_Static_assert(sizeof(struct blob_policy) == 16, "blob ABI");
_Static_assert(sizeof(struct blob_file) == 4, "blob ABI");
_Static_assert(sizeof(struct blob_rule) == 12, "blob ABI");
_Static_assert(sizeof(struct blob_profile) == 24 + 16 * BLOB_WORDS, "blob ABI");
_Static_assert(sizeof(struct blob_span) == 8, "blob ABI");
_Static_assert(sizeof(struct blob_domain) == 16, "blob ABI");
_Static_assert(sizeof(struct blob_uuid) == 20, "blob ABI");

#endif
