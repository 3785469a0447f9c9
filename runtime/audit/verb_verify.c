/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xenon-audit verify: whether the records are those that were stored, all of them, in their order; whether
 * the hypervisor's sequence numbers are all there or recorded as lost; and whether the table of usage follows
 * from the records.
 */
#include "runtime/audit/command.h"
#include "runtime/audit/usages.h"
#include "lang/json.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REASON_SIZE = 256 };

struct verification {
    struct store_head head;          /* the last record that is proven */
    int64_t first;                   /* the first record's id */
    int64_t boot;                    /* the last record's */
    int64_t sequence;                /* the number that comes next in this boot; -1: not known */
    int64_t lost;                    /* numbers that are recorded as lost */
    int64_t wanted_id;               /* the chain has to have this record … */
    uint8_t wanted_hash[ENTRY_HASH]; /* … with this hash */
    bool wanted_seen;
    struct usages usages;
    int64_t broken;           /* the first record that doesn't fit, or 0 */
    char reason[REASON_SIZE]; /* what is wrong with it */
};

/* Notes what is wrong, once: what comes behind it can't be judged. Returns false. */
__attribute__((format(printf, 3, 4))) static bool broken(struct verification *v, int64_t record,
                                                         const char *format, ...)
{
    va_list values;
    va_start(values, format);
    vsnprintf(v->reason, sizeof(v->reason), format, values);
    va_end(values);
    v->broken = record;
    return false;
}

static bool check_chain(struct verification *v, const struct entry *entry)
{
    uint8_t hash[ENTRY_HASH];
    if (entry->id > v->head.id + 1)
        return broken(v, v->head.id + 1, "records %" PRId64 " to %" PRId64 " are missing", v->head.id + 1,
                      entry->id - 1);
    entry_chain(entry, v->head.hash, hash);
    if (memcmp(hash, entry->hash, sizeof(hash)))
        return broken(v, entry->id,
                      "record %" PRId64 " isn't what was stored there: it was altered, or put in another's"
                      " place",
                      entry->id);
    v->head.id = entry->id;
    memcpy(v->head.hash, hash, sizeof(hash));
    if (entry->id == v->wanted_id) {
        v->wanted_seen = true;
        if (memcmp(hash, v->wanted_hash, sizeof(hash)))
            return broken(v, entry->id,
                          "record %" PRId64 " has another hash than it had: the chain was made anew",
                          entry->id);
    }
    return true;
}

/* In a boot whose beginning was removed, the first number is taken as it is. */
static bool check_sequence(struct verification *v, const struct entry *entry)
{
    if (entry->boot != v->boot) {
        v->boot = entry->boot;
        v->sequence = entry->kind == ENTRY_BOOT ? 0 : -1;
    }
    if (entry->sequence < 0)
        return true;
    bool lost = entry->kind == ENTRY_LOST;
    int64_t first = lost ? entry->sequence - entry->count + 1 : entry->sequence;
    if (v->sequence >= 0 && first != v->sequence)
        return broken(v, entry->id,
                      "record %" PRId64 " has the sequence number %" PRId64 " of boot %" PRId64
                      " where %" PRId64 " comes next",
                      entry->id, first, entry->boot, v->sequence);
    v->sequence = entry->sequence + 1;
    v->lost += lost ? entry->count : 0;
    return true;
}

static bool check_row(void *context, const struct store_value *row, unsigned int columns)
{
    struct verification *v = context;
    struct entry entry;
    (void)columns;
    store_entry(&entry, row);
    if (!check_chain(v, &entry) || !check_sequence(v, &entry))
        return false;
    if (!usages_learn(&v->usages, &entry))
        return broken(v, entry.id, "no memory to go on at record %" PRId64, entry.id);
    return true;
}

static bool read_first(void *context, const struct store_value *row, unsigned int columns)
{
    (void)columns;
    *(int64_t *)context = row[0].number;
    return true;
}

static int digit(char hex)
{
    const char *digits = "0123456789abcdef", *at = hex ? strchr(digits, hex) : NULL;
    return at ? (int)(at - digits) : -1;
}

static bool parse_hash(const char *text, uint8_t hash[ENTRY_HASH])
{
    if (strlen(text) != 2 * ENTRY_HASH)
        return false;
    for (size_t i = 0; i < ENTRY_HASH; i++) {
        int high = digit(text[2 * i]), low = digit(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        hash[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

struct checkpoint {
    bool found;
    uint8_t hash[ENTRY_HASH];
};

static bool read_checkpoint(void *context, const struct store_value *row, unsigned int columns)
{
    struct checkpoint *checkpoint = context;
    (void)columns;
    checkpoint->found = parse_hash(row[0].text, checkpoint->hash);
    return true;
}

/* Where the chain begins: with nothing, or with what a checkpoint says of what was removed. */
static enum store_result find_beginning(struct store *store, struct verification *v)
{
    struct checkpoint checkpoint = {.found = false};
    enum store_result result =
        store_query(store, "SELECT coalesce(min(id), 1) FROM record", NULL, 0, read_first, &v->first);
    if (result != STORE_DONE || v->first <= 1)
        return result;
    struct store_argument removed = {.number = v->first - 1};
    result = store_query(store, "SELECT detail FROM record WHERE kind >= 256 AND kind = 266 AND operand = $1",
                         &removed, 1, read_checkpoint, &checkpoint);
    if (result == STORE_DONE && !checkpoint.found)
        broken(v, 1, "records 1 to %" PRId64 " are missing, and no checkpoint covers them", v->first - 1);
    v->head.id = v->first - 1;
    memcpy(v->head.hash, checkpoint.hash, sizeof(v->head.hash));
    return result;
}

static enum store_result check_records(struct store *store, struct verification *v)
{
    char sql[512];
    snprintf(sql, sizeof(sql), "SELECT %s FROM record ORDER BY id", entry_columns);
    enum store_result result = store_query(store, sql, NULL, 0, check_row, v);
    return result == STORE_STOPPED ? STORE_DONE : result;
}

static enum store_result check_usage(struct store *store, struct verification *v)
{
    int64_t wrong = 0;
    enum store_result result = usages_compare(&v->usages, store, v->first, &wrong);
    if (result == STORE_DONE && wrong)
        broken(v, wrong, "the usage that record %" PRId64 " begins isn't what the records say", wrong);
    return result;
}

static enum store_result verify(struct store *store, struct verification *v)
{
    enum store_result result = store_snapshot(store);
    if (result == STORE_DONE)
        result = find_beginning(store, v);
    if (result == STORE_DONE && !v->broken)
        result = check_records(store, v);
    if (result == STORE_DONE && !v->broken && v->wanted_id && !v->wanted_seen)
        broken(v, v->wanted_id, "record %" PRId64 " is missing, which was the last once", v->wanted_id);
    if (result == STORE_DONE && !v->broken)
        result = check_usage(store, v);
    return result;
}

#define HEAD_SIZE (2 * ENTRY_HASH + 22u)

/* ID:HASH */
static const char *write_head(const struct store_head *head, char text[HEAD_SIZE])
{
    int end = snprintf(text, HEAD_SIZE, "%" PRId64 ":", head->id);
    for (size_t i = 0; i < ENTRY_HASH; i++)
        end += snprintf(text + end, HEAD_SIZE - (size_t)end, "%02x", head->hash[i]);
    return text;
}

static void report(const struct verification *v)
{
    char head[HEAD_SIZE];
    if (v->broken)
        printf("broken: %s\n", v->reason);
    else if (v->head.id == 0)
        puts("no record yet");
    else
        printf("proven: records %" PRId64 " to %" PRId64 ", in %" PRId64 " boot%s; %" PRId64
               " sequence numbers recorded as lost\nhead: %s\n",
               v->first, v->head.id, v->boot, v->boot == 1 ? "" : "s", v->lost, write_head(&v->head, head));
}

static void report_json(const struct verification *v)
{
    char head[HEAD_SIZE];
    struct json json;
    json_start(&json, stdout);
    json_object(&json, NULL);
    json_boolean(&json, "proven", !v->broken);
    if (v->broken) {
        json_integer(&json, "record", v->broken);
        json_string(&json, "reason", v->reason, sizeof(v->reason));
    } else if (v->head.id == 0) {
        json_integer(&json, "records", 0);
    } else {
        json_integer(&json, "records", v->head.id - v->first + 1);
        json_integer(&json, "first", v->first);
        json_integer(&json, "last", v->head.id);
        json_integer(&json, "boot", v->boot);
        json_integer(&json, "lost", v->lost);
        json_string(&json, "head", write_head(&v->head, head), sizeof(head));
    }
    json_end(&json);
}

static bool parse_head(const char *text, struct verification *v)
{
    char *end;
    v->wanted_id = strtoll(text, &end, 10);
    return v->wanted_id > 0 && *end == ':' && parse_hash(end + 1, v->wanted_hash);
}

enum audit_exit verb_verify(const struct command *command)
{
    struct verification v = {.boot = 0, .sequence = -1};
    if (command->head && !parse_head(command->head, &v))
        return complain("`%s` is no head; it is what `xenon-audit verify` said once, ID:HASH", command->head);
    struct store *store = open_or_complain(command, STORE_READ);
    if (!store)
        return AUDIT_ABSENT;
    enum store_result result = verify(store, &v);
    usages_free(&v.usages);
    if (result == STORE_DONE)
        (command->json ? report_json : report)(&v);
    enum audit_exit status = end_with(store, result);
    store_close(store);
    return status == AUDIT_DONE && v.broken ? AUDIT_BROKEN : status;
}
