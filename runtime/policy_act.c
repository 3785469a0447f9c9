/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-policy pause, resume, destroy, delegate and seal: what an administrator does to domains and to the
 * boot's privileges. */
#include "lang/json.h"
#include "runtime/compare.h"
#include "runtime/domains.h"
#include "runtime/words.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct order {
    uint32_t command; /* XENON_OP_… */
    const char *operation;
    const char *done;
    const char *question; /* or NULL: it can be undone */
};

/* What an order is about. */
struct subject {
    uint32_t domid;
    char label[DOMAIN_LABEL]; /* empty if it isn't known */
};

/* Its label is for people: without it the order is given all the same. */
static void name_subject(struct xenon *xenon, struct subject *subject)
{
    struct xenon_domain *domains = NULL;
    size_t count = 0;
    subject->label[0] = '\0';
    if (xenon_list_domains(xenon, &domains, &count) == 0) {
        const struct xenon_domain *found = domain_by_id(domains, count, subject->domid);
        if (found)
            domain_label(found, subject->label);
    }
    free(domains);
}

/* `domain 3, `web`,` as the beginning of a sentence. */
static void print_subject(const struct subject *subject)
{
    printf("domain %u", subject->domid);
    if (subject->label[0]) {
        fputs(", `", stdout);
        print_text(stdout, subject->label, sizeof(subject->label));
        fputs("`,", stdout);
    }
}

static enum policy_exit complain_order(const struct order *order, long domid, int error)
{
    if (error == -ESRCH)
        complain("there is no domain %ld, or it is ending; `xenon-policy status` shows them", domid);
    else if (error == -EINVAL && order->command == XENON_OP_resume)
        complain("domain %ld isn't held; what a toolstack has paused, it resumes", domid);
    else if (error == -EINVAL)
        complain("domain %ld is this one, or the one that the host runs on: nothing was done", domid);
    else
        return complain_unreachable(order->operation, error);
    return POLICY_REFUSED;
}

static void say_done(const struct request *request, const struct order *order, const struct subject *subject)
{
    struct json json;
    if (!request->json) {
        print_subject(subject);
        printf(" is %s\n", order->done);
        return;
    }
    json_start(&json, stdout);
    json_object(&json, NULL);
    json_number(&json, "domid", subject->domid);
    json_string(&json, "domain", subject->label, sizeof(subject->label));
    json_string(&json, "done", order->operation, SIZE_MAX);
    json_end(&json);
}

/*
 * What can't be undone is asked about first. Without a terminal, a command that says what it ends is enough.
 * `subject` begins the question, or is NULL.
 */
static enum policy_exit confirm(const struct request *request, const struct subject *subject,
                                const char *question)
{
    if (request->yes || !has_terminal())
        return POLICY_DONE;
    if (subject)
        print_subject(subject);
    return ask(request, question);
}

static enum policy_exit give(struct xenon *xenon, const struct request *request, const struct order *order)
{
    struct subject subject;
    enum policy_exit status = find_domain(xenon, request->operands[0], &subject.domid);
    if (status != POLICY_DONE)
        return status;
    name_subject(xenon, &subject);
    if (order->question)
        status = confirm(request, &subject, order->question);
    if (status != POLICY_DONE)
        return status;
    int error = xenon_order(xenon, order->command, subject.domid);
    if (error)
        return complain_order(order, subject.domid, error);
    say_done(request, order, &subject);
    return POLICY_DONE;
}

static enum policy_exit run(const struct request *request, const struct order *order)
{
    struct xenon *xenon = open_or_complain(request);
    if (!xenon)
        return POLICY_UNREACHABLE;
    enum policy_exit status = give(xenon, request, order);
    xenon_close(xenon);
    return status;
}

enum policy_exit verb_pause(const struct request *request)
{
    static const struct order order = {XENON_OP_pause, "pause", "held", NULL};
    return run(request, &order);
}

enum policy_exit verb_resume(const struct request *request)
{
    static const struct order order = {XENON_OP_resume, "resume", "resumed", NULL};
    return run(request, &order);
}

enum policy_exit verb_destroy(const struct request *request)
{
    static const struct order order = {XENON_OP_destroy, "destroy", "being destroyed",
                                       " ends at once, and what it hasn't written is lost. Destroy it?"};
    return run(request, &order);
}

/* --- Delegation --- */

static enum policy_exit complain_delegation(const char *to, int error)
{
    if (error == -ESRCH)
        complain("one of the domains doesn't run, or is ending");
    else if (error == -EINVAL)
        complain("a domain isn't handed on to itself; nor is this one, nor the one that the host runs on");
    else if (error == -EPERM && to)
        complain(
            "not permitted: the live policy doesn't allow xsm_op.delegate to this domain, or doesn't let it "
            "`delegate to` `%s`",
            to);
    else
        return complain_unreachable("delegate", error);
    return error == -EPERM ? POLICY_UNREACHABLE : POLICY_REFUSED;
}

static void say_delegated(const struct request *request, uint32_t domid, uint32_t to)
{
    struct json json;
    if (!request->json && to == XENON_NO_DOMAIN)
        printf("domain %u is taken back\n", domid);
    else if (!request->json)
        printf("domain %u is handed on to domain %u\n", domid, to);
    if (!request->json)
        return;
    json_start(&json, stdout);
    json_object(&json, NULL);
    json_number(&json, "domid", domid);
    json_string(&json, "done", "delegate", SIZE_MAX);
    if (to == XENON_NO_DOMAIN)
        json_null(&json, "to");
    else
        json_number(&json, "to", to);
    json_end(&json);
}

static enum policy_exit delegate(const struct request *request, struct xenon *xenon)
{
    uint32_t domid, to = XENON_NO_DOMAIN;
    const char *manager = request->count > 1 ? request->operands[1] : NULL;
    enum policy_exit status = find_domain(xenon, request->operands[0], &domid);
    if (status == POLICY_DONE && manager)
        status = find_domain(xenon, manager, &to);
    if (status != POLICY_DONE)
        return status;
    int error = xenon_delegate(xenon, domid, to);
    if (error)
        return complain_delegation(manager, error);
    say_delegated(request, domid, to);
    return POLICY_DONE;
}

enum policy_exit verb_delegate(const struct request *request)
{
    struct xenon *xenon = open_or_complain(request);
    if (!xenon)
        return POLICY_UNREACHABLE;
    enum policy_exit status = delegate(request, xenon);
    xenon_close(xenon);
    return status;
}

/* --- The seal --- */

static void report_unsealed(const struct request *request, const struct comparison *c)
{
    struct json json;
    if (request->json) {
        json_start(&json, stdout);
        json_object(&json, NULL);
        json_boolean(&json, "sealed", false);
        refusal_json(&json, &c->load);
        changes_json(&json, c);
        json_end(&json);
    } else {
        print_changes(c);
    }
    print_refusal(c, &c->load);
}

static enum policy_exit seal(const struct request *request, struct xenon *xenon)
{
    struct comparison c = {.load.flags = request->force ? XENON_FORCE : 0};
    int fault = xenon_seal(xenon, &c.load);
    if (fault > 0 && xenon_list_domains(xenon, &c.domains, &c.count))
        c.count = 0; /* they are named by their ids */
    if (fault > 0)
        report_unsealed(request, &c);
    else if (!fault)
        puts(request->json
                 ? "{\"sealed\":true}"
                 : "sealed: what the policy allows for the boot only is over until the host reboots");
    compare_free(&c);
    return fault < 0 ? complain_unreachable("seal", fault) : fault ? POLICY_REFUSED : POLICY_DONE;
}

enum policy_exit verb_seal(const struct request *request)
{
    struct xenon *xenon = open_or_complain(request);
    if (!xenon)
        return POLICY_UNREACHABLE;
    enum policy_exit status = confirm(
        request, NULL, "What the policy allows for the boot only ends, until the host reboots. Seal it?");
    if (status == POLICY_DONE)
        status = seal(request, xenon);
    xenon_close(xenon);
    return status;
}
