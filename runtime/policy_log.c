/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-policy log: the violation ring, one line a record. */
#include "runtime/clock.h"
#include "lang/json.h"
#include "runtime/words.h"
#include "lang/hypercalls.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    BATCH = 256,    /* records asked for at a time */
    INTERVAL = 250, /* ms between looks where another program has the interrupt */
};

struct viewer {
    struct xenon *xenon;
    struct boot_clock clock;
    const char *domain; /* the only label shown, or NULL */
    uint64_t next;      /* the sequence number wanted next */
    bool shown;         /* something was */
    bool follow;
    bool json;
    bool colour;
};

static volatile sig_atomic_t interrupted;

static void interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

/* `sgr` is a terminal's number for a colour. */
static void paint(const struct viewer *viewer, const char *sgr, const char *text)
{
    if (viewer->colour)
        printf("\x1b[%sm%s\x1b[0m", sgr, text);
    else
        fputs(text, stdout);
}

static void print_rule(const struct xenon_record *record)
{
    print_text(stdout, record->file, sizeof(record->file));
    printf(":%u:%u", record->line, record->column);
}

/* Who did it, and for a loaded policy who loaded it: nobody, for the boot policy. */
static void print_subject(const struct xenon_record *record)
{
    print_text(stdout, record->label, sizeof(record->label));
    printf(" (%u) vCPU %u", record->domid, record->vcpu);
}

/* The end of a flood: one record stands for many. */
static void print_count(const struct viewer *viewer, const struct xenon_record *record)
{
    char since[TIME_TEXT];
    if (record->count == 1)
        return;
    clock_local(since, &viewer->clock, record->since);
    printf(", the last of %" PRIu64 " since %s", record->count, since);
}

static void print_reason(const struct xenon_record *record)
{
    if (record->file[0] == '\0') {
        fputs(": the administrator holds that domain", stdout);
        return;
    }
    if (record->effect == BLOB_DECLARED)
        fputs(", not allowed by ", stdout);
    else
        fputs(record->effect == BLOB_RATE ? ", over the rate of " : " by ", stdout);
    print_rule(record);
}

static bool is_life(const struct xenon_record *record)
{
    return record->kind == XENON_CREATED || record->kind == XENON_STARTED || record->kind == XENON_ENDED;
}

static void print_call(const struct viewer *viewer, const struct xenon_record *record)
{
    char operation[OPERATION_NAME_SIZE];
    print_subject(record);
    printf("  %s  ", call_name(record->hypercall, record->operand, operation));
    paint(viewer, "31", record->kind == XENON_DENIED ? "denied" : "delayed");
    if (record->peer != XENON_NO_DOMAIN)
        printf(" on domain %u", record->peer);
    print_reason(record);
    print_count(viewer, record);
}

static const char *action_name(unsigned int action)
{
    static const char *const names[] = {
        [BLOB_LOG] = "log",
        [BLOB_PAUSE] = "pause",
        [BLOB_CRASH] = "crash",
        [BLOB_DESTROY] = "destroy",
        [BLOB_REBOOT_HOST] = "reboot host",
    };
    return action < sizeof(names) / sizeof(names[0]) ? names[action] : "unknown";
}

static void print_action(const struct viewer *viewer, const struct xenon_record *record)
{
    print_subject(record);
    fputs("  ", stdout);
    paint(viewer, "31", action_name(record->action));
    printf(" after %" PRIu64 " violation%s by ", record->operand, record->operand == 1 ? "" : "s");
    print_rule(record);
}

static void print_order(const struct viewer *viewer, const struct xenon_record *record)
{
    char operation[OPERATION_NAME_SIZE];
    paint(viewer, "33", call_name(record->hypercall, record->operand, operation));
    if (record->operand == XENON_OP_learn)
        fputs(record->action ? ", on," : ", off,", stdout);
    fputs(" of ", stdout);
    print_text(stdout, record->label, sizeof(record->label));
    printf(" (%u), by domain %u", record->domid, record->peer);
    if (record->operand != XENON_OP_delegate)
        return;
    if (record->action == XENON_NO_DOMAIN)
        fputs(", which takes it back", stdout);
    else
        printf(", to domain %u", record->action);
}

static void print_life(const struct viewer *viewer, const struct xenon_record *record)
{
    paint(viewer, "32", record_kind(record->kind));
    fputs(": ", stdout);
    print_text(stdout, record->label, sizeof(record->label));
    printf(" (%u)", record->domid);
    if (record->peer != XENON_NO_DOMAIN)
        printf(", by domain %u", record->peer);
    print_count(viewer, record);
}

static void print_seal(const struct viewer *viewer, const struct xenon_record *record)
{
    paint(viewer, "32", "sealed");
    fputs(", by ", stdout);
    print_subject(record);
}

/* What became of a policy. By nobody, if it is the boot policy's, or one that came back by itself. */
static void print_policy_record(const struct viewer *viewer, const struct xenon_record *record)
{
    static const char *const texts[] = {
        [XENON_LOADED] = "policy loaded",
        [XENON_CONFIRMED] = "policy confirmed",
        [XENON_RESTORED] = "policy restored, as the one after it wasn't confirmed",
    };
    paint(viewer, "32", texts[record->kind]);
    printf(": version %" PRIu64 ", generation %u", record->operand, record->generation);
    if (record->label[0] == '\0')
        return;
    fputs(", by ", stdout);
    print_subject(record);
}

static bool is_policy(const struct xenon_record *record)
{
    return record->kind == XENON_LOADED || record->kind == XENON_CONFIRMED || record->kind == XENON_RESTORED;
}

static void print_record(const struct viewer *viewer, const struct xenon_record *record)
{
    char time[TIME_TEXT];
    clock_local(time, &viewer->clock, record->time);
    printf("%8" PRIu64 "  %s  ", record->sequence, time);
    if (record->kind == XENON_DENIED || record->kind == XENON_DELAYED)
        print_call(viewer, record);
    else if (is_policy(record))
        print_policy_record(viewer, record);
    else if (record->kind == XENON_ACTED)
        print_action(viewer, record);
    else if (record->kind == XENON_ORDERED)
        print_order(viewer, record);
    else if (record->kind == XENON_WAS_SEALED)
        print_seal(viewer, record);
    else if (is_life(record))
        print_life(viewer, record);
    else
        printf("a record of kind %u, which these tools don't know", record->kind);
    putchar('\n');
}

static void subject_json(struct json *json, const struct xenon_record *record)
{
    json_string(json, "domain", record->label, sizeof(record->label));
    json_number(json, "domid", record->domid);
    json_number(json, "vcpu", record->vcpu);
}

static const char *effect_name(unsigned int effect)
{
    static const char *const names[] = {
        [BLOB_ALLOW] = "allow",          [BLOB_DENY] = "deny", [BLOB_DENY_QUIETLY] = "deny quietly",
        [BLOB_DECLARED] = "not allowed", [BLOB_RATE] = "rate", [BLOB_RESPONSE] = "on violation",
        [BLOB_CONNECT] = "connect",      [BLOB_BOOT] = "boot", [BLOB_CONFLICT] = "conflict",
        [BLOB_SERVICE] = "service",
    };
    return effect < sizeof(names) / sizeof(names[0]) ? names[effect] : "unknown";
}

static void rule_json(struct json *json, const struct xenon_record *record)
{
    const char *effect = effect_name(record->effect);
    json_object(json, "rule");
    json_string(json, "effect", effect, strlen(effect));
    json_string(json, "file", record->file, sizeof(record->file));
    json_number(json, "line", record->line);
    json_number(json, "column", record->column);
    json_end(json);
}

static void operation_json(struct json *json, const struct xenon_record *record)
{
    char operation[OPERATION_NAME_SIZE];
    call_name(record->hypercall, record->operand, operation);
    json_string(json, "operation", operation, sizeof(operation));
}

/* Null if there is none. */
static void peer_json(struct json *json, const struct xenon_record *record)
{
    if (record->peer == XENON_NO_DOMAIN)
        json_null(json, "peer");
    else
        json_number(json, "peer", record->peer);
}

/* What it stands for. */
static void count_json(struct json *json, const struct viewer *viewer, const struct xenon_record *record)
{
    json_number(json, "count", record->count);
    clock_json(json, "since", &viewer->clock, record->since);
    json_number(json, "since_ns", record->since);
}

static void call_json(struct json *json, const struct viewer *viewer, const struct xenon_record *record)
{
    const char *verdict = record_kind(record->kind);
    operation_json(json, record);
    json_number(json, "hypercall", record->hypercall);
    if (record->operand == XENON_NO_SUBCOMMAND)
        json_null(json, "subcommand");
    else
        json_number(json, "subcommand", record->operand);
    json_string(json, "verdict", verdict, strlen(verdict));
    peer_json(json, record);
    count_json(json, viewer, record);
    rule_json(json, record);
}

static void action_json(struct json *json, const struct xenon_record *record)
{
    const char *action = action_name(record->action);
    json_string(json, "action", action, strlen(action));
    json_number(json, "violations", record->operand);
    rule_json(json, record);
}

static void kind_json(struct json *json, unsigned int kind)
{
    const char *name = record_kind(kind);
    if (name)
        json_string(json, "kind", name, strlen(name));
    else
        json_number(json, "kind", kind);
}

static void life_json(struct json *json, const struct viewer *viewer, const struct xenon_record *record)
{
    peer_json(json, record);
    count_json(json, viewer, record);
}

static void order_json(struct json *json, const struct xenon_record *record)
{
    operation_json(json, record);
    if (record->operand == XENON_OP_learn || record->operand == XENON_OP_delegate)
        json_number(json, "value", record->action);
    peer_json(json, record);
}

/* What a record of its kind has besides. */
static void detail_json(struct json *json, const struct viewer *viewer, const struct xenon_record *record)
{
    if (record->kind == XENON_DENIED || record->kind == XENON_DELAYED)
        call_json(json, viewer, record);
    else if (is_policy(record))
        json_number(json, "version", record->operand);
    else if (record->kind == XENON_ACTED)
        action_json(json, record);
    else if (record->kind == XENON_ORDERED)
        order_json(json, record);
    else if (is_life(record))
        life_json(json, viewer, record);
}

static void record_json(const struct viewer *viewer, const struct xenon_record *record)
{
    struct json json;
    json_start(&json, stdout);
    json_object(&json, NULL);
    kind_json(&json, record->kind);
    json_number(&json, "sequence", record->sequence);
    clock_json(&json, "time", &viewer->clock, record->time);
    json_number(&json, "time_ns", record->time);
    json_number(&json, "generation", record->generation);
    if (record->label[0] != '\0')
        subject_json(&json, record);
    detail_json(&json, viewer, record);
    json_end(&json);
}

static void lost_json(uint64_t first, uint64_t last)
{
    struct json json;
    json_start(&json, stdout);
    json_object(&json, NULL);
    json_string(&json, "kind", "lost", sizeof("lost"));
    json_number(&json, "first", first);
    json_number(&json, "last", last);
    json_number(&json, "count", last - first + 1);
    json_end(&json);
}

static void show_lost(const struct viewer *viewer, uint64_t first, uint64_t last)
{
    char text[96];
    if (viewer->json) {
        lost_json(first, last);
        return;
    }
    snprintf(text, sizeof(text), "lost: %" PRIu64 " record%s, %" PRIu64 " to %" PRIu64 ", overwritten unread",
             last - first + 1, first == last ? "" : "s", first, last);
    paint(viewer, "33", text);
    putchar('\n');
}

/* Lost records are shown whatever the filter: they may have been that domain's. */
static void show(struct viewer *viewer, const struct xenon_record *record)
{
    if (record->sequence > viewer->next)
        show_lost(viewer, viewer->next, record->sequence - 1);
    viewer->shown |= record->sequence > viewer->next;
    viewer->next = record->sequence + 1;
    if (viewer->domain && strncmp(record->label, viewer->domain, sizeof(record->label)))
        return;
    viewer->shown = true;
    if (viewer->json)
        record_json(viewer, record);
    else
        print_record(viewer, record);
}

/* Both clocks drift, so they are compared anew for each batch. Without permission times stay since boot. */
static void set_clock(struct viewer *viewer)
{
    struct xenon_status status;
    if (xenon_get_status(viewer->xenon, &status) == 0)
        viewer->clock = clock_at(status.now);
}

/* Shows what there is from viewer->next on. Returns POLICY_DONE when all is shown. */
static enum policy_exit show_new(struct viewer *viewer)
{
    static struct xenon_record records[BATCH];
    int count;
    while ((count = xenon_read_log(viewer->xenon, viewer->next, records, BATCH)) > 0) {
        set_clock(viewer);
        for (int i = 0; i < count; i++)
            show(viewer, &records[i]);
        if (fflush(stdout))
            return POLICY_TROUBLE;
        if (interrupted)
            return POLICY_DONE;
    }
    return count < 0 ? complain_unreachable("log", count) : POLICY_DONE;
}

/* For people: a label or a number that was mistyped looks like a domain that did nothing. */
static void say_nothing(const struct viewer *viewer, uint64_t since)
{
    struct xenon_status status;
    bool narrowed = viewer->domain || since;
    if (viewer->shown || viewer->json || !narrowed || xenon_get_status(viewer->xenon, &status))
        return;
    if (since >= status.next)
        complain("there is no record %" PRIu64 " yet: the next one gets number %" PRIu64, since, status.next);
    else if (viewer->domain)
        complain("none of the records %" PRIu64 " to %" PRIu64 " is of a domain with the label `%s`",
                 since > status.oldest ? since : status.oldest, status.next - 1, viewer->domain);
}

static enum policy_exit show_once(struct viewer *viewer)
{
    uint64_t since = viewer->next;
    enum policy_exit status = show_new(viewer);
    if (status == POLICY_DONE)
        say_nothing(viewer, since);
    return status;
}

static void catch_interrupts(void)
{
    struct sigaction action = {.sa_handler = interrupt};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

/*
 * Waits for the interrupt, or a while without one, but not once a signal has come: those are let in by
 * ppoll() alone. Returns false when nobody reads our output any longer.
 */
static bool rest(struct viewer *viewer)
{
    static const struct timespec interval = {.tv_nsec = INTERVAL * 1000000L};
    struct pollfd polls[] = {{.fd = STDOUT_FILENO}, {.fd = xenon_watch(viewer->xenon), .events = POLLIN}};
    sigset_t ends, before;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    sigprocmask(SIG_BLOCK, &ends, &before);
    int ready = interrupted ? 0 : ppoll(polls, 2, polls[1].fd < 0 ? &interval : NULL, &before);
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (ready > 0 && polls[1].revents)
        xenon_acknowledge(viewer->xenon);
    return ready <= 0 || !polls[0].revents;
}

static enum policy_exit follow(struct viewer *viewer)
{
    catch_interrupts();
    enum policy_exit status = POLICY_DONE;
    while (!interrupted && (status = show_new(viewer)) == POLICY_DONE)
        if (!rest(viewer))
            return POLICY_TROUBLE;
    return status;
}

static enum policy_exit view(struct viewer *viewer, const struct request *request)
{
    viewer->xenon = open_or_complain(request);
    if (!viewer->xenon)
        return POLICY_UNREACHABLE;
    enum policy_exit status = viewer->follow ? follow(viewer) : show_once(viewer);
    xenon_close(viewer->xenon);
    return status;
}

/* Fills `viewer` from the options. Returns POLICY_DONE, or POLICY_TROUBLE after saying what is wrong. */
static enum policy_exit parse(struct viewer *viewer, const struct request *request)
{
    viewer->follow = request->follow;
    viewer->json = request->json;
    viewer->domain = request->domain;
    if (request->since && !policy_read_sequence(request->since, &viewer->next))
        return wrong_usage(request, "`%s` is no sequence number", request->since);
    if (viewer->domain && strlen(viewer->domain) > BLOB_MAX_NAME)
        return wrong_usage(request, "no label is longer than %u bytes", BLOB_MAX_NAME);
    return POLICY_DONE;
}

enum policy_exit verb_log(const struct request *request)
{
    struct viewer viewer = {.next = 0};
    enum policy_exit status = parse(&viewer, request);
    if (status != POLICY_DONE)
        return status;
    viewer.colour = wants_colour();
    return view(&viewer, request);
}
