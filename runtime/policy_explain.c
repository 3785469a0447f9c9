/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-policy explain: a record of the log in plain words, and what would have allowed it. */
#include "lang/hypercalls.h"
#include "lang/json.h"
#include "policyc/read/decision.h"
#include "policyc/read/wording.h"
#include "runtime/blob.h"
#include "runtime/clock.h"
#include "runtime/domains.h"
#include "runtime/words.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { SENTENCE = 512 };

/* A record, and what is known of it besides. */
struct story {
    struct xenon_record record;
    struct xenon_status status;
    struct boot_clock clock;
    struct blob live;        /* its .data is NULL when it couldn't be read */
    char peer[DOMAIN_LABEL]; /* empty: unknown, or none */
    unsigned int operation;  /* 0: it isn't one that a rule can name */
    char call[OPERATION_NAME_SIZE];
};

/* --- What happened --- */

static void tell_head(const struct story *story)
{
    char time[TIME_TEXT];
    clock_local(time, &story->clock, story->record.time);
    printf("record %" PRIu64 ", %s\n\n  ", story->record.sequence, time);
}

static void tell_who(uint32_t domid, const char *label)
{
    printf("domain %u", domid);
    if (!*label)
        return;
    fputs(", `", stdout);
    print_text(stdout, label, DOMAIN_LABEL);
    putchar('`');
}

static void tell_place(const struct xenon_record *record)
{
    print_text(stdout, record->file, sizeof(record->file));
    printf(":%u:%u", record->line, record->column);
}

static void tell_call(const struct story *story)
{
    const struct xenon_record *record = &story->record;
    const struct subcommand *subcommand = NULL;
    const struct hypercall *hypercall = operation_hypercall(story->operation, &subcommand);
    tell_who(record->domid, record->label);
    printf(", called %s", story->call);
    if (record->peer != XENON_NO_DOMAIN) {
        fputs(" on ", stdout);
        tell_who(record->peer, story->peer);
    }
    puts(record->kind == XENON_DENIED ? ", and was refused." : ", and had to wait.");
    if (hypercall)
        printf("  %s: %s.\n", story->call, subcommand ? subcommand->text : hypercall->text);
    if (record->operand == XENON_NO_SUBCOMMAND)
        puts("  It was refused before its subcommand was read, as nothing of that hypercall is allowed.");
    if (record->count > 1)
        printf("  It is the last of %" PRIu64 " such calls, for which this record stands.\n", record->count);
}

/* --- Why, and what would allow it --- */

struct reason {
    const char *why;  /* before the rule's place */
    const char *help; /* may have one %s: the operation, and then a second: the label */
};

static const struct reason *reason_of(const struct story *story)
{
    static const struct reason reasons[] = {
        [BLOB_DENY] = {"It is denied by", "take it out of that `deny`: a denial wins over every `allow %s`"},
        [BLOB_DENY_QUIETLY] = {"It is denied by", "take it out of that `deny quietly`, and `allow %s`"},
        [BLOB_DECLARED] = {"No rule allows it to the profile or domain declared at",
                           "`allow %s` in the profile of `%s`"},
        [BLOB_ALLOW] = {"It is allowed, but not on that domain, by", "`allow %s on` that domain, for `%s`"},
        [BLOB_BOOT] = {"It was allowed until the seal, by",
                       "`allow %s` in the profile of `%s`, not in `boot`"},
        [BLOB_RATE] = {"It was over the rate of",
                       "a higher rate or burst for %s there, or `slow`, which delays"},
        [BLOB_RESPONSE] = {"It is held, for its violations, by", "`xenon-policy resume`"},
        [BLOB_CONNECT] = {"Nothing connects the two by these means, but there is",
                          "`connect` both by the means that %s takes"},
        [BLOB_CONFLICT] = {"A domain of another conflict set runs, by", "stop that domain first"},
    };
    static const struct reason stranger = {
        "What serves it has served a guest of another group since it was built; that it serves this one says",
        "build that service domain anew, as by `xenon-restart`"};
    static const struct reason held = {"The administrator holds that domain.", "`xenon-policy resume`"};
    static const struct reason unknown = {"The rule is at", "see xpol(5)"};
    unsigned int effect = story->record.effect;
    if (!*story->record.file)
        return &held;
    if (effect == BLOB_CONNECT && story->operation == MSM_OP_domctl_unpausedomain)
        return &stranger;
    return effect < sizeof(reasons) / sizeof(reasons[0]) && reasons[effect].why ? &reasons[effect] : &unknown;
}

static void help_text(const struct story *story, char text[SENTENCE])
{
    const struct xenon_record *record = &story->record;
    size_t length = strnlen(record->label, DOMAIN_LABEL - 1);
    char label[DOMAIN_LABEL];
    memcpy(label, record->label, length);
    label[length] = 0;
    snprintf(text, SENTENCE, reason_of(story)->help, story->call, label);
}

/* What the live policy says of the same call; NULL: it can't be said. */
static const char *now_text(const struct story *story)
{
    struct question question = {.operation = story->operation, .sealed = story->status.flags & XENON_SEALED};
    const struct msm_policy *policy = &story->live.policy;
    size_t length = strnlen(story->record.label, DOMAIN_LABEL - 1);
    if (!story->live.data || !story->operation)
        return NULL;
    question.subject = msm_find_domain(policy, story->record.label, length);
    question.is_self = !*story->peer;
    question.object =
        *story->peer ? msm_find_domain(policy, story->peer, strlen(story->peer)) : question.subject;
    if (question.subject == BLOB_NONE || question.object == BLOB_NONE)
        return NULL;
    return decide(policy, &question).refusal == REFUSED_NOT ? "allowed" : "refused";
}

static void tell_reason(const struct story *story)
{
    char help[SENTENCE];
    const struct xenon_record *record = &story->record;
    const char *now = now_text(story);
    printf("\nwhy\n  %s ", reason_of(story)->why);
    if (*record->file)
        tell_place(record);
    help_text(story, help);
    printf("\n\nwhat would allow it\n  %s\n", help);
    if (!*record->file)
        return;
    if (record->generation != story->status.generation)
        printf("\nThat was policy generation %u; the live one is %u", record->generation,
               story->status.generation);
    else
        printf("\nThe policy is still live");
    printf(now ? ", by which such a call is %s.\n" : ".\n", now);
}

/* --- Other records --- */

/* What came of it, and what there is to do. */
static void tell_action(const struct xenon_record *record)
{
    static const char *const texts[] = {
        [BLOB_LOG] = "Nothing was done to it but this record.",
        [BLOB_PAUSE] =
            ("It was stopped where it was, and no toolstack can let it run again: `xenon-policy resume`\n"
             "  does. Its violations stay counted: while they are so many, the next one stops it again."),
        [BLOB_CRASH] = "It was crashed, as if by itself: what its configuration says of a crash follows.",
        [BLOB_DESTROY] = "It was ended, and what it hadn't written is lost.",
        [BLOB_REBOOT_HOST] = "The host was rebooted.",
    };
    printf("had %" PRIu64 " violation%s, at which its policy says `%s`, at ", record->operand,
           record->operand == 1 ? "" : "s", wording_action(record->action));
    tell_place(record);
    puts(".");
    if (record->action < sizeof(texts) / sizeof(texts[0]) && texts[record->action])
        printf("  %s\n", texts[record->action]);
    fputs("  `xenon-policy log --domain ", stdout);
    print_text(stdout, record->label, sizeof(record->label));
    puts("` shows them, each as a record that `explain` takes.");
}

static void tell_other(const struct story *story)
{
    static const char *const texts[] = {
        [XENON_WAS_SEALED] = "sealed the host: what is allowed for the boot only is over.",
        [XENON_CONFIRMED] = "confirmed the live policy: it stays.",
        [XENON_RESTORED] = "A policy that wasn't confirmed in time gave way to the one before it.",
        [XENON_CREATED] = "was created.",
        [XENON_STARTED] = "began to run.",
        [XENON_ENDED] = "ended.",
    };
    const struct xenon_record *record = &story->record;
    unsigned int kind = record->kind;
    if (kind != XENON_RESTORED && *record->label) {
        tell_who(record->domid, record->label);
        putchar(' ');
    }
    if (kind == XENON_ACTED) {
        tell_action(record);
    } else if (kind == XENON_ORDERED) {
        printf("was the object of %s, by domain %u.\n", story->call, record->peer);
    } else if (kind == XENON_LOADED && *record->label) {
        printf("loaded a policy, which took force: version %" PRIu64 ", generation %u.\n", record->operand,
               record->generation);
    } else if (kind == XENON_LOADED) {
        puts("The host booted with its first policy.");
    } else {
        puts(kind < sizeof(texts) / sizeof(texts[0]) && texts[kind] ? texts[kind]
                                                                    : "did what these tools don't know.");
    }
}

static bool is_call(const struct story *story)
{
    return story->record.kind == XENON_DENIED || story->record.kind == XENON_DELAYED;
}

static void tell(const struct story *story)
{
    tell_head(story);
    if (!is_call(story)) {
        tell_other(story);
        return;
    }
    tell_call(story);
    tell_reason(story);
}

static void story_json(const struct story *story)
{
    char help[SENTENCE];
    struct json json;
    const struct xenon_record *record = &story->record;
    const char *now = now_text(story), *kind = record_kind(record->kind);
    json_start(&json, stdout);
    json_object(&json, NULL);
    json_number(&json, "sequence", record->sequence);
    json_string(&json, "kind", kind ? kind : "unknown", SIZE_MAX);
    if (*record->label) {
        json_string(&json, "domain", record->label, sizeof(record->label));
        json_number(&json, "domid", record->domid);
    }
    if (is_call(story) || record->kind == XENON_ORDERED)
        json_string(&json, "operation", story->call, SIZE_MAX);
    if (is_call(story)) {
        help_text(story, help);
        json_string(&json, "why", reason_of(story)->why, SIZE_MAX);
        json_string(&json, "file", record->file, sizeof(record->file));
        json_number(&json, "line", record->line);
        json_number(&json, "column", record->column);
        json_string(&json, "help", help, SIZE_MAX);
        if (now)
            json_string(&json, "now", now, SIZE_MAX);
        else
            json_null(&json, "now");
    }
    json_end(&json);
}

/* --- Finding it --- */

static void find_peer(struct story *story, struct xenon *xenon)
{
    struct xenon_domain *domains = NULL;
    size_t count = 0;
    if (story->record.peer == XENON_NO_DOMAIN || xenon_list_domains(xenon, &domains, &count))
        return;
    const struct xenon_domain *peer = domain_by_id(domains, count, story->record.peer);
    if (peer)
        domain_label(peer, story->peer);
    free(domains);
}

/* Viridian's have no operation; nor has a call whose subcommand wasn't read. */
static unsigned int operation_of(const struct xenon_record *record)
{
    if (record->hypercall >= MSM_HYPERCALLS)
        return 0;
    if (record->operand == XENON_NO_SUBCOMMAND)
        return 0;
    return msm_operation(record->hypercall, record->operand);
}

static enum policy_exit find(struct story *story, struct xenon *xenon, uint64_t sequence)
{
    int error = xenon_get_status(xenon, &story->status);
    if (error)
        return complain_unreachable("status", error);
    int count = xenon_read_log(xenon, sequence, &story->record, 1);
    if (count < 0)
        return complain_unreachable("log", count);
    if (!count || story->record.sequence != sequence) {
        complain(count ? "record %" PRIu64 " was overwritten: the oldest that is held is %" PRIu64
                       : "there is no record %" PRIu64 " yet: the next one gets number %" PRIu64,
                 sequence, count ? story->record.sequence : story->status.next);
        return POLICY_REFUSED;
    }
    story->clock = clock_at(story->status.now);
    story->operation = operation_of(&story->record);
    call_name(story->record.hypercall, story->record.operand, story->call);
    find_peer(story, xenon);
    if (blob_fetch(&story->live, xenon, XENON_LIVE)) {
        blob_free(&story->live);
        story->live.data = NULL;
    }
    return POLICY_DONE;
}

enum policy_exit verb_explain(const struct request *request)
{
    struct story story = {.operation = 0};
    uint64_t sequence;
    if (!policy_read_sequence(request->operands[0], &sequence))
        return wrong_usage(request, "`%s` is no sequence number", request->operands[0]);
    struct xenon *xenon = open_or_complain(request);
    enum policy_exit status = xenon ? find(&story, xenon, sequence) : POLICY_UNREACHABLE;
    if (status == POLICY_DONE && request->json)
        story_json(&story);
    else if (status == POLICY_DONE)
        tell(&story);
    blob_free(&story.live);
    xenon_close(xenon);
    return status;
}
