/* SPDX-License-Identifier: GPL-2.0-only */
/* Explanations as text and as JSON. */
#include <inttypes.h>
#include <string.h>
#include "lang/hypercalls.h"
#include "policyc/explaining.h"
#include "policyc/read/items.h"
#include "policyc/read/json_facts.h"
#include "policyc/read/view.h"
#include "policyc/read/wording.h"

static const char *verdict_text(const struct explanation *e)
{
    if (e->decision.overruled)
        return arena_print(&e->operand->compilation.arena, "%s, whatever a policy says: %s",
                           e->decision.refusal == REFUSED_NOT ? "allowed" : "denied", e->decision.overruled);
    switch (e->decision.refusal) {
    case REFUSED_NOT:
        return "allowed";
    case REFUSED_QUIETLY:
        return "denied quietly";
    case REFUSED_TARGET:
        return "denied: it is allowed on other domains only";
    case REFUSED_UNCONNECTED:
        return "denied: nothing connects the two";
    default:
        return "denied";
    }
}

static bool covers(const struct blob_rate *rate, const struct explanation *e)
{
    return rate->first <= e->question.operation && e->question.operation < rate->end;
}

static bool is_target(const struct blob_target *target, const struct explanation *e)
{
    return target->first <= e->question.operation && e->question.operation < target->end;
}

/* Whether the operation is allowed on some domains only. */
static bool is_limited(const struct explanation *e)
{
    const struct msm_policy *policy = &e->operand->policy;
    for (uint32_t i = 0; i < e->profile->targets; i++)
        if (is_target(&policy->targets[e->profile->first_target + i], e))
            return true;
    return false;
}

/* A rule that doesn't decide, but is about the operation. */
static bool is_other(const struct explanation *e, const struct reason *reason)
{
    return !explained_decides(e, reason->rule);
}

/* The rule in the model that decides, or NULL: the profile's declaration does, or there is no model. */
static const struct reason *find_decisive(const struct explanation *e)
{
    for (size_t i = 0; i < e->reasons.count; i++)
        if (explained_decides(e, e->reasons.list[i].rule))
            return &e->reasons.list[i];
    return NULL;
}

/* The line of the source that a place begins in. */
static const char *line_text(const struct explanation *e, struct span place, uint32_t *number)
{
    const struct sources *sources = &e->operand->compilation.sources;
    uint32_t length;
    *number = source_position(sources, place).line;
    const char *text = source_line(sources->list[place.file], *number, &length);
    while (length && (*text == ' ' || *text == '\t')) {
        text++;
        length--;
    }
    return arena_text(&e->operand->compilation.arena, text, length);
}

/* --- Text --- */

#define LABEL 12 /* columns */

static void print_label(FILE *out, const char *label)
{
    fprintf(out, "  %-*s  ", LABEL, label);
}

static void print_source(FILE *out, const struct explanation *e, struct span place)
{
    uint32_t number;
    const char *text = line_text(e, place, &number);
    print_label(out, "");
    fprintf(out, "%" PRIu32 " | %s\n", number, text);
}

/* Where the rule stands: in the profile, or in one that it extends. */
static void print_home(FILE *out, const struct explanation *e, const struct profile *home)
{
    const struct profile *profile = explained_profile(e);
    if (home == profile || home->kind == PROFILE_OWN)
        return;
    print_label(out, "");
    fprintf(out, "inherited from the profile `%s`\n", home->name);
}

static void print_rule(FILE *out, const struct explanation *e, const char *label, uint32_t rule)
{
    print_label(out, label);
    view_print_place(out, &e->operand->policy, rule);
    fprintf(out, "  %s\n", wording_effect(e->operand->policy.rules[rule].effect));
    if (e->operand->is_source)
        print_source(out, e, e->operand->model.places[rule]);
}

static void print_decisive(FILE *out, const struct explanation *e)
{
    const struct reason *reason = find_decisive(e);
    print_rule(out, e, "decided by", e->decision.rule);
    if (reason)
        print_home(out, e, reason->profile);
}

static void print_others(FILE *out, const struct explanation *e)
{
    for (size_t i = 0; i < e->reasons.count; i++) {
        const struct reason *reason = &e->reasons.list[i];
        struct position position = source_position(&e->operand->compilation.sources, reason->rule->place);
        if (!is_other(e, reason))
            continue;
        print_label(out, "besides");
        fprintf(out, "%s:%" PRIu32 ":%" PRIu32 "  %s\n",
                e->operand->compilation.sources.list[reason->rule->place.file]->name, position.line,
                position.column, wording_effect(reason->rule->effect));
        print_source(out, e, reason->rule->place);
        print_home(out, e, reason->profile);
    }
}

static void print_need(FILE *out, const struct explanation *e, uint32_t from, uint32_t to, unsigned int means)
{
    char text[WORDING_SIZE];
    if (means)
        fprintf(out, "%s -> %s via %s", msm_label(&e->operand->policy, from),
                msm_label(&e->operand->policy, to), wording_all_means(means, text));
}

static void print_connection(FILE *out, const struct explanation *e)
{
    const struct decision *d = &e->decision;
    if (!d->forward && !d->backward)
        return;
    print_label(out, "needs");
    print_need(out, e, e->question.subject, e->question.object, d->forward);
    if (d->forward && d->backward)
        fputs(d->either ? " or " : " and ", out);
    print_need(out, e, e->question.object, e->question.subject, d->backward);
    fputc('\n', out);
    if (d->connection == BLOB_NONE)
        return;
    bool connected = e->operand->policy.rules[d->connection].effect == BLOB_CONNECT;
    print_rule(out, e, connected ? "connected by" : "managed by", d->connection);
}

static void print_targets(FILE *out, const struct explanation *e)
{
    const struct msm_policy *policy = &e->operand->policy;
    for (uint32_t i = 0; i < e->profile->targets; i++) {
        const struct blob_target *target = &policy->targets[e->profile->first_target + i];
        if (!is_target(target, e))
            continue;
        print_label(out, "only on");
        for (uint32_t j = 0; j < target->members; j++)
            fprintf(out, "%s%s", j ? ", " : "", msm_label(policy, policy->members[target->first_member + j]));
        fputs("  ", out);
        view_print_place(out, policy, target->rule);
        fputc('\n', out);
    }
}

static void print_rates(FILE *out, const struct explanation *e)
{
    const struct msm_policy *policy = &e->operand->policy;
    for (uint32_t i = 0; i < e->profile->rates; i++) {
        const struct blob_rate *rate = &policy->rates[e->profile->first_rate + i];
        char scope[OPERATION_NAME_SIZE], text[WORDING_SIZE];
        if (!covers(rate, e))
            continue;
        print_label(out, "rate");
        fprintf(out, "%s %s  ", items_scope(rate->first, rate->end, scope), wording_rate(rate, text));
        view_print_place(out, policy, rate->rule);
        fputc('\n', out);
    }
}

static void print_responses(FILE *out, const struct explanation *e)
{
    const struct msm_policy *policy = &e->operand->policy;
    for (uint32_t i = 0; i < e->profile->actions; i++) {
        const struct blob_action_at *action = &policy->actions[e->profile->first_action + i];
        char text[WORDING_SIZE];
        print_label(out, i ? "" : "violations");
        fprintf(out, "%s  ", wording_response(action, text));
        view_print_place(out, policy, action->rule);
        fputc('\n', out);
    }
}

static void print_question(FILE *out, const struct explanation *e)
{
    char name[OPERATION_NAME_SIZE];
    fprintf(out, "%s %s", e->subject, operation_name(e->question.operation, name));
    if (e->object)
        fprintf(out, " on %s", e->object);
}

void explanations_text(FILE *out, const struct explanation *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct explanation *e = &list[i];
        if (i)
            fputc('\n', out);
        print_question(out, e);
        if (count > 1)
            fputs(i ? ", after the seal" : ", until the seal", out);
        fprintf(out, ": %s\n", verdict_text(e));
        if (e->decision.overruled)
            continue;
        print_decisive(out, e);
        print_targets(out, e);
        print_connection(out, e);
        print_others(out, e);
        print_rates(out, e);
        print_responses(out, e);
        for (size_t change = 0; change < e->change_count; change++) {
            print_label(out, change ? "" : "to change it");
            fprintf(out, "%s\n", e->changes[change]);
        }
    }
}

static void put_others(struct json *json, const struct explanation *e)
{
    json_array(json, "besides");
    for (size_t i = 0; i < e->reasons.count; i++) {
        const struct reason *reason = &e->reasons.list[i];
        const struct sources *sources = &e->operand->compilation.sources;
        struct position position = source_position(sources, reason->rule->place);
        if (!is_other(e, reason))
            continue;
        json_object(json, NULL);
        json_fact_text(json, "file", sources->list[reason->rule->place.file]->name);
        json_number(json, "line", position.line);
        json_number(json, "column", position.column);
        json_fact_text(json, "effect", wording_effect(reason->rule->effect));
        json_fact_text(json, "profile", reason->profile->name);
        json_end(json);
    }
    json_end(json);
}

static void put_need(struct json *json, const struct explanation *e, uint32_t from, uint32_t to,
                     unsigned int means)
{
    if (!means)
        return;
    json_object(json, NULL);
    json_fact_text(json, "from", msm_label(&e->operand->policy, from));
    json_fact_text(json, "to", msm_label(&e->operand->policy, to));
    json_array(json, "means");
    for (unsigned int bit = BLOB_GRANT; bit <= BLOB_FOREIGN; bit <<= 1)
        if (means & bit)
            json_fact_text(json, NULL, wording_means(bit));
    json_end(json);
    json_end(json);
}

static void put_connection(struct json *json, const struct explanation *e)
{
    const struct decision *d = &e->decision;
    if (!d->forward && !d->backward) {
        json_null(json, "connection");
        return;
    }
    json_object(json, "connection");
    json_array(json, "needs");
    put_need(json, e, e->question.subject, e->question.object, d->forward);
    put_need(json, e, e->question.object, e->question.subject, d->backward);
    json_end(json);
    json_boolean(json, "either", d->either);
    json_fact_rule(json, &e->operand->policy, d->connection);
    json_end(json);
}

static void put_targets(struct json *json, const struct explanation *e)
{
    const struct msm_policy *policy = &e->operand->policy;
    if (!is_limited(e)) {
        json_null(json, "targets");
        return;
    }
    json_array(json, "targets");
    for (uint32_t i = 0; i < e->profile->targets; i++) {
        const struct blob_target *target = &policy->targets[e->profile->first_target + i];
        for (uint32_t j = 0; is_target(target, e) && j < target->members; j++)
            json_fact_text(json, NULL, msm_label(policy, policy->members[target->first_member + j]));
    }
    json_end(json);
}

static void put_rates(struct json *json, const struct explanation *e)
{
    const struct msm_policy *policy = &e->operand->policy;
    json_array(json, "rates");
    for (uint32_t i = 0; i < e->profile->rates; i++)
        if (covers(&policy->rates[e->profile->first_rate + i], e))
            json_fact_rate(json, policy, &policy->rates[e->profile->first_rate + i]);
    json_end(json);
    json_array(json, "responses");
    for (uint32_t i = 0; i < e->profile->actions; i++)
        json_fact_response(json, policy, &policy->actions[e->profile->first_action + i]);
    json_end(json);
}

static void put_explanation(struct json *json, const struct explanation *e, const char *phase)
{
    json_object(json, NULL);
    json_fact_text(json, "phase", phase);
    json_fact_text(json, "verdict",
                   e->decision.refusal == REFUSED_NOT       ? "allowed"
                   : e->decision.refusal == REFUSED_QUIETLY ? "denied quietly"
                                                            : "denied");
    json_fact_text(json, "reason",
                   e->decision.refusal < REFUSED_RATE ? NULL : refusal_word(e->decision.refusal));
    json_fact_text(json, "overruled", e->decision.overruled);
    json_fact_text(json, "profile", view_text(&e->operand->policy, e->profile->name));
    json_fact_rule(json, &e->operand->policy, e->decision.rule);
    put_targets(json, e);
    put_connection(json, e);
    put_others(json, e);
    put_rates(json, e);
    json_array(json, "changes");
    for (size_t i = 0; i < e->change_count; i++)
        json_fact_text(json, NULL, e->changes[i]);
    json_end(json);
    json_end(json);
}

void explanations_json(FILE *out, const struct explanation *list, size_t count)
{
    static const char *const phases[] = {"until seal", "after seal"};
    char name[OPERATION_NAME_SIZE];
    struct json json;
    json_start(&json, out);
    json_object(&json, NULL);
    json_fact_text(&json, "subject", list->subject);
    json_fact_text(&json, "operation", operation_name(list->question.operation, name));
    json_fact_text(&json, "object", list->object);
    json_array(&json, "decisions");
    for (size_t i = 0; i < count; i++)
        put_explanation(&json, &list[i], count > 1 ? phases[i] : "always");
    json_end(&json);
    json_end(&json);
}
