/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shared by the files that prove a blob; nobody else includes it.
 *
 *   open.c             header, digest, layout
 *   prove.c            policy, strings, files, rules, members; and what all use
 *   prove_profiles.c   profiles, spans
 *   prove_terms.c      targets, rates, actions: on which terms a profile allows
 *   prove_domains.c    domains, uuids, limits
 *   prove_relations.c  sets, connections, networks, services, devices
 */
#ifndef XENON_PROOF_H
#define XENON_PROOF_H

#include "msm.h"

/* A proof in progress. The policy's pointers are set once the layout is proven. */
struct proof {
    const uint8_t *blob;
    struct msm_policy policy;
    struct msm_where where;
    uint32_t owned[BLOB_SECTIONS]; /* entries that the profiles so far have: see proof_slice() */
    uint32_t pointed_to;           /* members, each as often as it was pointed to */
};

/* Notes why the blob is refused, and where: `at` points at the fault inside the blob. Always false. */
bool proof_refuse(struct proof *proof, enum msm_fault fault, uint32_t section, const void *at);

static inline uint32_t proof_count(const struct proof *proof, enum blob_section_kind kind)
{
    return proof->policy.header->section[kind].count;
}

/* All that is inside the sections; false when proof_refuse() was called. */
bool proof_contents(struct proof *proof);

/* Each proves what is inside one section, in the order of their use. */
bool proof_profiles(struct proof *proof);
bool proof_targets(struct proof *proof, const struct blob_profile *profile); /* of the profile */
bool proof_rates(struct proof *proof, const struct blob_profile *profile);
bool proof_actions(struct proof *proof, const struct blob_profile *profile);
bool proof_domains(struct proof *proof);
bool proof_uuids(struct proof *proof);
bool proof_limits(struct proof *proof);
bool proof_sets(struct proof *proof);
bool proof_connections(struct proof *proof);
bool proof_networks(struct proof *proof);
bool proof_services(struct proof *proof);
bool proof_devices(struct proof *proof);

/* Below, `section` is the one that the field which is pointed to stands in. */

/* Whether `*name` is a string that isn't empty nor longer than `most` bytes. */
bool proof_text(struct proof *proof, uint32_t section, const uint32_t *name, uint32_t most);

/* Whether the string at `left` comes strictly before that at `right`. Both have been proven. */
bool proof_rises(const struct proof *proof, uint32_t left, uint32_t right);

/* Whether `*rule` is a rule of this effect. */
bool proof_rule(struct proof *proof, uint32_t section, const uint32_t *rule, enum blob_effect effect);

/* Whether `*domain` is a domain. */
bool proof_domain(struct proof *proof, uint32_t section, const uint32_t *domain);

/* Whether the profile whose fields these are has the next entries of `kind`. All together have them all. */
bool proof_slice(struct proof *proof, enum blob_section_kind kind, const uint32_t *first,
                 const uint32_t *count);

/* Whether these fields name a run of members, strictly rising. */
bool proof_run(struct proof *proof, uint32_t section, const uint32_t *first, const uint32_t *count);

/* Domains that are noted at a time: bounds the stack. BLOB_MAX_DOMAINS are 16 windows of them. */
#define PROOF_WINDOW 4096u

/* Which domains of a window were met. */
struct proof_seen {
    uint64_t bits[PROOF_WINDOW / 64];
};

/* Notes a domain of the window from `first` on; false if it has been noted before. */
static inline bool proof_note(struct proof_seen *seen, uint32_t first, uint32_t domain)
{
    uint32_t at = domain - first;
    uint64_t bit = UINT64_C(1) << at % 64, before;

    if (at >= PROOF_WINDOW)
        return true;
    before = seen->bits[at / 64];
    seen->bits[at / 64] = before | bit;
    return !(before & bit);
}

#endif
