/* SPDX-License-Identifier: GPL-2.0-only */
/* How the files that decompile a part of a blob each work together. */
#ifndef XENON_DECOMPILE_PARTS_H
#define XENON_DECOMPILE_PARTS_H

#include "policyc/read/decompile.h"

struct decompilation {
    struct arena *arena;
    FILE *file;
    const struct msm_policy *policy;
    const uint32_t *uuids; /* see view_uuids() */
    uint32_t *serves; /* by domain: of a service the rule that has the place of its `serves`, or BLOB_NONE */
};

/* decompile.c: `@"first.xpol":8:9 `: what follows stands there. In the arena. */
const char *decompile_place(const struct decompilation *d, uint32_t rule);

/* decompile.c: one domain, where a name could also be a pattern. */
void decompile_who(const struct decompilation *d, uint32_t domain);

/* decompile.c: a list of domains. */
void decompile_members(const struct decompilation *d, uint32_t first, uint32_t count);

/* decompile_rules.c: all rules of a profile but those that hold until the seal. */
void decompile_rules(const struct decompilation *d, const struct blob_profile *profile);

/* decompile_rules.c: the rules of a boot profile that hold until the seal, each behind the domain's name. */
void decompile_boot_rules(const struct decompilation *d, const struct blob_profile *profile,
                          const char *domain);

/* decompile_relations.c: what there is between domains, but for what services say. Finds .serves. */
void decompile_relations(struct decompilation *d);

#endif
