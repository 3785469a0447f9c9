/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files that answer questions share. */
#ifndef XENON_QUERY_PARTS_H
#define XENON_QUERY_PARTS_H

#include "policyc/read/query.h"

/* What stands in the question's places, in their order. */
struct query_names {
    uint32_t domain[2]; /* or BLOB_OUTSIDE */
    uint64_t operations[BLOB_WORDS];
};

void query_add(struct query *query, struct query_row row);

/* query_permissions.c */
void query_who_may(struct query *query, const struct query_names *names);
void query_who_may_on(struct query *query, const struct query_names *names);
void query_what_may(struct query *query, const struct query_names *names);
void query_what_may_on(struct query *query, const struct query_names *names);
void query_limits(struct query *query, const struct query_names *names);

/* query_relations.c */
void query_who_reaches_whom(struct query *query, const struct query_names *names);
void query_who_reaches(struct query *query, const struct query_names *names);
void query_whom_reaches(struct query *query, const struct query_names *names);
void query_flow(struct query *query, const struct query_names *names);
void query_managers(struct query *query, const struct query_names *names);
void query_servers(struct query *query, const struct query_names *names);
void query_delegation(struct query *query, const struct query_names *names);
void query_devices(struct query *query, const struct query_names *names);

#endif
