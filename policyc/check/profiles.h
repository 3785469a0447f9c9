/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files that check and lower profiles know of each other. */
#ifndef XENON_PROFILES_H
#define XENON_PROFILES_H

#include "lang/hypercalls.h"
#include "policyc/check/check.h"

/* profiles.c: a new profile of the model; `prefix` is put before its source's name, or is 0. */
struct profile *add_profile(struct model *model, enum profile_kind kind, const struct ast_name *source,
                            char prefix);

/* profiles.c: sorts the model's profiles by name, once there are no more to come. */
void sort_profiles(struct model *model);

/* rules.c: the operations that an item names, none after a report. */
struct operations resolve_item(struct model *model, const struct ast_item *item);

/* rules.c: the same, in the model's arena. */
const struct operations *find_operations(struct model *model, const struct ast_item *item);

/* rules.c: what operations are called, in a list that fits a message; `name` says how each is called. */
const char *list_operations(struct arena *arena, const struct operations *set,
                            const char *(*name)(unsigned int operation, char name[OPERATION_NAME_SIZE]));

/* rules.c: a number of 32 bits that isn't 0; 1 after a report. `what` is what it counts. */
uint32_t check_count(struct model *model, const struct ast_amount *amount, const char *what);

/* targets.c: what stands behind the rule's `on`, or NULL if nothing does. */
struct limitation *check_limitation(struct model *model, const struct ast_rule *source);

/* targets.c: reports operations that can't be limited. */
void check_has_target(struct model *model, const struct rule *rule);

/* rates.c, responses.c, baseline.c: one thing that a profile says. */
void check_rate(struct model *model, struct profile *profile, const struct ast_rule *source);
void check_response(struct model *model, struct profile *profile, const struct ast_rule *source);
void check_guest(struct model *model, struct profile *profile, const struct ast_rule *source);

/* The same files: a profile's own and what it inherits; its parents are lowered. */
void lower_rates(struct model *model, struct profile *profile);
void lower_responses(struct model *model, struct profile *profile);
void lower_guest(struct model *model, struct profile *profile);

/* targets.c: on whom the profiles allow that domains have; all are lowered otherwise. */
void lower_targets(struct model *model);

/* Parts of check_lowered(). */
void check_effects(struct model *model);          /* effects.c */
void check_rates_apply(struct model *model);      /* rates.c */
void check_domain_responses(struct model *model); /* responses.c */
void check_baselines(struct model *model);        /* baseline.c */
void check_administration(struct model *model);   /* administration.c */
void check_nevers(struct model *model);           /* never.c */

#endif
