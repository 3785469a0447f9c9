/* SPDX-License-Identifier: GPL-2.0-only */
/* The audit database in a file of SQLite's. */
#include "runtime/audit/schema.h"
#include "runtime/audit/store.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    BUSY_STEP = 20,   /* ms between tries of a database that another program writes */
    BUSY_TRIES = 250, /* then it counts as absent */
};

struct sqlite {
    struct store store;
    sqlite3 *db;
    sqlite3_stmt *insert;
};

static enum store_result result_of(int code)
{
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_DONE:
        return STORE_DONE;
    case SQLITE_CONSTRAINT:
        return STORE_CONFLICT;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_NOMEM:
    case SQLITE_PROTOCOL:
        return STORE_ABSENT;
    default:
        return STORE_WRONG;
    }
}

static enum store_result done(struct sqlite *sqlite, int code)
{
    enum store_result result = result_of(code);
    const char *what = sqlite3_errmsg(sqlite->db), *kind = sqlite3_errstr(code);
    if (result != STORE_DONE && strcmp(what, kind) == 0)
        store_fail(&sqlite->store, result, "%s", what);
    else if (result != STORE_DONE)
        store_fail(&sqlite->store, result, "%s: %s", what, kind);
    return result;
}

static enum store_result execute(struct sqlite *sqlite, const char *sql)
{
    return done(sqlite, sqlite3_exec(sqlite->db, sql, NULL, NULL, NULL));
}

static int wait_for_lock(void *context, int tries)
{
    struct sqlite *sqlite = context;
    if (tries >= BUSY_TRIES)
        return 0;
    if (sqlite->store.meanwhile)
        sqlite->store.meanwhile(sqlite->store.context);
    sqlite3_sleep(BUSY_STEP);
    return 1;
}

static bool read_number(void *context, const struct store_value *row, unsigned int columns)
{
    (void)columns;
    *(int64_t *)context = row[0].number;
    return true;
}

static enum store_result prepare_insert(struct sqlite *sqlite)
{
    char sql[1024], marks[3 * ENTRY_COLUMNS] = "?";
    for (unsigned int i = 1; i < ENTRY_COLUMNS; i++)
        strcat(marks, ", ?");
    snprintf(sql, sizeof(sql), "INSERT INTO record (%s) VALUES (%s)", entry_columns, marks);
    return done(sqlite,
                sqlite3_prepare_v3(sqlite->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &sqlite->insert, NULL));
}

static enum store_result query(struct store *store, const char *sql, const struct store_argument *arguments,
                               unsigned int count, store_reader *reader, void *context);

static const int flags_of[] = {
    [STORE_READ] = SQLITE_OPEN_READONLY,
    [STORE_CHANGE] = SQLITE_OPEN_READWRITE,
    [STORE_WRITE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
    [STORE_CREATE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
};

/* An empty file gets its tables; two that find it empty at once can't both make them. */
static enum store_result settle(struct sqlite *sqlite, enum store_mode mode)
{
    int64_t version = 0;
    enum store_result result = query(&sqlite->store, "PRAGMA user_version", NULL, 0, read_number, &version);
    if (result != STORE_DONE)
        return result;
    if (version == 0 && (flags_of[mode] & SQLITE_OPEN_CREATE)) {
        result = execute(sqlite, schema_sqlite);
        if (result != STORE_DONE)
            execute(sqlite, "ROLLBACK");
    } else if (version != SCHEMA_VERSION) {
        return store_fail(&sqlite->store, STORE_WRONG, "no audit database, or one of another version");
    }
    return result == STORE_DONE && mode != STORE_READ ? prepare_insert(sqlite) : result;
}

/*
 * What is committed stays, even when the power fails. Pages that many portions change are written back to
 * the database once for 16 MB of WAL: that saves a third of the waiting for the disk.
 */
static const char settings[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;"
    "PRAGMA cache_size = -2048; PRAGMA trusted_schema = OFF; PRAGMA temp_store = FILE;";

/* SQLite says only that it couldn't. */
static enum store_result explain_absent(struct sqlite *sqlite, const char *path, enum store_mode mode)
{
    if (access(path, mode == STORE_READ ? R_OK : R_OK | W_OK) == 0)
        return STORE_ABSENT;
    if (errno == ENOENT && !(flags_of[mode] & SQLITE_OPEN_CREATE))
        return store_fail(&sqlite->store, STORE_ABSENT,
                          "there is no such file; xenond makes it when it starts");
    return store_fail(&sqlite->store, STORE_ABSENT, "%s: %s", sqlite3_errstr(SQLITE_CANTOPEN),
                      strerror(errno));
}

static struct store *open_file(const char *url, enum store_mode mode, store_meanwhile *meanwhile,
                               void *context, enum store_result *result)
{
    struct sqlite *sqlite = calloc(1, sizeof(*sqlite));
    if (!sqlite)
        return NULL;
    sqlite->store = (struct store){.backend = &store_sqlite, .meanwhile = meanwhile, .context = context};
    const char *path = url + strlen("sqlite:");
    mode_t mask = umask(027);
    int code = sqlite3_open_v2(path, &sqlite->db, flags_of[mode] | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK) {
        sqlite3_busy_handler(sqlite->db, wait_for_lock, sqlite);
        if (mode != STORE_READ)
            code = sqlite3_exec(sqlite->db, settings, NULL, NULL, NULL);
    }
    *result = done(sqlite, code);
    if ((code & 0xff) == SQLITE_CANTOPEN)
        *result = explain_absent(sqlite, path, mode);
    if (*result == STORE_DONE)
        *result = settle(sqlite, mode);
    umask(mask);
    return &sqlite->store;
}

static void close_file(struct store *store)
{
    struct sqlite *sqlite = (struct sqlite *)store;
    sqlite3_finalize(sqlite->insert);
    sqlite3_close(sqlite->db);
    free(sqlite);
}

static enum store_result begin(struct store *store)
{
    return execute((struct sqlite *)store, "BEGIN IMMEDIATE");
}

static enum store_result snapshot(struct store *store)
{
    return execute((struct sqlite *)store, "BEGIN");
}

static enum store_result append(struct store *store, const struct entry *entry)
{
    struct sqlite *sqlite = (struct sqlite *)store;
    sqlite3_stmt *insert = sqlite->insert;
    int column = 1;
#define BIND(name) sqlite3_bind_int64(insert, column++, entry->name);
    ENTRY_NUMBERS(BIND)
#undef BIND
#define BIND(name) sqlite3_bind_text(insert, column++, entry->name, -1, SQLITE_STATIC);
    ENTRY_TEXTS(BIND)
#undef BIND
    sqlite3_bind_blob(insert, column, entry->hash, ENTRY_HASH, SQLITE_STATIC);
    sqlite3_step(insert);
    return done(sqlite, sqlite3_reset(insert));
}

static enum store_result commit(struct store *store)
{
    return execute((struct sqlite *)store, "COMMIT");
}

/* SQLite may have done it by itself: then there is nothing to say. */
static void rollback(struct store *store)
{
    sqlite3_exec(((struct sqlite *)store)->db, "ROLLBACK", NULL, NULL, NULL);
}

static void bind(sqlite3_stmt *statement, const struct store_argument *arguments, unsigned int count)
{
    char name[16];
    for (unsigned int i = 0; i < count; i++) {
        snprintf(name, sizeof(name), "$%u", i + 1);
        int at = sqlite3_bind_parameter_index(statement, name);
        if (at && arguments[i].text)
            sqlite3_bind_text(statement, at, arguments[i].text, -1, SQLITE_STATIC);
        else if (at)
            sqlite3_bind_int64(statement, at, arguments[i].number);
    }
}

static const char *text_of(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    bool whole = text && strlen(text) == (size_t)sqlite3_column_bytes(statement, column);
    return whole ? text : STORE_NO_TEXT;
}

/* What no record of ours can hold, a hash of another size or a text with a NUL, becomes what matches none. */
static void read_value(struct store_value *value, sqlite3_stmt *statement, int column)
{
    static const uint8_t no_hash[ENTRY_HASH];
    int type = sqlite3_column_type(statement, column);
    *value = (struct store_value){.null = type == SQLITE_NULL, .hash = no_hash, .text = ""};
    if (type == SQLITE_BLOB && sqlite3_column_bytes(statement, column) == ENTRY_HASH)
        value->hash = sqlite3_column_blob(statement, column);
    else if (type == SQLITE_TEXT)
        value->text = text_of(statement, column);
    else if (type == SQLITE_INTEGER)
        value->number = sqlite3_column_int64(statement, column);
}

static int give_rows(sqlite3_stmt *statement, store_reader *reader, void *context)
{
    struct store_value row[ENTRY_COLUMNS];
    unsigned int columns = (unsigned int)sqlite3_column_count(statement);
    int code;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        for (unsigned int i = 0; i < columns && i < ENTRY_COLUMNS; i++)
            read_value(&row[i], statement, (int)i);
        if (reader && !reader(context, row, columns))
            return SQLITE_ROW;
    }
    return code;
}

static enum store_result query(struct store *store, const char *sql, const struct store_argument *arguments,
                               unsigned int count, store_reader *reader, void *context)
{
    struct sqlite *sqlite = (struct sqlite *)store;
    sqlite3_stmt *statement = NULL;
    enum store_result result = done(sqlite, sqlite3_prepare_v2(sqlite->db, sql, -1, &statement, NULL));
    if (result != STORE_DONE)
        return result;
    bind(statement, arguments, count);
    int code = give_rows(statement, reader, context);
    result = code == SQLITE_ROW ? STORE_STOPPED : done(sqlite, code);
    sqlite3_finalize(statement);
    return result;
}

const struct store_backend store_sqlite = {
    .name = "SQLite",
    .open = open_file,
    .close = close_file,
    .begin = begin,
    .append = append,
    .commit = commit,
    .rollback = rollback,
    .snapshot = snapshot,
    .query = query,
};
