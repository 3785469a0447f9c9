/* SPDX-License-Identifier: GPL-2.0-only */
/* As policy.schema.json says. */
#include "policyc/read/json_facts.h"

#include "policyc/read/items.h"
#include "policyc/read/view.h"
#include "policyc/read/wording.h"

void json_fact_text(struct json *json, const char *key, const char *text)
{
    if (text)
        json_string(json, key, text, SIZE_MAX);
    else
        json_null(json, key);
}

void json_fact_members(struct json *json, const struct msm_policy *policy, const char *key, uint32_t first,
                       uint32_t count)
{
    json_array(json, key);
    for (uint32_t i = 0; i < count; i++)
        json_fact_text(json, NULL, msm_label(policy, policy->members[first + i]));
    json_end(json);
}

void json_fact_rule(struct json *json, const struct msm_policy *policy, uint32_t rule)
{
    if (rule == BLOB_NONE) {
        json_null(json, "rule");
        return;
    }
    json_object(json, "rule");
    json_fact_text(json, "file", view_file(policy, rule));
    json_number(json, "line", policy->rules[rule].line);
    json_number(json, "column", policy->rules[rule].column);
    json_fact_text(json, "effect", wording_effect(policy->rules[rule].effect));
    json_end(json);
}

void json_fact_rate(struct json *json, const struct msm_policy *policy, const struct blob_rate *rate)
{
    char scope[OPERATION_NAME_SIZE];
    json_object(json, NULL);
    json_fact_text(json, "scope", items_scope(rate->first, rate->end, scope));
    json_number(json, "count", rate->count);
    json_number(json, "period_ns", rate->period);
    json_number(json, "burst", rate->burst);
    json_boolean(json, "slow", rate->flags & BLOB_SLOW);
    json_fact_rule(json, policy, rate->rule);
    json_end(json);
}

void json_fact_response(struct json *json, const struct msm_policy *policy,
                        const struct blob_action_at *response)
{
    json_object(json, NULL);
    json_fact_text(json, "action", wording_action(response->action));
    json_number(json, "count", response->count);
    json_number(json, "window_ns", response->window);
    json_fact_rule(json, policy, response->rule);
    json_end(json);
}
