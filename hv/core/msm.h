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
    MSM_FAULTS,
};

/* Where in a blob a fault was found. */
struct msm_where {
    enum msm_fault fault;
    uint32_t section; /* enum blob_section_kind, or BLOB_SECTIONS for the header */
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
    const struct blob_domain *domains;
    const struct blob_uuid *uuids;
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

/* One English sentence, without a full stop, for people who have never seen a blob. */
const char *msm_fault_text(enum msm_fault fault);

/* The section's name for messages: "header" for BLOB_SECTIONS. */
const char *msm_section_name(uint32_t section);

/*
 * The operation that `hypercall` (Xen's number) with `subcommand` (a register's or memory's value, as
 * the guest gave it) is: aliases folded, argument bits that Xen ignores dropped. Hypercalls without
 * subcommands ignore it. Always returns a valid operation; one that the table doesn't know is
 * an operation that no policy allows. `hypercall` must be below MSM_HYPERCALLS.
 * Bounded by masks after each comparison, so that a mispredicted branch reads inside the table.
 */
unsigned int msm_operation(unsigned int hypercall, uint64_t subcommand);

/* Whether some operation of the hypercall is allowed to the domain: all that can be said at its entry. */
bool msm_may_enter(const struct msm_policy *policy, uint32_t domain, unsigned int hypercall);

/*
 * Why a hypercall was refused at its entry: quietly only if all its operations are. `*rule` is the rule that
 * decides them, or the profile's declaration if several do. For hypercalls that msm_may_enter() doesn't let
 * in.
 */
enum msm_verdict msm_refuse_entry(const struct msm_policy *policy, uint32_t domain, unsigned int hypercall,
                                  uint32_t *rule);

enum msm_verdict msm_decide(const struct msm_policy *policy, uint32_t domain, unsigned int operation);

/* The rule that decides the operation for the domain: index into policy->rules. Logarithmic. */
uint32_t msm_rule(const struct msm_policy *policy, uint32_t domain, unsigned int operation);

/* The entry mask that a profile must have which allows these operations: aliases have their canonical bit
 * too. */
uint64_t msm_entry(const uint64_t allowed[BLOB_WORDS]);

/* A domain's index by its label, which needn't be terminated; BLOB_NONE if there is none. Logarithmic. */
uint32_t msm_find_domain(const struct msm_policy *policy, const char *label, size_t length);

/* A domain's index by its UUID; BLOB_NONE if the policy names none. Logarithmic. */
uint32_t msm_find_uuid(const struct msm_policy *policy, const uint8_t uuid[16]);

/* A domain's label. Lives as long as the blob. */
const char *msm_label(const struct msm_policy *policy, uint32_t domain);

#endif
