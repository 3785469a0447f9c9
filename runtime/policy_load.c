/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-policy load, rollback and confirm: puts a compiled policy in force, or says why it wasn't. */
#include "lang/json.h"
#include "policyc/read/wording.h"
#include "runtime/blob.h"
#include "runtime/clock.h"
#include "runtime/compare.h"
#include "runtime/history.h"
#include "runtime/words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN = 40 }; /* differences; `diff` shows all */

/* A load that is under way. */
struct loading {
    const struct request *request;
    struct xenon *xenon;
    struct blob blob;
    struct comparison comparison;
    struct xenon_load answer; /* of XENON_OP_replace; .changes owned */
    enum history_kind kind;
};

/* --- What is asked for --- */

/* A time in whole seconds, at least one. */
static enum policy_exit read_confirm(const struct request *request, struct xenon_load *load)
{
    uint64_t ns = 0;
    if (!request->confirm)
        return POLICY_DONE;
    if (!wording_read_time(request->confirm, &ns) || ns < 1000000000 || ns / 1000000000 > UINT32_MAX)
        return wrong_usage(request, "`%s` is no time such as 60s or 5min", request->confirm);
    load->confirm = (uint32_t)(ns / 1000000000);
    return POLICY_DONE;
}

/* Whether the digits are those with which the digest begins. */
static bool begins(const uint8_t digest[BLOB_DIGEST], const char *digits)
{
    char text[HISTORY_DIGEST];
    for (size_t i = 0; i < BLOB_DIGEST; i++)
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
    return *digits && strncasecmp(text, digits, strlen(digits)) == 0;
}

static bool is_hexadecimal(const char *digits)
{
    size_t length = strspn(digits, "0123456789abcdefABCDEF");
    return length && length < HISTORY_DIGEST && !digits[length];
}

/* The live policy's digest must be the one that was meant, and stay so. */
static enum policy_exit read_if_live(const struct loading *loading, struct xenon_load *load)
{
    struct xenon_status status;
    const char *digits = loading->request->if_live;
    if (!digits)
        return POLICY_DONE;
    if (!is_hexadecimal(digits))
        return wrong_usage(loading->request, "`%s` is no digest, nor its first digits", digits);
    int error = xenon_get_status(loading->xenon, &status);
    if (error)
        return complain_unreachable("status", error);
    if (!begins(status.digest, digits)) {
        complain("refused: %s; it is not %s: see `xenon-policy status`", msm_fault_text(MSM_NOT_LIVE),
                 digits);
        return POLICY_REFUSED;
    }
    load->flags |= XENON_IF_LIVE;
    memcpy(load->live, status.digest, sizeof(load->live));
    return POLICY_DONE;
}

/* --- What came of it --- */

static void loaded_json(const struct loading *loading)
{
    struct json json;
    json_start(&json, stdout);
    json_object(&json, NULL);
    json_boolean(&json, "loaded", !loading->answer.fault);
    policy_json(&json, "policy", &loading->comparison.next);
    refusal_json(&json, &loading->answer);
    json_number(&json, "generation", loading->answer.generation);
    json_number(&json, "confirm_within_s", loading->answer.fault ? 0 : loading->answer.confirm);
    compare_json(&json, &loading->comparison);
    json_end(&json);
}

static void print_loaded(const struct loading *loading)
{
    fputs("loaded ", stdout);
    print_policy(stdout, &loading->comparison.next);
    printf(", generation %u", loading->answer.generation);
    if (loading->comparison.live.data) {
        fputs("; before it: ", stdout);
        print_policy(stdout, &loading->comparison.live.policy);
    }
    puts("");
    if (loading->answer.confirm)
        printf("the policy confirmed last comes back in %u s, unless `xenon-policy confirm` keeps this one\n",
               loading->answer.confirm);
}

static enum policy_exit report_refusal(const struct loading *loading, const struct xenon_load *answer)
{
    print_refusal(&loading->comparison, answer);
    return POLICY_REFUSED;
}

/* After an answer that didn't arrive whole, nothing can be said of the live policy. */
static enum policy_exit complain_unjudged(int error)
{
    if (error != -ENOMEM)
        return complain_unreachable("replace", error);
    complain("refused: the hypervisor could not take it in: %s; the live policy stays in force",
             strerror(-error));
    return POLICY_REFUSED;
}

/* That it can't be kept is no reason to go without a policy that is needed. */
static void remember(const struct loading *loading, enum history_kind kind, const struct msm_policy *policy)
{
    const char *folder = history_folder(loading->request);
    int error = policy->header ? history_add(folder, kind, policy) : 0;
    if (error)
        complain("it isn't in the history, and `rollback` won't know it: %s: %s", folder, strerror(-error));
}

/* --- The load --- */

static enum policy_exit replace(struct loading *loading)
{
    remember(loading, HISTORY_FOUND, &loading->comparison.live.policy);
    loading->answer = loading->comparison.load;
    loading->answer.changes = NULL;
    int fault = xenon_replace(loading->xenon, &loading->answer);
    if (fault < 0)
        return complain_unjudged(fault);
    if (loading->request->json)
        loaded_json(loading);
    else if (!fault)
        print_loaded(loading);
    if (fault)
        return report_refusal(loading, &loading->answer);
    remember(loading, loading->answer.confirm ? HISTORY_ON_TRIAL : loading->kind, &loading->comparison.next);
    return POLICY_DONE;
}

static bool is_live(const struct comparison *comparison)
{
    return comparison->live.data &&
           memcmp(comparison->live.policy.header->digest, comparison->next.header->digest,
                  sizeof(comparison->next.header->digest)) == 0;
}

/* Shows what would happen, asks, and does it. */
static enum policy_exit consider(struct loading *loading)
{
    const struct comparison *comparison = &loading->comparison;
    if (!loading->request->json)
        compare_print(comparison, SHOWN);
    if (comparison->prepared > 0) {
        if (loading->request->json) {
            loading->answer = comparison->load;
            loading->answer.changes = NULL;
            loaded_json(loading);
        }
        return report_refusal(loading, &comparison->load);
    }
    if (is_live(comparison) && !comparison->load.confirm) {
        fputs(loading->request->json ? "" : "\nit is in force already\n", stdout);
        if (loading->request->json)
            loaded_json(loading);
        return POLICY_DONE;
    }
    enum policy_exit status = ask(loading->request, "\nPut it in force?");
    return status == POLICY_DONE ? replace(loading) : status;
}

/* Loads loading->blob. */
static enum policy_exit load(struct loading *loading)
{
    const struct request *request = loading->request;
    struct xenon_load load = {.blob = loading->blob.data, .size = loading->blob.size};
    load.flags = request->force ? XENON_FORCE : 0;
    enum policy_exit status = read_confirm(request, &load);
    if (status == POLICY_DONE)
        status = read_if_live(loading, &load);
    if (status != POLICY_DONE)
        return status;
    compare(&loading->comparison, loading->xenon, &loading->blob.policy, &load);
    status = consider(loading);
    free(loading->answer.changes);
    compare_free(&loading->comparison);
    return status;
}

enum policy_exit verb_load(const struct request *request)
{
    struct loading loading = {.request = request, .kind = HISTORY_LOADED};
    enum policy_exit status = blob_load(&loading.blob, request->operands[0]);
    if (status == POLICY_DONE) {
        loading.xenon = open_or_complain(request);
        status = loading.xenon ? load(&loading) : POLICY_UNREACHABLE;
    }
    xenon_close(loading.xenon);
    blob_free(&loading.blob);
    return status;
}

/* --- Rollback --- */

/*
 * The last entry of another policy than the live one, or that with the number; NULL: there is none. What was
 * only on trial isn't gone back to: it may have locked everybody out. Once it is confirmed, there is another
 * entry.
 */
static const struct history_entry *choose(const struct history *history, const char *number,
                                          const struct xenon_status *live)
{
    for (size_t i = history->count; i--;) {
        const struct history_entry *entry = &history->list[i];
        bool stayed = entry->kind != HISTORY_ON_TRIAL;
        if (number ? strtoul(number, NULL, 10) == entry->number
                   : stayed && !begins(live->digest, entry->digest))
            return entry;
    }
    return NULL;
}

/* Reads it, under a version that the hypervisor takes. */
static enum policy_exit load_entry(struct loading *loading, const struct history_entry *entry)
{
    struct xenon_status live;
    int error = xenon_get_status(loading->xenon, &live);
    if (error)
        return complain_unreachable("status", error);
    enum policy_exit status =
        blob_load(&loading->blob, history_file(history_folder(loading->request), entry->digest));
    if (status != POLICY_DONE)
        return status;
    if (live.version == UINT32_MAX) {
        complain("the live policy has the highest version that there is: nothing can follow it");
        return POLICY_REFUSED;
    }
    blob_set_version(&loading->blob, live.version + 1);
    return load(loading);
}

static enum policy_exit roll_back(struct loading *loading)
{
    struct history history;
    struct xenon_status live;
    const char *number = loading->request->count ? loading->request->operands[0] : NULL;
    int error = xenon_get_status(loading->xenon, &live);
    if (error)
        return complain_unreachable("status", error);
    error = history_read(history_folder(loading->request), &history);
    const struct history_entry *entry = error ? NULL : choose(&history, number, &live);
    enum policy_exit status = POLICY_TROUBLE;
    if (error)
        complain("cannot read %s: %s", history_folder(loading->request), strerror(-error));
    else if (!entry)
        complain(number ? "the history has no number %s; `xenon-policy history` shows which it has"
                        : "the history has no policy but the live one",
                 number);
    else
        status = load_entry(loading, entry);
    history_free(&history);
    return status;
}

enum policy_exit verb_rollback(const struct request *request)
{
    struct loading loading = {.request = request, .kind = HISTORY_ROLLBACK};
    if (request->count && request->operands[0][strspn(request->operands[0], "0123456789")])
        return wrong_usage(request, "`%s` is no number of the history", request->operands[0]);
    loading.xenon = open_or_complain(request);
    if (!loading.xenon)
        return POLICY_UNREACHABLE;
    enum policy_exit status = roll_back(&loading);
    xenon_close(loading.xenon);
    blob_free(&loading.blob);
    return status;
}

/* --- Confirming --- */

static void remember_confirmed(const struct request *request, struct xenon *xenon)
{
    struct loading loading = {.request = request};
    struct blob live;
    if (blob_fetch(&live, xenon, XENON_LIVE) == 0)
        remember(&loading, HISTORY_CONFIRMED, &live.policy);
    blob_free(&live);
}

/* Which it is: after a load that was refused it is the one before. */
static void print_confirmed(bool pending, const struct xenon_status *live)
{
    printf("%s: it stays: ", pending ? "confirmed" : "there was nothing to confirm");
    print_named(stdout, live->name, live->version, live->digest);
    puts("");
}

static enum policy_exit confirm(const struct request *request, struct xenon *xenon)
{
    struct xenon_status live;
    int error = xenon_get_status(xenon, &live);
    if (error)
        return complain_unreachable("status", error);
    if (request->count && !begins(live.digest, request->operands[0])) {
        complain("refused: another policy is in force than the one that was to be confirmed; it is not %s",
                 request->operands[0]);
        return POLICY_REFUSED;
    }
    error = xenon_confirm(xenon, live.digest);
    if (error == -EINVAL) {
        complain("refused: its time is up, and the policy before it comes back");
        return POLICY_REFUSED;
    }
    if (error)
        return complain_unreachable("confirm", error);
    bool pending = live.flags & XENON_UNCONFIRMED;
    if (pending)
        remember_confirmed(request, xenon);
    if (request->json)
        printf("{\"confirmed\":%s}\n", pending ? "true" : "false");
    else
        print_confirmed(pending, &live);
    return POLICY_DONE;
}

enum policy_exit verb_confirm(const struct request *request)
{
    struct xenon *xenon = open_or_complain(request);
    if (!xenon)
        return POLICY_UNREACHABLE;
    enum policy_exit status = confirm(request, xenon);
    xenon_close(xenon);
    return status;
}
