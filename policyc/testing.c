/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs a file's tests, and says of one that fails what was expected and what happened. */
#include "policyc/testing.h"

#include <inttypes.h>
#include <string.h>
#include "lang/hypercalls.h"
#include "policyc/read/view.h"
#include "policyc/read/wording.h"

/* A test that is run. */
struct trial {
    struct operand *operand;
    struct arena *arena; /* the operand's */
    struct world world;
    const struct scenario *test;
    const struct scenario_step *step;
    struct account account;
};

static const char *reason_text(const struct trial *trial, const struct event *event)
{
    const struct msm_policy *policy = trial->world.policy;
    switch (event->refusal) {
    case REFUSED_QUIETLY:
        return "quietly";
    case REFUSED_RATE:
        return "for its rate";
    case REFUSED_CONFLICT:
        return arena_print(trial->arena, "because a domain of the conflict set `%s` runs",
                           view_text(policy, policy->sets[event->set].name));
    case REFUSED_TARGET:
        return "because it is allowed on other domains only";
    case REFUSED_UNCONNECTED:
        return "because nothing connects the two";
    case REFUSED_PAUSED:
        return "because the domain is paused";
    default:
        return "because it is not allowed";
    }
}

/* Which of the step's deeds it was, and when. */
static const char *moment_text(const struct trial *trial, const struct moment *moment)
{
    char time[WORDING_SIZE];
    wording_moment(moment->event.time, time);
    if (trial->step->deed != DEED_CALL)
        return arena_print(trial->arena, "it was refused, at %.40s,", time);
    if (trial->step->times == 1)
        return arena_print(trial->arena, "the call was refused, at %.40s,", time);
    return arena_print(trial->arena, "call %" PRIu64 " of %" PRIu64 " was refused, at %.40s,", moment->number,
                       trial->step->times, time);
}

static const char *refusal_text(const struct trial *trial, const struct moment *moment)
{
    return arena_print(trial->arena, "%s %s", moment_text(trial, moment), reason_text(trial, &moment->event));
}

static const char *response_text(const struct trial *trial)
{
    const struct account *account = &trial->account;
    if (!account->violations)
        return "there was no violation";
    const char *count = arena_print(trial->arena, "%" PRIu64 " violation%s led", account->violations,
                                    account->violations == 1 ? "" : "s");
    if (!account->due)
        return arena_print(trial->arena, "%s to no response", count);
    uint32_t gravest = 31 - (uint32_t)__builtin_clz(account->due);
    return arena_print(trial->arena, "%s to `%s` at most", count, wording_action(gravest));
}

static const char *message_text(const struct trial *trial)
{
    const struct account *account = &trial->account;
    if (account->last.event.partly)
        return "some of these packets may pass, and some may not";
    if (trial->step->expected == EXPECT_RESPONSE)
        return response_text(trial);
    if (account->refused)
        return refusal_text(trial, &account->first);
    return account->done == 1
               ? "it was allowed"
               : arena_print(trial->arena, "all %" PRIu64 " calls were allowed", account->done);
}

/* What the step would have had to reach. */
static void note_threshold(const struct trial *trial, struct diagnostic *d)
{
    const struct msm_policy *policy = trial->world.policy;
    struct diagnostics *findings = &trial->operand->compilation.diagnostics;
    uint32_t domain = msm_find_domain(policy, trial->step->subject, strlen(trial->step->subject));
    const struct blob_profile *profile = msm_profile(policy, domain, trial->world.sealed);
    for (uint32_t i = 0; i < profile->actions; i++) {
        const struct blob_action_at *action = &policy->actions[profile->first_action + i];
        char text[WORDING_SIZE];
        if (action->action != trial->step->response)
            continue;
        report_note(findings, d, trial->operand->model.places[action->rule], "`%s` is not reached",
                    wording_response(action, text));
        return;
    }
    report_help(findings, d, "the profile `%s` says `%s` nowhere", view_text(policy, profile->name),
                wording_action(trial->step->response));
}

static void note_rule(const struct trial *trial, struct diagnostic *d, uint32_t rule)
{
    if (rule != BLOB_NONE)
        report_note(&trial->operand->compilation.diagnostics, d, trial->operand->model.places[rule],
                    "decided here");
}

static void help_explain(const struct trial *trial, struct diagnostic *d)
{
    const struct scenario_step *step = trial->step;
    char name[OPERATION_NAME_SIZE];
    report_help(&trial->operand->compilation.diagnostics, d,
                "`policyc --explain-decision '%s %s%s%s' %s` says why", step->subject,
                operation_name(step->operation, name), step->object ? " on " : "",
                step->object ? step->object : "", trial->operand->path);
}

static void report_failure(const struct trial *trial, const char *message)
{
    const struct account *account = &trial->account;
    struct diagnostic *d = report(&trial->operand->compilation.diagnostics, XP0608, trial->step->outcome,
                                  "the test \"%s\" fails: %s", trial->test->name, message);
    const struct moment *decisive = account->first.number ? &account->first : &account->last;
    note_rule(trial, d, decisive->event.rule);
    if (trial->step->expected == EXPECT_RESPONSE)
        note_threshold(trial, d);
    else if (trial->step->deed == DEED_CALL)
        help_explain(trial, d);
}

static struct test_result run_test(struct trial *trial)
{
    struct test_result result = {.test = trial->test};
    for (size_t i = 0; i < trial->test->count; i++) {
        trial->step = &trial->test->steps[i];
        if (scenario_take(&trial->world, trial->step, &trial->account))
            continue;
        result.failed = trial->step;
        result.message = message_text(trial);
        report_failure(trial, result.message);
        break;
    }
    return result;
}

/* Each test has a world of its own, in memory of its own. */
static void run_tests(struct tested_file *file)
{
    struct operand *operand = &file->operand;
    const struct model *model = &operand->model;
    struct arena *arena = &operand->compilation.arena;
    file->results = arena_array(arena, model->test_count, sizeof(*file->results));
    file->coverage = coverage_start(arena, &operand->policy);
    file->compiles = true;
    for (; file->count < model->test_count; file->count++) {
        struct arena memory = {0};
        struct trial trial = {.operand = operand, .arena = arena, .test = &model->tests[file->count]};
        world_start(&trial.world, &memory, &operand->policy, file->coverage.touched);
        file->results[file->count] = run_test(&trial);
        file->failed += file->results[file->count].failed != NULL;
        arena_free(&memory);
    }
}

void tested_file_open(struct tested_file *file, const struct request *request, const char *path)
{
    file->status = operand_open(&file->operand, request, path);
    if (file->status == EXIT_CLEAN && !file->operand.is_source)
        file->status = trouble("%s is compiled: tests are in sources", path);
    if (file->status != EXIT_CLEAN)
        return;
    run_tests(file);
    if (file->failed)
        file->status = EXIT_ERRORS;
}

struct coverage_sum tested_file_sum(const struct tested_file *file)
{
    return coverage_sum(&file->coverage, 0, view_count(file->coverage.policy, BLOB_RULES));
}
