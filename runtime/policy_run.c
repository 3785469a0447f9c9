/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-policy run: starts a guest by stock xl, with the label and the limits that the live policy gives it.
 */
#include "lang/json.h"
#include "lang/render.h"
#include "policyc/inventory/config.h"
#include "policyc/read/xl.h"
#include "runtime/affinity.h"
#include "runtime/blob.h"
#include "runtime/domains.h"
#include "runtime/sim.h"
#include "runtime/words.h"

#include <errno.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum { SETTINGS = 32 }; /* that a policy can give a guest, and xl's own words */

extern char **environ;

struct launch {
    const struct request *request;
    const char *path;
    const char *name;  /* the guest's for xl */
    const char *label; /* in the policy */
    struct sources sources;
    struct config config;
    struct blob live;
    char *settings[SETTINGS]; /* "key = value", in the arena */
    size_t count;
    struct arena arena;
};

/* --- The configuration --- */

static const char *find_text(const struct config *config, const char *key)
{
    const struct config_setting *setting = config_find(config, key);
    return setting ? setting->value->text : NULL;
}

static enum policy_exit read_config(struct launch *launch)
{
    struct diagnostics diagnostics = {.arena = &launch->arena};
    uint32_t file;
    bool known;
    launch->sources.arena = &launch->arena;
    int error = source_read(&launch->sources, launch->path, launch->path, &file, &known);
    if (error) {
        complain("cannot read %s: %s", launch->path, strerror(error));
        return POLICY_TROUBLE;
    }
    if (!config_read(&launch->config, &launch->sources, file, &diagnostics)) {
        render(stderr, &diagnostics, &launch->sources, render_wants_colour(stderr));
        return POLICY_TROUBLE;
    }
    const char *label = find_text(&launch->config, "seclabel");
    launch->name = find_text(&launch->config, "name");
    launch->label = label ? label : launch->name;
    if (launch->name)
        return POLICY_DONE;
    complain("%s says no `name`", launch->path);
    return POLICY_TROUBLE;
}

/* --- The policy's settings --- */

/* The limit that xl calls so, or its most; LIMITS: none. */
static enum wording_limit find_limit(const char *key)
{
    enum wording_limit limit = 0;
    while (limit < LIMITS && strcmp(key, xl_settings[limit].key) &&
           !(xl_settings[limit].most && strcmp(key, xl_settings[limit].most) == 0))
        limit++;
    return limit;
}

static bool read_number(const struct launch *launch, const char *key, uint64_t *number)
{
    const struct config_setting *setting = config_find(&launch->config, key);
    return setting && config_number(setting, number);
}

/* What the file says of a limit. What it has at the start, and the most, each stand for both. */
static bool find_number(const struct launch *launch, const char *key, enum wording_limit limit,
                        uint64_t *number)
{
    const struct xl_setting *setting = &xl_settings[limit];
    return read_number(launch, key, number) ||
           (setting->most &&
            (read_number(launch, setting->most, number) || read_number(launch, setting->key, number)));
}

/* Of these, 0 is no less than any number to xl: it stands for its own choice, or for no limit. */
static bool is_unlimited(enum wording_limit limit, uint64_t number)
{
    return number == 0 && (limit == LIMIT_CPU_CAP || limit == LIMIT_EVENT_CHANNELS);
}

/* A line of the policy's fragment for xl. Where the file wants less than the policy allows, it gets that. */
static char *choose_setting(struct launch *launch, const char *line)
{
    char key[32];
    uint64_t allowed, wanted;
    if (sscanf(line, "%31[a-z_] = %" SCNu64, key, &allowed) == 2) {
        enum wording_limit limit = find_limit(key);
        if (limit != LIMITS && find_number(launch, key, limit, &wanted) && wanted < allowed &&
            !is_unlimited(limit, wanted))
            return arena_print(&launch->arena, "%s = %" PRIu64, key, wanted);
    }
    return arena_text(&launch->arena, line, strlen(line));
}

static void take_settings(struct launch *launch, char *text)
{
    for (char *line; (line = strsep(&text, "\n"));)
        if (*line && *line != '#' && launch->count < SETTINGS)
            launch->settings[launch->count++] = choose_setting(launch, line);
}

/* What xl will have as the number of that setting: ours comes behind the file's. */
static bool find_chosen(const struct launch *launch, const char *key, uint64_t *number)
{
    size_t length = strlen(key);
    for (size_t i = 0; i < launch->count; i++)
        if (strncmp(launch->settings[i], key, length) == 0 &&
            sscanf(launch->settings[i] + length, " = %" SCNu64, number) == 1)
            return true;
    return read_number(launch, key, number);
}

/* How many the guest may get. To xl, none stands for the number at the start, which is 1 if nothing is said.
 */
static uint64_t count_vcpus(const struct launch *launch)
{
    const struct xl_setting *setting = &xl_settings[LIMIT_VCPUS];
    uint64_t vcpus;
    if ((find_chosen(launch, setting->most, &vcpus) && vcpus) ||
        (find_chosen(launch, setting->key, &vcpus) && vcpus))
        return vcpus;
    return 1;
}

/* The policy's processors give way to those of them that the file names. */
static enum policy_exit choose_cpus(struct launch *launch, const struct blob_limits *limits)
{
    const char *key = xl_settings[LIMIT_CPU_AFFINITY].key;
    struct affinity affinity = {.arena = &launch->arena,
                                .sources = &launch->sources,
                                .config = &launch->config,
                                .limits = limits,
                                .label = launch->label,
                                .vcpus = count_vcpus(launch)};
    for (size_t i = 0; i < launch->count; i++)
        if (strncmp(launch->settings[i], key, strlen(key)) == 0)
            return affinity_choose(&affinity, &launch->settings[i]);
    return POLICY_DONE;
}

static enum policy_exit find_settings(struct launch *launch)
{
    char *text = NULL;
    size_t size = 0;
    const struct msm_policy *policy = &launch->live.policy;
    uint32_t domain = msm_find_domain(policy, launch->label, strlen(launch->label));
    if (domain == BLOB_NONE || domain == policy->policy->control_domain) {
        complain(domain == BLOB_NONE ? "refused: the live policy has no domain `%s`"
                                     : "refused: `%s` is the domain that the host runs on",
                 launch->label);
        return POLICY_REFUSED;
    }
    FILE *file = open_memstream(&text, &size);
    if (!file) {
        complain("%s", strerror(errno));
        return POLICY_TROUBLE;
    }
    xl_write_domain(&launch->arena, file, policy, domain, launch->label);
    fclose(file);
    take_settings(launch, text);
    free(text);
    return choose_cpus(launch, msm_limits(policy, domain));
}

/* --- xl --- */

/* Waits for `xl` with these words, ended by NULL. */
static enum policy_exit xl(char *const words[])
{
    pid_t pid;
    int ended;
    int error = posix_spawnp(&pid, words[0], NULL, NULL, words, environ);
    if (error) {
        complain("cannot run xl: %s", strerror(error));
        return POLICY_TROUBLE;
    }
    while (waitpid(pid, &ended, 0) < 0 && errno == EINTR)
        continue;
    return WIFEXITED(ended) && WEXITSTATUS(ended) == 0 ? POLICY_DONE : POLICY_REFUSED;
}

static char *word(struct launch *launch, const char *text)
{
    return arena_text(&launch->arena, text, strlen(text));
}

static enum policy_exit create(struct launch *launch)
{
    char *words[SETTINGS + 5] = {word(launch, "xl"), word(launch, "create")};
    size_t count = 2;
    if (launch->request->learn)
        words[count++] = word(launch, "-p");
    words[count++] = word(launch, launch->path);
    for (size_t i = 0; i < launch->count; i++)
        words[count++] = launch->settings[i];
    return xl(words);
}

static enum policy_exit unpause(struct launch *launch)
{
    char *words[] = {word(launch, "xl"), word(launch, "unpause"), word(launch, launch->name), NULL};
    return xl(words);
}

/* The guest is created without running, so that no call of it is missed. */
static enum policy_exit start_learning(const struct launch *launch, struct xenon *xenon)
{
    uint32_t domid;
    enum policy_exit status = find_domain(xenon, launch->label, &domid);
    if (status != POLICY_DONE)
        return status;
    int error = xenon_learn(xenon, domid, true);
    return error ? complain_unreachable("learn", error) : POLICY_DONE;
}

static enum policy_exit start(struct launch *launch, struct xenon *xenon)
{
    enum policy_exit status = create(launch);
    if (status != POLICY_DONE || !launch->request->learn)
        return status;
    status = start_learning(launch, xenon);
    return status == POLICY_DONE ? unpause(launch) : status;
}

static enum policy_exit simulate(const struct launch *launch, struct xenon *xenon)
{
    struct sim_account account;
    const struct scenario_step step = {.deed = DEED_START, .subject = launch->label, .times = 1};
    int error = sim_take(simulated(launch->request), 0, &step, &account);
    if (error || account.refused) {
        complain("refused: `%s` can't start: %s", launch->label,
                 error ? strerror(-error) : refusal_word(account.reason));
        return POLICY_REFUSED;
    }
    return launch->request->learn ? start_learning(launch, xenon) : POLICY_DONE;
}

/* --- What is said of it --- */

static void say(const struct launch *launch, bool started)
{
    struct json json;
    if (!launch->request->json) {
        for (size_t i = 0; i < launch->count && launch->request->dry; i++)
            puts(launch->settings[i]);
        if (started)
            printf("`%s` runs under the live policy%s\n", launch->label,
                   launch->request->learn ? ", and learns" : "");
        return;
    }
    json_start(&json, stdout);
    json_object(&json, NULL);
    json_string(&json, "label", launch->label, SIZE_MAX);
    json_array(&json, "settings");
    for (size_t i = 0; i < launch->count; i++)
        json_string(&json, NULL, launch->settings[i], SIZE_MAX);
    json_end(&json);
    json_boolean(&json, "started", started);
    json_end(&json);
}

static enum policy_exit run(struct launch *launch, struct xenon *xenon)
{
    enum policy_exit status = blob_fetch_live(&launch->live, xenon);
    if (status == POLICY_DONE)
        status = find_settings(launch);
    if (status != POLICY_DONE)
        return status;
    if (!launch->request->dry)
        status = simulated(launch->request) ? simulate(launch, xenon) : start(launch, xenon);
    if (status == POLICY_DONE)
        say(launch, !launch->request->dry);
    return status;
}

enum policy_exit verb_run(const struct request *request)
{
    struct launch launch = {.request = request, .path = request->operands[0]};
    struct xenon *xenon = NULL;
    enum policy_exit status = read_config(&launch);
    if (status == POLICY_DONE) {
        xenon = open_or_complain(request);
        status = xenon ? run(&launch, xenon) : POLICY_UNREACHABLE;
    }
    xenon_close(xenon);
    blob_free(&launch.live);
    arena_free(&launch.arena);
    return status;
}
