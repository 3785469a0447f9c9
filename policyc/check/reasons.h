/* SPDX-License-Identifier: GPL-2.0-only */
/* What a source says of one decision beside the rule that decides: other rules, and what must never be. */
#ifndef XENON_REASONS_H
#define XENON_REASONS_H

#include "policyc/check/model.h"
#include "policyc/read/flow.h"

/* A rule that names an operation, and the profile in which it stands. */
struct reason {
    const struct rule *rule;
    const struct profile *profile;
};

struct reasons {
    struct reason *list;
    size_t count;
};

/*
 * All rules about the operation in the profile and in what it extends: its own first, then each parent's in
 * turn. In the compilation's arena.
 */
struct reasons reasons_find(const struct model *model, const struct profile *profile, unsigned int operation);

/* The invariant that keeps the domain from the operation, or NULL. */
const struct ast_never *reasons_never_allow(struct model *model, uint32_t domain, unsigned int operation);

/* The invariant that is broken if information can flow from one node of the graph to another, or NULL. */
const struct ast_never *reasons_never_flow(struct model *model, struct flow *flow, uint32_t from,
                                           uint32_t to);

#endif
