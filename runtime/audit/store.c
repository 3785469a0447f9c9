/* SPDX-License-Identifier: GPL-2.0-only */
/* The audit database, whichever it is. PostgreSQL's library takes 5 MB: it is loaded only where it is used.
 */
#include "runtime/audit/store.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static bool is_postgresql(const char *url)
{
    return begins(url, "postgresql://") || begins(url, "postgres://");
}

bool store_knows(const char *url)
{
    return is_postgresql(url) || (begins(url, "sqlite:") && url[strlen("sqlite:")] != '\0');
}

/* A store without a backend, which only has an error. */
static enum store_result refuse(struct store **store, const char *what, const char *why)
{
    *store = calloc(1, sizeof(**store));
    return *store ? store_fail(*store, STORE_WRONG, "%s%s", what, why) : STORE_WRONG;
}

enum store_result store_open(const char *url, enum store_mode mode, store_meanwhile *meanwhile, void *context,
                             struct store **store)
{
    const struct store_backend *backend = &store_sqlite;
    enum store_result result = STORE_WRONG;

    if (!store_knows(url))
        return refuse(store, url, ": no database; it is sqlite:FILE or postgresql://…");
    if (is_postgresql(url)) {
        void *library = dlopen(BACKENDS "/xenon-postgresql.so", RTLD_NOW);
        backend = library ? dlsym(library, "store_postgresql") : NULL;
        if (!backend)
            return refuse(store, "cannot speak to PostgreSQL: ", dlerror());
    }
    *store = backend->open(url, mode, meanwhile, context, &result);
    return result;
}

void store_close(struct store *store)
{
    if (store && store->backend)
        store->backend->close(store);
    else
        free(store);
}

const char *store_error(const struct store *store)
{
    return store ? store->error : "no memory";
}

enum store_result store_fail(struct store *store, enum store_result result, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    vsnprintf(store->error, sizeof(store->error), format, values);
    va_end(values);
    store->error[strcspn(store->error, "\n")] = '\0';
    return result;
}

enum store_result store_snapshot(struct store *store)
{
    return store->backend->snapshot(store);
}

enum store_result store_begin(struct store *store)
{
    return store->backend->begin(store);
}

enum store_result store_append(struct store *store, const struct entry *entry)
{
    return store->backend->append(store, entry);
}

enum store_result store_commit(struct store *store)
{
    return store->backend->commit(store);
}

void store_rollback(struct store *store)
{
    store->backend->rollback(store);
}

enum store_result store_query(struct store *store, const char *sql, const struct store_argument *arguments,
                              unsigned int count, store_reader *reader, void *context)
{
    return store->backend->query(store, sql, arguments, count, reader, context);
}

void store_entry(struct entry *entry, const struct store_value *row)
{
    unsigned int column = 0;
    for (; column < ENTRY_NUMBER_COUNT; column++)
        *entry_number(entry, column) = row[column].number;
    for (; column < ENTRY_NUMBER_COUNT + ENTRY_TEXT_COUNT; column++)
        snprintf(entry_text(entry, column), ENTRY_TEXT, "%s",
                 strlen(row[column].text) < ENTRY_TEXT ? row[column].text : STORE_NO_TEXT);
    memcpy(entry->hash, row[column].hash, ENTRY_HASH);
}

static bool read_head(void *context, const struct store_value *row, unsigned int columns)
{
    struct store_head *head = context;
    (void)columns;
    head->id = row[0].number;
    memcpy(head->hash, row[1].hash, ENTRY_HASH);
    return true;
}

enum store_result store_read_head(struct store *store, struct store_head *head)
{
    *head = (struct store_head){.id = 0};
    return store_query(store, "SELECT id, hash FROM record ORDER BY id DESC LIMIT 1", NULL, 0, read_head,
                       head);
}

enum store_result store_extend(struct store *store, struct store_head *head, struct entry *entry)
{
    entry->id = head->id + 1;
    entry_chain(entry, head->hash, entry->hash);
    enum store_result result = store_append(store, entry);
    if (result == STORE_DONE) {
        head->id = entry->id;
        memcpy(head->hash, entry->hash, ENTRY_HASH);
    }
    return result;
}
