/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-policy top: the running domains, their violations and rates against what the policy sets. */
#include "lang/json.h"
#include "policyc/read/items.h"
#include "policyc/read/wording.h"
#include "runtime/blob.h"
#include "runtime/domains.h"
#include "runtime/words.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { INTERVAL = 1000 }; /* ms */

/* What is shown of a domain. */
struct row {
    struct xenon_domain domain;
    uint64_t violations;                   /* since the last time */
    const struct blob_rate *rate;          /* the one that is used up most; NULL: it has none */
    unsigned int used;                     /* percent of that rate's burst */
    const struct blob_action_at *response; /* the next that violations lead to; NULL: there is none */
};

struct screen {
    const struct request *request;
    struct xenon *xenon;
    struct xenon_status status;
    struct blob live;
    struct row *rows; /* owned */
    size_t count;
};

static volatile sig_atomic_t interrupted;

static void interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

/* --- Reading --- */

/* Of the burst so much is in use: the time until it is back, in calls. */
static unsigned int used(const struct blob_rate *rate, uint64_t clock, uint64_t now)
{
    uint64_t calls = clock > now ? (clock - now + rate->interval - 1) / rate->interval : 0;
    return calls >= rate->burst ? 100 : (unsigned int)(calls * 100 / rate->burst);
}

static void find_rate(const struct screen *screen, struct row *row, const struct blob_profile *profile)
{
    uint64_t *clocks = NULL;
    size_t count = 0;
    uint32_t generation;
    if (xenon_get_rates(screen->xenon, row->domain.domid, &clocks, &count, &generation))
        return;
    for (uint32_t i = 0; generation == screen->status.generation && i < profile->rates && i < count; i++) {
        const struct blob_rate *rate = &screen->live.policy.rates[profile->first_rate + i];
        unsigned int percent = used(rate, clocks[i], screen->status.now);
        if (row->rate && percent <= row->used)
            continue;
        row->rate = rate;
        row->used = percent;
    }
    free(clocks);
}

/* When all are behind it, the gravest: each further violation leads there again. */
static void find_response(const struct screen *screen, struct row *row, const struct blob_profile *profile)
{
    const struct blob_action_at *behind = NULL;
    for (uint32_t i = 0; i < profile->actions; i++) {
        const struct blob_action_at *action = &screen->live.policy.actions[profile->first_action + i];
        if (action->action == BLOB_LOG)
            continue;
        if (!action->window && action->count <= row->domain.violations)
            behind = action;
        else if (!row->response || action->count < row->response->count)
            row->response = action;
    }
    if (!row->response)
        row->response = behind;
}

static void fill(const struct screen *screen, struct row *row, const struct row *before, size_t count)
{
    char label[DOMAIN_LABEL];
    const struct msm_policy *policy = &screen->live.policy;
    for (size_t i = 0; i < count; i++)
        if (before[i].domain.domid == row->domain.domid &&
            before[i].domain.violations <= row->domain.violations)
            row->violations = row->domain.violations - before[i].domain.violations;
    if (!screen->live.data)
        return;
    domain_label(&row->domain, label);
    uint32_t index = msm_find_domain(policy, label, strlen(label));
    if (index == BLOB_NONE)
        return;
    const struct blob_profile *profile = msm_profile(policy, index, screen->status.flags & XENON_SEALED);
    find_rate(screen, row, profile);
    find_response(screen, row, profile);
}

/* Those with the most violations first; then by id. */
static int order(const void *a, const void *b)
{
    const struct row *left = a, *right = b;
    if (left->violations != right->violations)
        return left->violations < right->violations ? 1 : -1;
    return left->domain.domid < right->domain.domid ? -1 : left->domain.domid > right->domain.domid;
}

static enum policy_exit read_domains(struct screen *screen)
{
    struct xenon_domain *domains;
    size_t count;
    int error = xenon_list_domains(screen->xenon, &domains, &count);
    if (error)
        return complain_unreachable("domains", error);
    struct row *rows = calloc(count + 1, sizeof(*rows));
    for (size_t i = 0; rows && i < count; i++) {
        rows[i].domain = domains[i];
        fill(screen, &rows[i], screen->rows, screen->count);
    }
    free(domains);
    free(screen->rows);
    screen->rows = rows;
    screen->count = rows ? count : 0;
    if (rows)
        qsort(rows, count, sizeof(*rows), order);
    return POLICY_DONE;
}

/* The policy again only if another took its place. */
static enum policy_exit refresh(struct screen *screen)
{
    uint32_t generation = screen->status.generation;
    int error = xenon_get_status(screen->xenon, &screen->status);
    if (error)
        return complain_unreachable("status", error);
    if (!screen->live.data || screen->status.generation != generation) {
        blob_free(&screen->live);
        if (blob_fetch(&screen->live, screen->xenon, XENON_LIVE)) {
            blob_free(&screen->live);
            screen->live.data = NULL;
        }
    }
    return read_domains(screen);
}

/* --- Showing --- */

static const char *state_of(const struct row *row)
{
    if (row->domain.flags & XENON_HELD)
        return "held";
    return row->domain.flags & XENON_LEARNING ? "learning" : "";
}

static void print_row(const struct row *row)
{
    char label[DOMAIN_LABEL], scope[OPERATION_NAME_SIZE], text[WORDING_SIZE];
    printf("%5u  %10" PRIu64 "  %+8" PRId64 "  %8" PRIu64 "  ", row->domain.domid, row->domain.violations,
           (int64_t)row->violations, row->domain.quiet);
    print_text(stdout, domain_label(&row->domain, label), DOMAIN_LABEL);
    if (*state_of(row))
        printf(" (%s)", state_of(row));
    if (row->rate)
        printf("; %u%% of %s %s", row->used, items_scope(row->rate->first, row->rate->end, scope),
               wording_rate(row->rate, text));
    if (row->response)
        printf("; %s", wording_response(row->response, text));
    puts("");
}

static void print_screen(const struct screen *screen)
{
    print_text(stdout, screen->status.name, sizeof(screen->status.name));
    printf(" version %u, generation %u, %zu domains\n", screen->status.version, screen->status.generation,
           screen->count);
    puts(
        "   id  violations       new     quiet  domain; its rate that is used most; what violations lead to");
    for (size_t i = 0; i < screen->count; i++)
        print_row(&screen->rows[i]);
}

static void row_json(struct json *json, const struct row *row)
{
    char scope[OPERATION_NAME_SIZE], text[WORDING_SIZE];
    json_object(json, NULL);
    json_string(json, "domain", row->domain.label, sizeof(row->domain.label));
    json_number(json, "domid", row->domain.domid);
    json_number(json, "violations", row->domain.violations);
    json_number(json, "quiet_denials", row->domain.quiet);
    json_boolean(json, "held", row->domain.flags & XENON_HELD);
    json_boolean(json, "learning", row->domain.flags & XENON_LEARNING);
    if (row->rate) {
        json_object(json, "rate");
        json_string(json, "scope", items_scope(row->rate->first, row->rate->end, scope), SIZE_MAX);
        json_string(json, "limit", wording_rate(row->rate, text), SIZE_MAX);
        json_number(json, "used_percent", row->used);
        json_end(json);
    } else {
        json_null(json, "rate");
    }
    if (row->response)
        json_string(json, "next_response", wording_response(row->response, text), SIZE_MAX);
    else
        json_null(json, "next_response");
    json_end(json);
}

static void screen_json(const struct screen *screen)
{
    struct json json;
    json_start(&json, stdout);
    json_object(&json, NULL);
    json_string(&json, "policy", screen->status.name, sizeof(screen->status.name));
    json_number(&json, "version", screen->status.version);
    json_number(&json, "generation", screen->status.generation);
    json_array(&json, "domains");
    for (size_t i = 0; i < screen->count; i++)
        row_json(&json, &screen->rows[i]);
    json_end(&json);
    json_end(&json);
}

/* --- The terminal --- */

/* Until a key or the interval; false when it ends. */
static bool rest(void)
{
    char key;
    struct pollfd keyboard = {.fd = STDIN_FILENO, .events = POLLIN};
    if (poll(&keyboard, 1, INTERVAL) <= 0 || read(STDIN_FILENO, &key, 1) != 1)
        return !interrupted && !(keyboard.revents & (POLLHUP | POLLERR));
    return key != 'q' && !interrupted;
}

static enum policy_exit watch(struct screen *screen)
{
    struct sigaction action = {.sa_handler = interrupt};
    struct termios before, keys;
    bool raw = tcgetattr(STDIN_FILENO, &before) == 0;
    enum policy_exit status;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    if (raw) {
        keys = before;
        keys.c_lflag &= (tcflag_t) ~(ICANON | ECHO);
        tcsetattr(STDIN_FILENO, TCSANOW, &keys);
    }
    do {
        status = refresh(screen);
        fputs("\x1b[H\x1b[J", stdout);
        print_screen(screen);
    } while (fflush(stdout) == 0 && status == POLICY_DONE && rest());
    if (raw)
        tcsetattr(STDIN_FILENO, TCSANOW, &before);
    return status;
}

static enum policy_exit show_once(struct screen *screen)
{
    enum policy_exit status = refresh(screen);
    if (status != POLICY_DONE)
        return status;
    if (screen->request->json)
        screen_json(screen);
    else
        print_screen(screen);
    return POLICY_DONE;
}

enum policy_exit verb_top(const struct request *request)
{
    struct screen screen = {.request = request, .xenon = open_or_complain(request)};
    bool terminal = isatty(STDOUT_FILENO) && isatty(STDIN_FILENO) && !request->json;
    if (!screen.xenon)
        return POLICY_UNREACHABLE;
    enum policy_exit status = terminal ? watch(&screen) : show_once(&screen);
    free(screen.rows);
    blob_free(&screen.live);
    xenon_close(screen.xenon);
    return status;
}
