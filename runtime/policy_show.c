/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-policy show, diff and history: policies, without changing anything. */
#include "lang/format.h"
#include "lang/json.h"
#include "policyc/read/decompile.h"
#include "policyc/read/dump.h"
#include "runtime/clock.h"
#include "runtime/compare.h"
#include "runtime/history.h"
#include "runtime/words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* --- show --- */

static void print_source(struct arena *arena, const struct msm_policy *policy)
{
    char *text = NULL;
    size_t size = 0;
    struct sources sources = {.arena = arena};
    FILE *file = open_memstream(&text, &size);
    if (!file) {
        complain("%s", strerror(errno));
        return;
    }
    decompile(arena, file, policy);
    fclose(file);
    struct formatted source = format_file(&sources, source_add(&sources, "live", "live", text, size));
    free(text);
    fwrite(source.text, 1, source.size, stdout);
}

enum policy_exit verb_show(const struct request *request)
{
    struct blob live = {.data = NULL};
    struct arena arena = {0};
    struct xenon *xenon = open_or_complain(request);
    enum policy_exit status = xenon ? blob_fetch_live(&live, xenon) : POLICY_UNREACHABLE;
    if (status == POLICY_DONE && request->json)
        dump_json(&arena, stdout, &live.policy);
    else if (status == POLICY_DONE)
        print_source(&arena, &live.policy);
    arena_free(&arena);
    blob_free(&live);
    xenon_close(xenon);
    return status;
}

/* --- diff --- */

static void print_difference(const struct request *request, const struct comparison *comparison)
{
    struct json json;
    if (!request->json) {
        compare_print(comparison, SIZE_MAX);
        return;
    }
    json_start(&json, stdout);
    json_object(&json, NULL);
    policy_json(&json, "policy", &comparison->next);
    refusal_json(&json, &comparison->load);
    compare_json(&json, comparison);
    json_end(&json);
}

static void compare_with(const struct request *request, struct xenon *xenon, const struct blob *blob)
{
    struct comparison comparison;
    compare(&comparison, xenon, &blob->policy, &(struct xenon_load){.blob = blob->data, .size = blob->size});
    print_difference(request, &comparison);
    if (comparison.prepared > 0)
        print_refusal(&comparison, &comparison.load);
    compare_free(&comparison);
}

enum policy_exit verb_diff(const struct request *request)
{
    struct blob blob;
    struct xenon *xenon = NULL;
    enum policy_exit status = blob_load(&blob, request->operands[0]);
    if (status == POLICY_DONE) {
        xenon = open_or_complain(request);
        status = xenon ? POLICY_DONE : POLICY_UNREACHABLE;
    }
    if (status == POLICY_DONE)
        compare_with(request, xenon, &blob);
    xenon_close(xenon);
    blob_free(&blob);
    return status;
}

/* --- history --- */

static void entry_json(struct json *json, const struct history_entry *entry)
{
    char text[TIME_TEXT];
    struct tm parts;
    time_t seconds = entry->time;
    json_object(json, NULL);
    json_number(json, "number", entry->number);
    if (gmtime_r(&seconds, &parts) && strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts))
        json_string(json, "time", text, sizeof(text));
    json_string(json, "user", entry->user, sizeof(entry->user));
    json_string(json, "kind", history_word(entry->kind), SIZE_MAX);
    json_string(json, "name", entry->name, sizeof(entry->name));
    json_number(json, "version", entry->version);
    json_string(json, "digest", entry->digest, sizeof(entry->digest));
    json_end(json);
}

static void print_entry(const struct history_entry *entry)
{
    char text[TIME_TEXT] = "";
    struct tm parts;
    time_t seconds = entry->time;
    if (localtime_r(&seconds, &parts))
        strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &parts);
    printf("%6u  %s  %-9s  %.12s  %7u  ", entry->number, text, history_word(entry->kind), entry->digest,
           entry->version);
    print_text(stdout, entry->name, sizeof(entry->name));
    fputs(", by ", stdout);
    print_text(stdout, entry->user, sizeof(entry->user));
    puts("");
}

static void print_history(const struct history *history)
{
    if (!history->count)
        puts("no policy was loaded here");
    else
        puts("number  time                 how        digest        version  policy");
    for (size_t i = 0; i < history->count; i++)
        print_entry(&history->list[i]);
}

static void history_json(const struct history *history)
{
    struct json json;
    json_start(&json, stdout);
    json_array(&json, NULL);
    for (size_t i = 0; i < history->count; i++)
        entry_json(&json, &history->list[i]);
    json_end(&json);
}

enum policy_exit verb_history(const struct request *request)
{
    struct history history;
    int error = history_read(history_folder(request), &history);
    if (error)
        complain("cannot read %s: %s", history_folder(request), strerror(-error));
    else if (request->json)
        history_json(&history);
    else
        print_history(&history);
    history_free(&history);
    return error ? POLICY_TROUBLE : POLICY_DONE;
}
