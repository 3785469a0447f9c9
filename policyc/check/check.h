/* SPDX-License-Identifier: GPL-2.0-only */
/* From the tree to the model: looks every name up and reports what is wrong. */
#ifndef XENON_CHECK_H
#define XENON_CHECK_H

#include "policyc/check/model.h"

/* Fills `model` from the compilation's tree. Without errors the model is complete and can be lowered. */
void check(struct model *model, struct compilation *compilation);

/*
 * After lowering, what shows only when decisions are known: what has no effect, what a guest's kernel lacks,
 * and whether somebody may load the next policy and create domains.
 */
void check_lowered(struct model *model);

static inline struct diagnostics *findings(struct model *model)
{
    return &model->compilation->diagnostics;
}

/* profiles.c: the named profiles; `profiles` finds them by name. */
void check_profiles(struct model *model, struct names *profiles);

/* own.c: profiles made of rules in domains' own blocks. boot.c: those that hold until the seal. */
void check_own_profiles(struct model *model);
void check_boot_profiles(struct model *model);

/* rules.c: what each profile says. */
void check_rules(struct model *model, struct profile *profile);

/* inheritance.c: parents, and model->order. */
void check_inheritance(struct model *model, struct names *profiles);

/*
 * domains.c: domains with their attributes, sets, tags and groups. Each domain's .profile is the named one,
 * or NULL if it says none (own profiles are made later). From here on names of domains can be looked up.
 */
void check_domains(struct model *model, struct names *profiles);

/* relations.c: services, connections, conflict sets, networks, devices; the host and Xen it is written for.
 */
void check_relations(struct model *model);

/*
 * who.c: the domains that a list of domains, sets, tags and patterns stands for: at least one. What can't be
 * looked up is reported, and false returned; .members then is what could be. The list is shared: not to be
 * changed.
 */
bool check_who(struct model *model, const struct ast_names *names, struct members *members);

/* The same for one name. */
bool check_who_is(struct model *model, const struct ast_name *name, struct members *members);

/* The one domain (or fleet) of this name, for where no set, tag or pattern may stand. NULL after a report. */
struct domain *check_domain_named(struct model *model, const struct ast_name *name);

/* A name that is too long for a blob is reported. */
void check_name(struct model *model, const struct ast_name *name);

/* Suggests the nearest profile for a name that is none. */
void check_report_unknown_profile(struct model *model, const struct ast_name *name);

#endif
