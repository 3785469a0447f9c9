/* SPDX-License-Identifier: GPL-2.0-only */
/* Going on where the database ends. */
#include "runtime/xenond/xenond.h"

#include <errno.h>
#include <string.h>

struct last {
    int64_t boot, time, time_ns, cursor;
    char boot_id[ENTRY_TEXT];
};

static bool read_last(void *context, const struct store_value *row, unsigned int columns)
{
    struct last *last = context;
    (void)columns;
    last->boot = row[0].number;
    last->time = row[1].number;
    last->time_ns = row[2].number;
    return true;
}

static bool read_cursor(void *context, const struct store_value *row, unsigned int columns)
{
    (void)columns;
    ((struct last *)context)->cursor = row[0].number + 1;
    return true;
}

static bool read_boot_id(void *context, const struct store_value *row, unsigned int columns)
{
    struct last *last = context;
    (void)columns;
    snprintf(last->boot_id, sizeof(last->boot_id), "%s", row[0].text);
    return true;
}

/* A checkpoint says the boot's id again, as the boot's own record may have been removed. */
static enum store_result read_end(struct daemon *daemon, struct last *last)
{
    struct store_argument argument = {.number = daemon->head.id};
    enum store_result result = store_query(
        daemon->store, "SELECT boot, time, time_ns FROM record WHERE id = $1", &argument, 1, read_last, last);
    argument.number = last->boot;
    if (result == STORE_DONE)
        result = store_query(daemon->store,
                             "SELECT sequence FROM record WHERE boot = $1 AND sequence >= 0"
                             " ORDER BY sequence DESC LIMIT 1",
                             &argument, 1, read_cursor, last);
    if (result == STORE_DONE)
        result = store_query(daemon->store,
                             "SELECT other FROM record WHERE boot = $1 AND kind >= 9 AND kind IN (256, 266)"
                             " ORDER BY id DESC LIMIT 1",
                             &argument, 1, read_boot_id, last);
    return result;
}

/*
 * The same boot has the same kernel below us, and a log and a clock that have only gone on. xenond runs in
 * the domain that lives as long as the host.
 */
static bool is_same_boot(const struct daemon *daemon, const struct last *last,
                         const struct xenon_status *status)
{
    return last->boot && strcmp(last->boot_id, daemon->boot_id) == 0 &&
           status->next >= (uint64_t)last->cursor && status->now >= (uint64_t)last->time_ns;
}

static bool replay(void *context, const struct store_value *row, unsigned int columns)
{
    struct entry entry;
    (void)columns;
    store_entry(&entry, row);
    return model_learn(context, &entry);
}

static enum store_result go_on(struct daemon *daemon, const struct last *last)
{
    char sql[512];
    struct store_argument boot = {.number = last->boot};
    daemon->boot = last->boot;
    daemon->cursor = (uint64_t)last->cursor;
    daemon->last = (struct entry){.boot = last->boot, .time = last->time, .time_ns = last->time_ns};
    snprintf(sql, sizeof(sql), "SELECT %s FROM record WHERE boot = $1 AND kind >= 9 ORDER BY id",
             entry_columns);
    model_forget(&daemon->model);
    enum store_result result = store_query(daemon->store, sql, &boot, 1, replay, &daemon->model);
    return result == STORE_STOPPED ? store_fail(daemon->store, STORE_ABSENT, "no memory") : result;
}

static enum store_result begin_boot(struct daemon *daemon, const struct last *last)
{
    struct entry entry, before = {.boot = last->boot + 1, .time = daemon->wall};
    if (before.time < last->time)
        before.time = last->time;
    entry_own(&entry, ENTRY_BOOT, &before);
    entry.operand = last->cursor;
    snprintf(entry.other, sizeof(entry.other), "%s", daemon->boot_id);
    enum store_result result = store_begin(daemon->store);
    if (result == STORE_DONE)
        result = writer_put(daemon, &entry);
    if (result == STORE_DONE)
        result = store_commit(daemon->store);
    daemon->boot = entry.boot;
    daemon->cursor = 0;
    return result;
}

enum store_result resume_chain(struct daemon *daemon)
{
    struct last last = {.boot = 0};
    struct xenon_status status;
    int error = xenon_get_status(daemon->xenon, &status);
    if (error)
        return store_fail(daemon->store, STORE_ABSENT, "which boot of the host it is isn't known: %s",
                          strerror(-error));
    enum store_result result = store_read_head(daemon->store, &daemon->head);
    if (result == STORE_DONE && daemon->head.id)
        result = read_end(daemon, &last);
    if (result != STORE_DONE)
        return result;
    daemon->forwarded = daemon->head.id;
    daemon->settled = false;
    result = is_same_boot(daemon, &last, &status) ? go_on(daemon, &last) : begin_boot(daemon, &last);
    if (daemon->queue.first == daemon->queue.next && daemon->queue.wanted < daemon->cursor)
        daemon->queue.wanted = daemon->cursor;
    return result;
}
