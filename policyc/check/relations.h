/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files that check domains, and what binds them together, know of each other. */
#ifndef XENON_RELATIONS_H
#define XENON_RELATIONS_H

#include "policyc/check/check.h"
#include "policyc/read/spelling.h"

#define CONTROL_DOMAIN "Domain-0"

/* --- Names --- */

/* The order in which two places stand, as qsort() wants it. */
static inline int order_of_places(const struct span *a, const struct span *b)
{
    if (a->file != b->file)
        return a->file < b->file ? -1 : 1;
    return a->start < b->start ? -1 : a->start > b->start;
}

/* Guessing what was meant compares with every name there is: not done for ever more errors. */
static inline bool may_guess(struct model *model)
{
    return findings(model)->errors <= 100;
}

/* A fleet's name, or a pattern: it ends with `*`. */
bool name_is_pattern(const char *name);

/* names.c: sets and tags join the domains in model->who; groups. What they stand for is found later. */
void declare_names(struct model *model);

/* names.c: the domains of each tag, then those of each set. */
void resolve_names(struct model *model);

/* who.c: a second `name` in the list that begins with `first`, if it is one, is reported. */
void report_repeated_name(struct model *model, const struct ast_name *name, const struct ast_name *first);

/* --- Domains --- */

/* attributes.c */
void check_attributes(struct model *model, struct names *profiles, struct domain *domain);

/* attributes.c: what the domain's block says of this kind (the first time), or NULL. */
const struct ast_attribute *find_attribute(const struct domain *domain, enum ast_attribute_kind kind);

/* uuid.c: one domain's, then all together: model->by_uuid. */
void check_uuid(struct model *model, struct domain *domain, const struct ast_name *value);
void check_uuids(struct model *model);

/* limits.c: fills domain->limits. `said` are the domain's attributes by kind. */
void check_limits(struct model *model, struct domain *domain, const struct ast_attribute *const *said);

/* --- What binds domains together --- */

/* The two sides of a statement, and where they stand. */
struct ends {
    const struct ast_name *left, *right; /* NULL: outside */
    struct members from, to;
};

/* ends.c: looks both sides up. False after a report. */
bool check_ends(struct model *model, struct ends *ends);

/* ends.c: whether a statement about both sides says something of these two: a fleet has several domains. */
bool ends_pair(const struct model *model, uint32_t from, uint32_t to);

/*
 * ends.c: how many entries the statement makes, `each` for a pair, added to `total`, those of all statements.
 * False after a report: there are none, or too many.
 */
bool check_pairs(struct model *model, const struct ends *ends, struct span place, size_t each,
                 uint64_t *total);

/* ends.c: of a pair, whether this one is not on the left side. */
bool ends_are_swapped(const struct ends *ends, uint32_t left);

/* conflict.c: model->sets and their claims. */
void check_conflict_sets(struct model *model);

/* conflict.c: reports the pair if it is in different sets of one group. */
bool report_conflict(struct model *model, const struct ends *ends, uint32_t a, uint32_t b);

/* tags.c: reports the pair if their tags keep them apart. */
bool report_tags(struct model *model, const struct ends *ends, uint32_t a, uint32_t b);

/* tags.c: reports a service that serves one group when the rule is a `connect` of it with another. */
bool report_strangers(struct model *model, const struct ends *ends, const struct rule *rule, uint32_t a,
                      uint32_t b);

/* tags.c: whether a service serves domains of several groups. */
void check_groups(struct model *model, const struct domain *domain, const struct ast_names *clients);

/* connect.c: the means that are named (enum blob_means), without those that were reported. */
unsigned int check_means(struct model *model, const struct ast_names *names);

/*
 * network.c: whose ports a statement is about: ranges, only .first_port and .last_port of which count. False
 * after a report.
 */
bool check_packets(struct model *model, const struct ast_network *source, uint16_t *protocol,
                   struct blob_network **ports, size_t *count);

void check_services(struct model *model);    /* services.c: before connections, which they are a part of */
void check_connections(struct model *model); /* connect.c */
void check_networks(struct model *model);    /* network.c */
void check_devices(struct model *model);     /* devices.c */
void check_host(struct model *model);        /* host.c */
void check_xen(struct model *model);         /* xen.c */
void check_waivers(struct model *model);     /* waiver.c: model->waived */
void check_tests(struct model *model);       /* tests.c: model->tests */

#endif
