/* SPDX-License-Identifier: GPL-2.0-only */
/* A few questions to a policy, in words. */
#ifndef XENON_QUERY_H
#define XENON_QUERY_H

#include <stdio.h>
#include "policyc/read/lookup.h"

/* One fact. What isn't set isn't part of it. */
struct query_row {
    const char *subject;
    const char *arrow; /* between subject and object; NULL: ` on ` */
    const char *object;
    const char *what;
    bool until_seal;
    uint32_t rule; /* that says so; or BLOB_NONE */
};

struct query {
    struct lookup lookup; /* with the arena of all that is below */
    struct query_row *rows;
    size_t count;
};

/*
 * Answers the question. Returns false if it is none of those that query_list() names, or it names what is
 * unknown: query->lookup.problem then says what.
 */
bool query_ask(struct query *query, struct arena *arena, const struct msm_policy *policy,
               const char *question);

/* Writes the questions that can be asked, one a line. */
void query_list(FILE *out);

void query_text(FILE *out, const struct query *query);
void query_json(FILE *out, const struct query *query, const char *question);

#endif
