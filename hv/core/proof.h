/* SPDX-License-Identifier: GPL-2.0-only */
/* Shared by the files that prove a blob (open.c, prove.c, profile.c); nobody else includes it. */
#ifndef XENON_PROOF_H
#define XENON_PROOF_H

#include "msm.h"

/* A proof in progress. The policy's pointers are set once the layout is proven. */
struct proof {
    const uint8_t *blob;
    struct msm_policy policy;
    struct msm_where where;
};

/* Notes why the blob is refused, and where: `at` points at the fault inside the blob. Always false. */
bool proof_refuse(struct proof *proof, enum msm_fault fault, uint32_t section, const void *at);

static inline uint32_t proof_count(const struct proof *proof, enum blob_section_kind kind)
{
    return proof->policy.header->section[kind].count;
}

/* Each proves what is inside one or more sections; false when proof_refuse() was called. */
bool proof_contents(struct proof *proof);
bool proof_profiles(struct proof *proof);

/* Whether `*name`, a field of `section`, is the name of a profile or a domain. */
bool proof_name(struct proof *proof, uint32_t section, const uint32_t *name);

/* Whether the name at string `left` comes strictly before that at `right`; both proven by proof_name(). */
bool proof_rises(const struct proof *proof, uint32_t left, uint32_t right);

/* Whether `*rule`, a field of `section`, is the declaration of a profile or a domain. */
bool proof_declaration(struct proof *proof, uint32_t section, const uint32_t *rule);

#endif
