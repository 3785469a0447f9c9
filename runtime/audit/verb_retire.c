/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xenon-audit init and retire: the database's beginning, and the end of its oldest part.
 *
 * What is removed is replaced by a record that says how much it was, and the hash with which the rest goes
 * on. What is still going on is recorded anew first, so that the kept part speaks for itself.
 */
#include "runtime/audit/command.h"
#include "runtime/audit/times.h"
#include "lang/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum audit_exit verb_init(const struct command *command)
{
    struct store *store = open_or_complain(command, STORE_CREATE);
    if (!store)
        return AUDIT_ABSENT;
    printf("the database %s is ready\n", command->database);
    store_close(store);
    return AUDIT_DONE;
}

/* Entries in memory, in the order in which they were read. */
struct entries {
    struct entry *list;
    size_t count;
};

static bool keep(void *context, const struct store_value *row, unsigned int columns)
{
    struct entries *entries = context;
    (void)columns;
    struct entry *more = realloc(entries->list, (entries->count + 1) * sizeof(*more));
    if (!more)
        return false;
    entries->list = more;
    store_entry(&more[entries->count++], row);
    return true;
}

struct cut {
    int64_t first;     /* the oldest record */
    int64_t last;      /* the last to be removed */
    int64_t kept_time; /* of the first that stays */
    struct entry at;   /* the last to be removed */
    char boot_id[ENTRY_TEXT];
};

static bool read_number(void *context, const struct store_value *row, unsigned int columns)
{
    (void)columns;
    *(int64_t *)context = row[0].number;
    return true;
}

static bool read_entry(void *context, const struct store_value *row, unsigned int columns)
{
    (void)columns;
    store_entry(context, row);
    return true;
}

static enum store_result ask_number(struct store *store, const char *sql, int64_t argument, int64_t *number)
{
    struct store_argument one = {.number = argument};
    return store_query(store, sql, &one, strchr(sql, '$') ? 1 : 0, read_number, number);
}

static enum store_result ask_entry(struct store *store, const char *where, int64_t argument,
                                   struct entry *entry)
{
    char sql[512];
    struct store_argument one = {.number = argument};
    snprintf(sql, sizeof(sql), "SELECT %s FROM record WHERE %s", entry_columns, where);
    return store_query(store, sql, &one, 1, read_entry, entry);
}

/* The newest record of the hypervisor's stays: by it xenond knows where to go on. */
static enum store_result find_cut(struct store *store, int64_t before, struct cut *cut)
{
    struct entry boot = {.id = 0}, kept = {.id = 0};
    int64_t newest = 0;
    *cut = (struct cut){.first = 0};
    enum store_result result = ask_number(store, "SELECT coalesce(min(id), 0) FROM record", 0, &cut->first);
    if (result == STORE_DONE)
        result =
            ask_number(store, "SELECT coalesce(max(id), 0) FROM record WHERE time < $1", before, &cut->last);
    if (result == STORE_DONE)
        result = ask_number(store,
                            "SELECT id FROM record WHERE sequence >= 0 AND boot = (SELECT boot FROM record"
                            " ORDER BY id DESC LIMIT 1) ORDER BY sequence DESC LIMIT 1",
                            0, &newest);
    if (cut->last >= newest)
        cut->last = newest - 1;
    if (result == STORE_DONE)
        result = ask_entry(store, "id = $1", cut->last, &cut->at);
    if (result == STORE_DONE)
        result = ask_entry(store, "id = $1 + 1", cut->last, &kept);
    if (result == STORE_DONE)
        result = ask_entry(store,
                           "boot = (SELECT boot FROM record ORDER BY id DESC LIMIT 1) AND kind >= 9"
                           " AND kind IN (256, 266) AND id > $1 ORDER BY id DESC LIMIT 1",
                           0, &boot);
    snprintf(cut->boot_id, sizeof(cut->boot_id), "%s", boot.other);
    cut->kept_time = kept.time;
    return result;
}

/* Ends the link and begins it anew, now. */
static enum store_result restate(struct store *store, struct store_head *head, const struct entry *linked,
                                 int64_t now)
{
    struct entry entry = *linked;
    entry.kind = ENTRY_UNLINKED;
    entry.operand = linked->id;
    entry.since = linked->time;
    entry.time = now;
    enum store_result result = store_extend(store, head, &entry);
    if (result != STORE_DONE)
        return result;
    entry = *linked;
    entry.time = entry.since = now;
    return store_extend(store, head, &entry);
}

static enum store_result put_checkpoint(struct store *store, struct store_head *head, const struct cut *cut,
                                        const struct entry *newest, int64_t now)
{
    struct entry entry, cause = *newest;
    cause.time = now;
    entry_own(&entry, ENTRY_CHECKPOINT, &cause);
    entry.operand = cut->last;
    entry.count = cut->last - cut->first + 1;
    entry_set_hex(entry.detail, cut->at.hash, sizeof(cut->at.hash));
    snprintf(entry.other, sizeof(entry.other), "%s", cut->boot_id);
    return store_extend(store, head, &entry);
}

/* The links that still last, and what is to be removed, recorded together. */
static enum store_result record_cut(struct store *store, const struct cut *cut)
{
    char sql[512];
    struct entries open = {.list = NULL};
    struct entry newest = {.id = 0};
    struct store_head head;
    struct store_argument last = {.number = cut->last};
    snprintf(sql, sizeof(sql),
             "SELECT %s FROM record WHERE id IN (SELECT link FROM usage WHERE until IS NULL AND link <= $1)"
             " ORDER BY id",
             entry_columns);
    enum store_result result = store_query(store, sql, &last, 1, keep, &open);
    if (result == STORE_DONE)
        result = store_read_head(store, &head);
    if (result == STORE_DONE)
        result = ask_entry(store, "id = $1", head.id, &newest);
    int64_t now = times_now();
    if (result == STORE_DONE)
        result = store_begin(store);
    for (size_t i = 0; i < open.count && result == STORE_DONE; i++)
        result = restate(store, &head, &open.list[i], now);
    if (result == STORE_DONE)
        result = put_checkpoint(store, &head, cut, &newest, now);
    result = result == STORE_DONE ? store_commit(store) : result;
    free(open.list);
    return result;
}

static enum store_result remove_covered(struct store *store, const struct cut *cut)
{
    struct store_argument arguments[] = {{.number = cut->last}, {.number = cut->kept_time}};
    enum store_result result =
        store_query(store, "DELETE FROM usage WHERE link <= $1 AND until < $2", arguments, 2, NULL, NULL);
    if (result == STORE_DONE)
        result = store_query(store, "DELETE FROM record WHERE id <= $1", arguments, 1, NULL, NULL);
    return result;
}

static void report_json(const struct command *command, const struct cut *cut, int64_t records)
{
    struct json json;
    json_start(&json, stdout);
    json_object(&json, NULL);
    json_integer(&json, "records", records);
    if (records) {
        json_integer(&json, "first", cut->first);
        json_integer(&json, "last", cut->last);
    }
    json_boolean(&json, "dry_run", command->dry);
    json_end(&json);
}

static void report(const struct command *command, const struct cut *cut, int64_t records)
{
    if (command->json)
        report_json(command, cut, records);
    else if (records)
        printf("%s %" PRId64 " records, up to %" PRId64 "\n", command->dry ? "would remove" : "removed",
               records, cut->last);
    else
        puts("no record is that old");
}

static enum audit_exit retire(struct store *store, const struct command *command, int64_t before)
{
    struct cut cut;
    enum store_result result = find_cut(store, before, &cut);
    int64_t records = cut.first == 0 || cut.last < cut.first ? 0 : cut.last - cut.first + 1;
    bool removes = records && !command->dry;
    if (result == STORE_DONE && removes)
        result = record_cut(store, &cut);
    if (result == STORE_CONFLICT)
        return complain("xenond has just recorded something: try again");
    if (result == STORE_DONE && removes)
        result = remove_covered(store, &cut);
    if (result == STORE_DONE)
        report(command, &cut, records);
    return end_with(store, result);
}

enum audit_exit verb_retire(const struct command *command)
{
    int64_t before = command->to;
    if (before == INT64_MAX && command->config->retain == 0)
        return complain(
            "how long records are kept isn't known: --before T, or `retain` in the configuration");
    if (before == INT64_MAX)
        before = times_now() - command->config->retain * 1000000000;
    struct store *store = open_or_complain(command, command->dry ? STORE_READ : STORE_CHANGE);
    if (!store)
        return AUDIT_ABSENT;
    enum audit_exit status = retire(store, command, before);
    store_close(store);
    return status;
}
