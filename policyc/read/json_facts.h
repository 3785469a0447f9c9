/* SPDX-License-Identifier: GPL-2.0-only */
/* Facts that several answers in JSON tell, in one form. */
#ifndef XENON_JSON_FACTS_H
#define XENON_JSON_FACTS_H

#include "lang/json.h"
#include "msm.h"

/* A string that ends itself: the blob's are proven to. NULL gives null. */
void json_fact_text(struct json *json, const char *key, const char *text);

/* An array of the names of domains that the policy lists together. */
void json_fact_members(struct json *json, const struct msm_policy *policy, const char *key, uint32_t first,
                       uint32_t count);

/* `rule`: where it stands and what it does; null for BLOB_NONE. */
void json_fact_rule(struct json *json, const struct msm_policy *policy, uint32_t rule);

/* Elements of an array. */
void json_fact_rate(struct json *json, const struct msm_policy *policy, const struct blob_rate *rate);
void json_fact_response(struct json *json, const struct msm_policy *policy,
                        const struct blob_action_at *response);

#endif
