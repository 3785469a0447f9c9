/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The queue into the database.
 *
 * What was stored is known from the database alone. So after any end, ours or the database's, the next start
 * goes on exactly behind it; numbers that the hypervisor overwrote by then are recorded as lost.
 */
#include "runtime/xenond/xenond.h"
#include "runtime/audit/times.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

enum { PORTIONS = 8 }; /* before others have their turn */

enum store_result writer_put(struct daemon *daemon, struct entry *entry)
{
    enum store_result result = store_extend(daemon->store, &daemon->head, entry);
    if (result != STORE_DONE)
        return result;
    daemon->last = *entry;
    daemon->counts.own += entry->sequence < 0 || entry->kind == ENTRY_LOST;
    if (!model_learn(&daemon->model, entry))
        return store_fail(daemon->store, STORE_ABSENT, "no memory");
    return STORE_DONE;
}

/* The model's records go where the others do. What stops them is kept for the caller. */
struct output {
    struct daemon *daemon;
    enum store_result result;
};

static bool put_following(void *context, struct entry *entry)
{
    struct output *output = context;
    output->result = writer_put(output->daemon, entry);
    return output->result == STORE_DONE;
}

static void fetch_policy(void *context)
{
    ring_fetch(((struct output *)context)->daemon);
}

static enum store_result put_lost(struct daemon *daemon, const struct entry *next)
{
    struct entry entry;
    entry_own(&entry, ENTRY_LOST, next);
    entry.sequence = next->sequence - 1;
    entry.count = next->sequence - (int64_t)daemon->cursor;
    entry.since = daemon->last.boot == next->boot ? daemon->last.time : daemon->wall;
    daemon->lossy = true;
    daemon->counts.lost += (uint64_t)entry.count;
    say(LOG_WARNING, "%" PRId64 " records are lost: the hypervisor overwrote them unread", entry.count);
    return writer_put(daemon, &entry);
}

static bool is_life(const struct xenon_record *record)
{
    return record->kind == XENON_CREATED || record->kind == XENON_STARTED || record->kind == XENON_ENDED;
}

/* A record and what follows from it; nothing for one that is stored already. */
static enum store_result put_record(struct daemon *daemon, const struct xenon_record *record)
{
    struct output output = {.daemon = daemon};
    struct model_output model_output = {put_following, fetch_policy, &output};
    struct entry entry;
    if (record->sequence < daemon->cursor)
        return STORE_DONE;
    entry_from_record(&entry, record, daemon->boot, daemon->wall);
    if (record->sequence > daemon->cursor)
        output.result = put_lost(daemon, &entry);
    if (output.result == STORE_DONE)
        output.result = writer_put(daemon, &entry);
    if (output.result == STORE_DONE)
        model_follow(&daemon->model, &entry, &model_output);
    daemon->lossy |= is_life(record) && record->count > 1; /* it stands for domains that nobody saw */
    daemon->cursor = record->sequence + 1;
    daemon->counts.stored++;
    daemon->counts.calls += record->count;
    return output.result;
}

static bool forward_entry(void *context, const struct store_value *row, unsigned int columns)
{
    struct daemon *daemon = context;
    struct entry entry;
    (void)columns;
    store_entry(&entry, row);
    daemon->counts.forward_dropped += forward_send(&daemon->forward, &entry);
    daemon->forwarded = entry.id;
    return true;
}

/* What is stored is forwarded, as it stands in the database: nothing else can be told apart later. */
static void forward_stored(struct daemon *daemon)
{
    char sql[512];
    struct store_argument after = {.number = daemon->forwarded};
    if (daemon->forward.journald < 0 && daemon->forward.syslog < 0)
        return;
    snprintf(sql, sizeof(sql), "SELECT %s FROM record WHERE id > $1 ORDER BY id", entry_columns);
    store_query(daemon->store, sql, &after, 1, forward_entry, daemon);
}

/* Ends what was begun, well or not. */
static enum store_result end(struct daemon *daemon, enum store_result result)
{
    if (result == STORE_DONE)
        result = store_commit(daemon->store);
    if (result == STORE_DONE)
        forward_stored(daemon);
    else
        store_rollback(daemon->store);
    return result;
}

/* What wasn't stored isn't counted either. */
static enum store_result store_portion(struct daemon *daemon)
{
    struct queue *queue = &daemon->queue;
    uint64_t at = queue->first, most = at + STORE_PORTION, cursor = daemon->cursor;
    struct counts counts = daemon->counts;
    enum store_result result = store_begin(daemon->store);
    if (result != STORE_DONE)
        return result;
    while (at < queue->next && at < most && result == STORE_DONE)
        result = put_record(daemon, &queue->records[at++ % QUEUE]);
    result = end(daemon, result);
    if (result == STORE_DONE) {
        queue->first = at;
    } else {
        daemon->cursor = cursor;
        daemon->counts = counts;
    }
    return result;
}

/* With all records stored, and none new since: what runs now, and under which policy. */
static enum store_result settle(struct daemon *daemon)
{
    struct output output = {.daemon = daemon};
    struct model_output model_output = {put_following, fetch_policy, &output};
    struct xenon_domain *domains = NULL;
    struct xenon_status status;
    size_t count = 0;
    int error = xenon_list_domains(daemon->xenon, &domains, &count);
    if (error && !daemon->settled)
        say(LOG_WARNING,
            "which domains run can't be read, so that only those are known that the log tells of: %s",
            strerror(-error));
    daemon->settled |= error != 0;
    if (error || xenon_get_status(daemon->xenon, &status) || status.next != daemon->cursor) {
        free(domains);
        return STORE_DONE; /* later */
    }
    ring_fetch(daemon);
    struct entry now = {.boot = daemon->boot,
                        .time = times_now(),
                        .time_ns = (int64_t)status.now,
                        .generation = status.generation};
    output.result = store_begin(daemon->store);
    if (output.result == STORE_DONE && model_note_policy(&daemon->model, &now, &model_output))
        model_reconcile(&daemon->model, domains, count, daemon->lossy, &now, &model_output);
    free(domains);
    enum store_result result = end(daemon, output.result);
    if (result == STORE_DONE) {
        daemon->settled = true;
        daemon->lossy = false;
    }
    return result;
}

static void complain(struct daemon *daemon, enum store_result result)
{
    if (result == STORE_CONFLICT) {
        say(LOG_NOTICE, "another program has appended to the database; this one goes on behind it");
        return;
    }
    daemon->counts.store_failures++;
    if (!daemon->complained)
        say(LOG_ERR, "the database can't be written: %s; records wait until it is there",
            store_error(daemon->store));
    daemon->complained = true;
}

static enum store_result open_database(struct daemon *daemon)
{
    enum store_result result =
        store_open(daemon->config.database, STORE_WRITE, loop_meanwhile, daemon, &daemon->store);
    if (result == STORE_DONE)
        result = resume_chain(daemon);
    if (result == STORE_DONE && daemon->complained) {
        say(LOG_NOTICE, "the database can be written again");
        daemon->complained = false;
    }
    return result;
}

enum store_result writer_flush(struct daemon *daemon)
{
    enum store_result result = daemon->store ? STORE_DONE : open_database(daemon);
    for (int i = 0; i < PORTIONS && result == STORE_DONE && daemon->queue.first < daemon->queue.next; i++) {
        result = store_portion(daemon);
        ring_read(daemon);
    }
    if (result == STORE_DONE && daemon->queue.first == daemon->queue.next &&
        (!daemon->settled || daemon->lossy))
        result = settle(daemon);
    if (result != STORE_DONE) {
        complain(daemon, result);
        store_close(daemon->store);
        daemon->store = NULL;
    }
    return result;
}
