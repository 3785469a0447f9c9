/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-policy sim: makes a simulated host, and lets its domains do something. */
#include "lang/json.h"
#include "lang/render.h"
#include "policyc/read/trace.h"
#include "policyc/read/wording.h"
#include "runtime/blob.h"
#include "runtime/sim.h"
#include "runtime/words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char boot_word[] = "boot ";

static enum policy_exit boot(const char *path, const char *blob_path)
{
    struct blob blob;
    struct msm_where where;
    enum policy_exit status = blob_load(&blob, blob_path);
    int error = status == POLICY_DONE ? sim_boot(path, blob.data, blob.size, &where) : 0;
    blob_free(&blob);
    if (!error)
        return status;
    complain(error == -EEXIST ? "%s is there already: a host boots in a new file" : "cannot make %s: %s",
             path, strerror(-error));
    return POLICY_TROUBLE;
}

/* --- Steps --- */

/* A step that is being taken. */
struct step {
    const struct request *request;
    const char *path;
    const char *text;
    struct arena arena;
};

/* What is wrong with the step is shown where it stands in it. */
static enum policy_exit parse(struct step *step, const struct msm_policy *policy, struct trace *trace)
{
    struct sources sources = {.arena = &step->arena};
    struct diagnostics diagnostics = {.arena = &step->arena};
    struct lookup lookup = {.arena = &step->arena, .policy = policy};
    bool timed = strspn(step->text, "0123456789");
    const char *text = arena_print(&step->arena, "%s%s", timed ? "" : "0s ", step->text);
    uint32_t file = source_add(&sources, "step", "step", text, strlen(text));
    *trace = trace_read(&lookup, &diagnostics, &sources, file);
    if (!diagnostics.errors)
        return POLICY_DONE;
    diagnostics_sort(&diagnostics);
    render(stderr, &diagnostics, &sources, render_wants_colour(stderr));
    return POLICY_TROUBLE;
}

static enum policy_exit complain_step(const struct step *step, int error)
{
    if (error == -ESRCH)
        complain("`%s`: no such domain runs", step->text);
    else if (error == -EEXIST)
        complain("`%s`: it runs already", step->text);
    else if (error == -ENOENT)
        complain("`%s`: the live policy doesn't know that label", step->text);
    else if (error == -ENOSPC)
        complain("`%s`: the simulated host has no room for more domains", step->text);
    else
        complain_simulated(step->path, error);
    return POLICY_TROUBLE;
}

static void account_json(const struct step *step, const struct sim_account *account)
{
    struct json json;
    json_start(&json, stdout);
    json_object(&json, NULL);
    json_string(&json, "step", step->text, SIZE_MAX);
    json_number(&json, "done", account->done);
    json_number(&json, "refused", account->refused);
    json_number(&json, "delayed", account->delayed);
    json_string(&json, "reason", account->refused ? refusal_word(account->reason) : "", SIZE_MAX);
    json_boolean(&json, "ended", account->ended);
    json_end(&json);
}

static void print_account(const struct step *step, const struct sim_account *account)
{
    print_text(stdout, step->text, strlen(step->text));
    if (!account->refused)
        fputs(": allowed", stdout);
    else if (account->refused == account->done)
        fputs(": refused", stdout);
    else
        printf(": refused %llu of %llu times", (unsigned long long)account->refused,
               (unsigned long long)account->done);
    if (account->refused && *refusal_word(account->reason))
        printf(" (%s)", refusal_word(account->reason));
    if (account->delayed)
        printf(", delayed %llu times", (unsigned long long)account->delayed);
    puts(account->ended ? "; its violations stop it" : "");
}

static enum policy_exit take(const struct step *step, uint64_t wait, const struct scenario_step *what)
{
    struct sim_account account;
    int error = sim_take(step->path, wait, what, &account);
    if (error)
        return complain_step(step, error);
    if (step->request->json)
        account_json(step, &account);
    else
        print_account(step, &account);
    return POLICY_DONE;
}

/* By the policy that is live now its labels are understood. */
static enum policy_exit take_line(struct step *step)
{
    struct msm_policy live;
    struct msm_where where;
    void *blob;
    size_t size;
    struct trace trace = {.count = 0};
    int error = sim_read_live(step->path, &blob, &size);
    if (error)
        return complain_step(step, error);
    msm_open(&live, blob, size, &where);
    enum policy_exit status = parse(step, &live, &trace);
    for (size_t i = 0; i < trace.count && status == POLICY_DONE; i++)
        status = take(step, trace.lines[i].time, &trace.lines[i].step);
    free(blob);
    return status;
}

/* A time alone: it passes. */
static enum policy_exit wait_for(const struct step *step, uint64_t ns)
{
    struct sim_account account;
    int error = sim_take(step->path, ns, &(struct scenario_step){.deed = DEED_WAIT}, &account);
    return error ? complain_step(step, error) : POLICY_DONE;
}

static enum policy_exit take_text(const struct request *request, const char *path, const char *text)
{
    uint64_t ns;
    struct step step = {.request = request, .path = path, .text = text};
    if (strncmp(text, boot_word, strlen(boot_word)) == 0)
        return boot(path, text + strlen(boot_word));
    enum policy_exit status = wording_read_time(text, &ns) ? wait_for(&step, ns) : take_line(&step);
    arena_free(&step.arena);
    return status;
}

enum policy_exit verb_sim(const struct request *request)
{
    const char *path = simulated(request);
    enum policy_exit status = POLICY_DONE;
    if (!path)
        return wrong_usage(request, "it is about a simulated host: --host sim:FILE names one");
    for (size_t i = 0; i < request->count && status == POLICY_DONE; i++)
        status = take_text(request, path, request->operands[i]);
    return status;
}
