/* SPDX-License-Identifier: GPL-2.0-only */
/* A policy beside the live one: what it says otherwise, and what that does to the running domains. */
#ifndef XENON_RUNTIME_COMPARE_H
#define XENON_RUNTIME_COMPARE_H

#include "policyc/read/diff.h"
#include "runtime/blob.h"

struct json;

struct comparison {
    struct arena arena;
    struct msm_policy next;
    struct blob live;       /* owned; .data is NULL when it couldn't be read */
    struct diff diff;       /* if .live is known */
    struct xenon_load load; /* the request, and what XENON_OP_prepare answered; .changes owned */
    int prepared; /* 0, the fault for which it would be refused, or a negative errno: it isn't known */
    struct xenon_domain *domains; /* owned; those that run, for their labels */
    size_t count;
};

/*
 * Compares the policy that load->blob was proven to be, in `next`, with the live one. If that can be read,
 * .load asks from then on that it is still live. Always to be ended by compare_free().
 */
void compare(struct comparison *comparison, struct xenon *xenon, const struct msm_policy *next,
             const struct xenon_load *load);
void compare_free(struct comparison *comparison);

/* Shows it to people: of the differences the first `most`. */
void compare_print(const struct comparison *comparison, size_t most);

/* Members of an object: `diff`, and `changes` of the running domains; null where they aren't known. */
void compare_json(struct json *json, const struct comparison *comparison);

/* The part of either that the running domains are. */
void print_changes(const struct comparison *comparison);
void changes_json(struct json *json, const struct comparison *comparison);

/* Says for which fault a policy is refused, in one line. */
void print_refusal(const struct comparison *comparison, const struct xenon_load *answer);
void refusal_json(struct json *json, const struct xenon_load *answer);

/* A policy's name, version and the first digits of its digest. */
void print_named(FILE *out, const char *name, uint32_t version, const uint8_t *digest);
void print_policy(FILE *out, const struct msm_policy *policy);
void policy_json(struct json *json, const char *key, const struct msm_policy *policy);

#endif
