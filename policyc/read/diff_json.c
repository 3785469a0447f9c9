/* SPDX-License-Identifier: GPL-2.0-only */
/* Differences for programs: one object, as diff.schema.json says. */
#include "lang/hypercalls.h"
#include "lang/json.h"
#include "policyc/read/diff.h"
#include "policyc/read/json_facts.h"
#include "policyc/read/view.h"

static void put_policy(struct json *json, const char *key, const struct msm_policy *policy)
{
    json_object(json, key);
    json_fact_text(json, "policy", view_text(policy, policy->policy->name));
    json_number(json, "version", policy->policy->version);
    json_hex(json, "digest", policy->header->digest, sizeof(policy->header->digest));
    json_end(json);
}

static void put_place(struct json *json, const char *key, const struct msm_policy *policy, uint32_t rule)
{
    if (rule == BLOB_NONE) {
        json_null(json, key);
        return;
    }
    json_object(json, key);
    json_fact_text(json, "file", view_file(policy, rule));
    json_number(json, "line", policy->rules[rule].line);
    json_number(json, "column", policy->rules[rule].column);
    json_end(json);
}

static void put_names(struct json *json, const char *key, const struct diff_names *names)
{
    json_array(json, key);
    for (size_t i = 0; i < names->count; i++)
        json_fact_text(json, NULL, names->list[i]);
    json_end(json);
}

static void put_operations(struct json *json, const uint64_t *set)
{
    char name[OPERATION_NAME_SIZE];
    json_array(json, "operations");
    for (unsigned int operation = 0; set && operation < MSM_OPERATIONS; operation++)
        if (view_has(set, operation))
            json_fact_text(json, NULL, operation_name(operation, name));
    json_end(json);
}

static void put_waiver(struct json *json, const struct diff_waived *waived)
{
    if (!waived) {
        json_null(json, "waiver");
        return;
    }
    json_object(json, "waiver");
    json_fact_text(json, "name", waived->waiver);
    json_fact_text(json, "place", waived->place);
    json_end(json);
}

static void put_change(struct json *json, const struct diff *diff, const struct diff_change *change)
{
    static const char *const ways[] = {
        [DIFF_WIDER] = "wider", [DIFF_NARROWER] = "narrower", [DIFF_OTHER] = "other"};
    static const char *const phases[] = {
        [DIFF_ALWAYS] = "always", [DIFF_UNTIL_SEAL] = "until seal", [DIFF_AFTER_SEAL] = "after seal"};
    static const char *const relations[] = {
        [DIFF_ALONE] = NULL, [DIFF_ON] = "on",    [DIFF_ON_ALL_BUT] = "on all but",
        [DIFF_FORTH] = "->", [DIFF_BOTH] = "<->", [DIFF_WITH] = "with",
        [DIFF_TO] = "to"};
    json_object(json, NULL);
    json_fact_text(json, "kind", diff_kind_name(change->kind));
    json_fact_text(json, "way", ways[change->way]);
    json_fact_text(json, "phase", phases[change->phase]);
    put_names(json, "subjects", &change->subjects);
    json_fact_text(json, "relation", relations[change->relation]);
    put_names(json, "objects", &change->objects);
    json_fact_text(json, "what", change->what);
    put_operations(json, change->operations);
    json_fact_text(json, "before", change->before);
    json_fact_text(json, "after", change->after);
    put_place(json, "place_before", diff->before, change->rule_before);
    put_place(json, "place_after", diff->after, change->rule_after);
    put_waiver(json, change->waived);
    json_end(json);
}

void diff_json(struct json *json, const char *key, const struct diff *diff, const struct diff_waived *waived,
               size_t waived_count)
{
    json_object(json, key);
    put_policy(json, "before", diff->before);
    put_policy(json, "after", diff->after);
    json_number(json, "wider", diff->wider);
    json_number(json, "waived", diff->waived);
    json_number(json, "narrower", diff->narrower);
    json_array(json, "changes");
    for (size_t i = 0; i < diff->count; i++)
        put_change(json, diff, &diff->changes[i]);
    json_end(json);
    json_array(json, "waivers");
    for (size_t i = 0; i < waived_count; i++) {
        json_object(json, NULL);
        json_fact_text(json, "name", waived[i].waiver);
        json_fact_text(json, "place", waived[i].place);
        json_boolean(json, "used", waived[i].used);
        json_end(json);
    }
    json_end(json);
    json_end(json);
}

void diff_print_json(FILE *file, const struct diff *diff, const struct diff_waived *waived,
                     size_t waived_count)
{
    struct json json;
    json_start(&json, file);
    diff_json(&json, NULL, diff, waived, waived_count);
}
