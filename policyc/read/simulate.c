/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs a trace line by line; a line's answer is written at once, the sums at the end. */
#include "policyc/read/simulate.h"

#include <inttypes.h>
#include "lang/hypercalls.h"
#include "policyc/read/json_facts.h"
#include "policyc/read/view.h"
#include "policyc/read/wording.h"

/* Of all lines so far. */
struct sums {
    uint64_t done;
    uint64_t delayed;
    uint64_t violations;
    uint64_t by[REFUSALS];
    uint64_t responses[BLOB_ACTION_KINDS]; /* lines in which it was due */
};

struct simulation {
    struct world world;
    const struct trace_line *line;
    struct account account;
    struct sums sums;
};

static void start(struct simulation *s, struct arena *arena, const struct msm_policy *policy)
{
    *s = (struct simulation){.line = NULL};
    world_start(&s->world, arena, policy, NULL);
}

static void take(struct simulation *s, const struct trace_line *line)
{
    s->line = line;
    if (line->time > s->world.now)
        world_wait(&s->world, line->time - s->world.now);
    scenario_take(&s->world, &line->step, &s->account);
    s->sums.done += s->account.done;
    s->sums.delayed += s->account.delayed;
    s->sums.violations += s->account.violations;
    for (unsigned int i = 0; i < REFUSALS; i++)
        s->sums.by[i] += s->account.by[i];
    for (unsigned int i = 0; i < BLOB_ACTION_KINDS; i++)
        s->sums.responses[i] += s->account.due >> i & 1;
}

/* As a trace says it, without its time and domain. */
static const char *deed_name(const struct scenario_step *step, char name[OPERATION_NAME_SIZE])
{
    switch (step->deed) {
    case DEED_START:
        return "start";
    case DEED_STOP:
        return "stop";
    case DEED_SEAL:
        return "seal";
    default:
        return operation_name(step->operation, name);
    }
}

static const char *state_name(enum world_state state)
{
    static const char *const names[] = {
        [WORLD_ABSENT] = "ended", [WORLD_RUNNING] = "running", [WORLD_PAUSED] = "paused"};
    return names[state];
}

/* --- Text --- */

static void print_count(FILE *out, uint64_t count, const char *what, const char *reason, const char **before)
{
    if (!count)
        return;
    fprintf(out, "%s%" PRIu64 " %s%s%s", *before, count, what, *reason ? " " : "", reason);
    *before = ", ";
}

/* 3 allowed, 1 denied rate */
static void print_counts(FILE *out, const uint64_t by[REFUSALS], uint64_t delayed)
{
    const char *before = "";
    print_count(out, by[REFUSED_NOT] - (delayed < by[REFUSED_NOT] ? delayed : by[REFUSED_NOT]), "allowed", "",
                &before);
    print_count(out, delayed, "delayed", "", &before);
    for (enum refusal refusal = REFUSED_PLAINLY; refusal < REFUSALS; refusal++)
        print_count(out, by[refusal], "denied", refusal_word(refusal), &before);
}

static void print_deed(FILE *out, const struct scenario_step *step)
{
    char name[OPERATION_NAME_SIZE];
    fprintf(out, "%s%s%s", step->subject ? step->subject : "", step->subject ? " " : "",
            deed_name(step, name));
    if (step->object)
        fprintf(out, " on %s", step->object);
    if (step->times > 1)
        fprintf(out, " x %" PRIu64, step->times);
}

/* What decided: the first refusal, or else the last call. */
static const struct event *decisive(const struct account *account)
{
    return account->first.number ? &account->first.event : &account->last.event;
}

static void print_line(FILE *out, const struct simulation *s)
{
    char time[WORDING_SIZE];
    const struct event *event = decisive(&s->account);
    fprintf(out, "%s  ", wording_moment(s->line->time, time));
    print_deed(out, &s->line->step);
    if (s->account.done) {
        fputs("  ", out);
        print_counts(out, s->account.by, s->account.delayed);
    }
    if (s->account.done && event->rule != BLOB_NONE) {
        fputs("  ", out);
        view_print_place(out, s->world.policy, event->rule);
    }
    for (unsigned int action = 0; action < BLOB_ACTION_KINDS; action++)
        if (s->account.due >> action & 1)
            fprintf(out, "  %s", wording_action(action));
    fputc('\n', out);
}

static void print_sums(FILE *out, const struct simulation *s)
{
    const char *before = "";
    fputs("\n", out);
    print_counts(out, s->sums.by, s->sums.delayed);
    fprintf(out, "%s%" PRIu64 " violation%s\n", s->sums.done ? "; " : "", s->sums.violations,
            s->sums.violations == 1 ? "" : "s");
    for (unsigned int action = 0; action < BLOB_ACTION_KINDS; action++) {
        if (!s->sums.responses[action])
            continue;
        fprintf(out, "%s%s in %" PRIu64 " line%s", *before ? before : "responses: ", wording_action(action),
                s->sums.responses[action], s->sums.responses[action] == 1 ? "" : "s");
        before = ", ";
    }
    if (*before)
        fputc('\n', out);
    for (const struct world_domain *domain = s->world.domains; domain; domain = domain->next)
        if (domain->ledger.violations || domain->state == WORLD_PAUSED)
            fprintf(out, "%s: %s, with %" PRIu64 " violation%s\n", domain->name, state_name(domain->state),
                    domain->ledger.violations, domain->ledger.violations == 1 ? "" : "s");
}

void simulate_text(FILE *out, struct arena *arena, const struct msm_policy *policy, const struct trace *trace)
{
    struct simulation s;
    start(&s, arena, policy);
    for (size_t i = 0; i < trace->count; i++) {
        take(&s, &trace->lines[i]);
        print_line(out, &s);
    }
    print_sums(out, &s);
}

static void put_counts(struct json *json, const uint64_t by[REFUSALS], uint64_t delayed, uint64_t violations)
{
    json_number(json, "allowed", by[REFUSED_NOT]);
    json_number(json, "delayed", delayed);
    json_object(json, "denied");
    for (enum refusal refusal = REFUSED_PLAINLY; refusal < REFUSALS; refusal++)
        json_number(json, refusal == REFUSED_PLAINLY ? "plainly" : refusal_word(refusal), by[refusal]);
    json_end(json);
    json_number(json, "violations", violations);
}

static void put_line(struct json *json, const struct simulation *s)
{
    char name[OPERATION_NAME_SIZE];
    const struct scenario_step *step = &s->line->step;
    json_object(json, NULL);
    json_number(json, "line", s->line->line);
    json_number(json, "time_ns", s->line->time);
    json_fact_text(json, "domain", step->subject);
    json_fact_text(json, "deed", deed_name(step, name));
    json_fact_text(json, "on", step->object);
    put_counts(json, s->account.by, s->account.delayed, s->account.violations);
    json_fact_rule(json, s->world.policy, s->account.done ? decisive(&s->account)->rule : BLOB_NONE);
    json_array(json, "responses");
    for (unsigned int action = 0; action < BLOB_ACTION_KINDS; action++)
        if (s->account.due >> action & 1)
            json_fact_text(json, NULL, wording_action(action));
    json_end(json);
    json_end(json);
}

static void put_domains(struct json *json, const struct simulation *s)
{
    json_array(json, "domains");
    for (const struct world_domain *domain = s->world.domains; domain; domain = domain->next) {
        json_object(json, NULL);
        json_fact_text(json, "name", domain->name);
        json_fact_text(json, "state", state_name(domain->state));
        json_number(json, "violations", domain->ledger.violations);
        json_end(json);
    }
    json_end(json);
}

void simulate_json(FILE *out, struct arena *arena, const struct msm_policy *policy, const struct trace *trace)
{
    struct simulation s;
    struct json json;
    json_start(&json, out);
    json_object(&json, NULL);
    json_array(&json, "lines");
    start(&s, arena, policy);
    for (size_t i = 0; i < trace->count; i++) {
        take(&s, &trace->lines[i]);
        put_line(&json, &s);
    }
    json_end(&json);
    put_counts(&json, s.sums.by, s.sums.delayed, s.sums.violations);
    put_domains(&json, &s);
    json_end(&json);
}
