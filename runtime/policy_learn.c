/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-policy learn: what a domain does beyond its profile, and the profile that would let it. */
#include "lang/hypercalls.h"
#include "lang/json.h"
#include "policyc/read/view.h"
#include "policyc/read/wording.h"
#include "runtime/blob.h"
#include "runtime/domains.h"
#include "runtime/never.h"
#include "runtime/words.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { COMMENTS = 45 }; /* column of a line's comment, from 0 */

struct lesson {
    const struct request *request;
    struct xenon_domain domain;
    char label[DOMAIN_LABEL];
    struct blob live;
    const struct blob_profile *profile; /* the domain's under the live policy */
    struct xenon_count *counts;         /* owned */
    size_t count;
};

static enum policy_exit complain_learn(long domid, int error)
{
    if (error == -ESRCH)
        complain("there is no domain %ld, or it is ending", domid);
    else if (error == -EINVAL)
        complain("domain %ld is this one, or the one that the host runs on: it never learns", domid);
    else
        return complain_unreachable("learn", error);
    return POLICY_REFUSED;
}

static enum policy_exit switch_learning(const struct request *request, struct xenon *xenon, uint32_t domid,
                                        bool on)
{
    int error = xenon_learn(xenon, domid, on);
    if (error)
        return complain_learn(domid, error);
    if (request->json)
        printf("{\"domid\":%u,\"learning\":%s}\n", domid, on ? "true" : "false");
    else if (on)
        printf("domain %u learns: what its profile denies it is allowed, and counted, until `learn stop`\n",
               domid);
    else
        printf("domain %u learns no longer; `learn show` says what it did\n", domid);
    return POLICY_DONE;
}

/* --- The profile --- */

/* A name of the language: the label's letters, with _learned behind. */
static void print_name(const char *label)
{
    for (const char *at = label; *at; at++)
        putchar(isalnum((unsigned char)*at) || *at == '-' || *at == '_' ? *at : '_');
    fputs("_learned", stdout);
}

static void print_rule(const char *effect, unsigned int operation, const char *comment,
                       unsigned long long count)
{
    char name[OPERATION_NAME_SIZE];
    const struct subcommand *subcommand;
    const struct hypercall *hypercall = operation_hypercall(operation, &subcommand);
    int length = printf("    %s %s", effect, operation_name(operation, name));
    printf("%*s # ", length < COMMENTS ? COMMENTS - length : 0, "");
    if (count)
        printf("%llu: ", count);
    printf("%s%s\n", comment, subcommand ? subcommand->text : hypercall->text);
}

/* A call that was expected to be denied is one that the guest does without. */
static void print_counted(const struct lesson *lesson, const struct xenon_count *count)
{
    unsigned int operation = count->operation;
    if (view_has(lesson->profile->quiet, operation))
        print_rule("deny quietly", operation, "as its profile does: ", count->count);
    else if (view_has(lesson->profile->allowed, operation))
        print_rule("allow", operation, "over its rate: ", count->count);
    else if (operation)
        print_rule("allow", operation, "", count->count);
}

static bool is_counted(const struct lesson *lesson, unsigned int operation)
{
    for (size_t i = 0; i < lesson->count; i++)
        if (lesson->counts[i].operation == operation)
            return true;
    return false;
}

/* What such a kernel can't do without, and wasn't counted. */
static void print_vital(const struct lesson *lesson)
{
    for (const struct vital_operation *vital = vital_operations; vital->guests; vital++)
        if ((vital->guests >> lesson->profile->guest & 1) && lesson->profile->guest != BLOB_ANY_GUEST &&
            !is_counted(lesson, vital->operation))
            print_rule("allow", vital->operation, "not counted, but the kernel stops without it: ", 0);
}

static void print_profile(const struct lesson *lesson)
{
    const char *guest = wording_guest(lesson->profile->guest);
    unsigned int allowed = 0;
    for (unsigned int word = 0; word < BLOB_WORDS; word++)
        allowed += (unsigned int)__builtin_popcountll(lesson->profile->allowed[word]);
    fputs("# What `", stdout);
    print_text(stdout, lesson->label, sizeof(lesson->label));
    printf("`, domain %u, did beyond its profile under policy version %u: how often, and what it is.\n",
           lesson->domain.domid, lesson->live.policy.policy->version);
    if (allowed)
        printf("# Its profile allows %u operations: which of them it needs wasn't counted, and they aren't "
               "here.\n",
               allowed);
    fputs("profile ", stdout);
    print_name(lesson->label);
    puts(" {");
    if (guest)
        printf("    guest %s\n", guest);
    for (size_t i = 0; i < lesson->count; i++)
        print_counted(lesson, &lesson->counts[i]);
    print_vital(lesson);
    puts("}");
}

static void lesson_json(const struct lesson *lesson)
{
    char name[OPERATION_NAME_SIZE];
    struct json json;
    json_start(&json, stdout);
    json_object(&json, NULL);
    json_string(&json, "domain", lesson->label, sizeof(lesson->label));
    json_number(&json, "domid", lesson->domain.domid);
    json_boolean(&json, "learning", lesson->domain.flags & XENON_LEARNING);
    json_array(&json, "operations");
    for (size_t i = 0; i < lesson->count; i++) {
        json_object(&json, NULL);
        json_string(&json, "operation", operation_name(lesson->counts[i].operation, name), sizeof(name));
        json_number(&json, "count", lesson->counts[i].count);
        json_end(&json);
    }
    json_end(&json);
    json_end(&json);
}

/* --- Showing --- */

static enum policy_exit find_entry(struct lesson *lesson, struct xenon *xenon, uint32_t domid)
{
    struct xenon_domain *domains = NULL;
    size_t count = 0;
    int error = xenon_list_domains(xenon, &domains, &count);
    if (error)
        return complain_unreachable("domains", error);
    const struct xenon_domain *entry = domain_by_id(domains, count, domid);
    if (entry)
        lesson->domain = *entry;
    free(domains);
    if (!entry)
        return complain_learn(domid, -ESRCH);
    domain_label(&lesson->domain, lesson->label);
    return POLICY_DONE;
}

static enum policy_exit read_lesson(struct lesson *lesson, struct xenon *xenon, uint32_t domid)
{
    enum policy_exit status = find_entry(lesson, xenon, domid);
    if (status == POLICY_DONE)
        status = blob_fetch_live(&lesson->live, xenon);
    if (status != POLICY_DONE)
        return status;
    uint32_t index = msm_find_domain(&lesson->live.policy, lesson->label, strlen(lesson->label));
    if (index == BLOB_NONE) {
        complain("the live policy doesn't know the label of domain %u", domid);
        return POLICY_REFUSED;
    }
    lesson->profile = msm_profile(&lesson->live.policy, index, true);
    int error =
        xenon_get_learned(xenon, domid, XENON_LIVE, XENON_WOULD_DENY, &lesson->counts, &lesson->count);
    return error ? complain_unreachable("learned", error) : POLICY_DONE;
}

static enum policy_exit show(struct lesson *lesson)
{
    uint64_t set[BLOB_WORDS] = {0};
    for (size_t i = 0; i < lesson->count; i++)
        set[lesson->counts[i].operation / 64] |= UINT64_C(1) << lesson->counts[i].operation % 64;
    if (lesson->request->source) {
        enum policy_exit status =
            check_never(lesson->request->source, &lesson->live.policy, lesson->label, set);
        if (status != POLICY_DONE)
            return status;
    }
    if (lesson->request->json)
        lesson_json(lesson);
    else if (!lesson->count)
        printf("# nothing: domain %u did nothing beyond its profile%s\n", lesson->domain.domid,
               lesson->domain.flags & XENON_LEARNING ? " yet" : ", or never learned");
    else
        print_profile(lesson);
    return POLICY_DONE;
}

static enum policy_exit show_lesson(const struct request *request, struct xenon *xenon, uint32_t domid)
{
    struct lesson lesson = {.request = request};
    enum policy_exit status = read_lesson(&lesson, xenon, domid);
    if (status == POLICY_DONE)
        status = show(&lesson);
    free(lesson.counts);
    blob_free(&lesson.live);
    return status;
}

enum policy_exit verb_learn(const struct request *request)
{
    uint32_t domid;
    const char *what = request->operands[0];
    struct xenon *xenon = open_or_complain(request);
    enum policy_exit status = xenon ? find_domain(xenon, request->operands[1], &domid) : POLICY_UNREACHABLE;
    if (status == POLICY_DONE && strcmp(what, "show") == 0)
        status = show_lesson(request, xenon, domid);
    else if (status == POLICY_DONE)
        status = switch_learning(request, xenon, domid, strcmp(what, "start") == 0);
    xenon_close(xenon);
    return status;
}
