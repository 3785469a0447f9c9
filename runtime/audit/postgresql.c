/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The audit database in PostgreSQL. A library of its own, which is loaded where a URL asks for it.
 *
 * libpq never blocks here: while the server keeps us waiting, store.meanwhile is called, and one that is
 * silent for too long counts as absent.
 */
#include "runtime/audit/schema.h"
#include "runtime/audit/store.h"

#include <inttypes.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    WAIT_STEP = 100,  /* ms */
    WAIT_STEPS = 100, /* of silence */
    NUMBER_SIZE = 24, /* a number in decimal */
};

struct postgresql {
    struct store store;
    PGconn *connection;
};

extern const struct store_backend store_postgresql;

static enum store_result fail(struct postgresql *pg, enum store_result result, const char *text)
{
    return store_fail(&pg->store, result, "%s", text && *text ? text : "no answer");
}

/* The kinds of error, by the first two characters of its SQLSTATE. */
static enum store_result result_of(const PGresult *answer)
{
    const char *state = PQresultErrorField(answer, PG_DIAG_SQLSTATE);
    if (!state)
        return STORE_ABSENT;
    if (strncmp(state, "23", 2) == 0)
        return STORE_CONFLICT;
    /* What passes: connections, transactions, resources, the operator, the system. A right doesn't. */
    static const char transient[][3] = {"08", "25", "40", "53", "57", "58", "XX"};
    for (size_t i = 0; i < sizeof(transient) / sizeof(transient[0]); i++)
        if (strncmp(state, transient[i], 2) == 0)
            return STORE_ABSENT;
    return STORE_WRONG;
}

/* Waits until the server's socket is ready. Returns false after too long a silence. */
static bool wait_for(struct postgresql *pg, short events)
{
    struct pollfd socket = {.fd = PQsocket(pg->connection), .events = events};
    for (int step = 0; step < WAIT_STEPS; step++) {
        if (poll(&socket, 1, WAIT_STEP) > 0)
            return true;
        if (pg->store.meanwhile)
            pg->store.meanwhile(pg->store.context);
    }
    return false;
}

static enum store_result lost(struct postgresql *pg)
{
    return fail(pg, STORE_ABSENT, PQerrorMessage(pg->connection));
}

static enum store_result silent(struct postgresql *pg)
{
    return fail(pg, STORE_ABSENT, "the server doesn't answer");
}

static enum store_result flush(struct postgresql *pg)
{
    int left;
    while ((left = PQflush(pg->connection)) > 0) {
        if (!wait_for(pg, POLLIN | POLLOUT))
            return silent(pg);
        if (!PQconsumeInput(pg->connection))
            return lost(pg);
    }
    return left ? lost(pg) : STORE_DONE;
}

/* The next result of what was sent, or NULL in *answer at its end. */
static enum store_result receive(struct postgresql *pg, PGresult **answer)
{
    *answer = NULL;
    while (PQisBusy(pg->connection)) {
        if (!wait_for(pg, POLLIN))
            return silent(pg);
        if (!PQconsumeInput(pg->connection))
            return lost(pg);
    }
    *answer = PQgetResult(pg->connection);
    return STORE_DONE;
}

/* Ends the command that was sent, giving rows to the reader. The first trouble is what is returned. */
static enum store_result finish(struct postgresql *pg, store_reader *reader, void *context);

static enum store_result run(struct postgresql *pg, const char *sql)
{
    if (!PQsendQuery(pg->connection, sql))
        return lost(pg);
    enum store_result result = flush(pg);
    return result == STORE_DONE ? finish(pg, NULL, NULL) : result;
}

static int digit(char hex)
{
    return hex <= '9' ? hex - '0' : (hex | 0x20) - 'a' + 10;
}

/* bytea in text: \x and two digits a byte. */
static void read_hash(uint8_t hash[ENTRY_HASH], const char *text)
{
    memset(hash, 0, ENTRY_HASH);
    if (strlen(text) != 2 + 2 * ENTRY_HASH)
        return;
    for (size_t i = 0; i < ENTRY_HASH; i++)
        hash[i] = (uint8_t)(digit(text[2 + 2 * i]) << 4 | digit(text[3 + 2 * i]));
}

static bool give_row(const PGresult *answer, store_reader *reader, void *context)
{
    enum { BYTEA = 17, TEXT = 25 }; /* of pg_type */
    struct store_value row[ENTRY_COLUMNS];
    uint8_t hash[ENTRY_HASH];
    int columns = PQnfields(answer);
    for (int i = 0; i < columns && i < ENTRY_COLUMNS; i++) {
        const char *text = PQgetvalue(answer, 0, i);
        row[i] = (struct store_value){.null = PQgetisnull(answer, 0, i), .text = text, .hash = hash};
        if (PQftype(answer, i) == BYTEA)
            read_hash(hash, text);
        else if (PQftype(answer, i) != TEXT)
            row[i].number = strtoll(text, NULL, 10);
    }
    return reader(context, row, (unsigned int)columns);
}

static enum store_result finish(struct postgresql *pg, store_reader *reader, void *context)
{
    enum store_result result = STORE_DONE;
    for (;;) {
        PGresult *answer;
        enum store_result wire = receive(pg, &answer);
        if (wire != STORE_DONE)
            return wire;
        if (!answer)
            return result;
        ExecStatusType status = PQresultStatus(answer);
        if (status == PGRES_SINGLE_TUPLE && reader && result == STORE_DONE) {
            if (!give_row(answer, reader, context))
                result = STORE_STOPPED;
        } else if ((status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE) && result == STORE_DONE) {
            result = fail(pg, result_of(answer), PQresultErrorMessage(answer));
        }
        PQclear(answer);
    }
}

static enum store_result connect_to(struct postgresql *pg, const char *url)
{
    pg->connection = PQconnectStart(url);
    if (!pg->connection || PQstatus(pg->connection) == CONNECTION_BAD)
        return fail(pg, STORE_ABSENT, pg->connection ? PQerrorMessage(pg->connection) : "no memory");
    PostgresPollingStatusType next = PGRES_POLLING_WRITING;
    while (next != PGRES_POLLING_OK) {
        if (!wait_for(pg, next == PGRES_POLLING_READING ? POLLIN : POLLOUT))
            return silent(pg);
        next = PQconnectPoll(pg->connection);
        if (next == PGRES_POLLING_FAILED)
            return lost(pg);
    }
    return PQsetnonblocking(pg->connection, 1) ? lost(pg) : STORE_DONE;
}

static enum store_result prepare(struct postgresql *pg)
{
    char sql[1024];
    size_t length = (size_t)snprintf(sql, sizeof(sql), "INSERT INTO record (%s) VALUES ($1", entry_columns);
    for (unsigned int i = 2; i <= ENTRY_COLUMNS; i++)
        length += (size_t)snprintf(sql + length, sizeof(sql) - length, ", $%u", i);
    snprintf(sql + length, sizeof(sql) - length, ")");
    if (!PQsendPrepare(pg->connection, "append", sql, 0, NULL))
        return lost(pg);
    enum store_result result = flush(pg);
    return result == STORE_DONE ? finish(pg, NULL, NULL) : result;
}

static struct store *open_server(const char *url, enum store_mode mode, store_meanwhile *meanwhile,
                                 void *context, enum store_result *result)
{
    struct postgresql *pg = calloc(1, sizeof(*pg));
    if (!pg)
        return NULL;
    pg->store = (struct store){.backend = &store_postgresql, .meanwhile = meanwhile, .context = context};
    *result = connect_to(pg, url);
    if (*result == STORE_DONE && mode == STORE_CREATE)
        *result = run(pg, schema_postgresql);
    if (*result == STORE_DONE)
        *result = run(pg, "SET search_path = xenon; SET synchronous_commit = on");
    if (*result == STORE_DONE && (mode == STORE_CHANGE || mode == STORE_WRITE))
        *result = prepare(pg);
    return &pg->store;
}

static void close_server(struct store *store)
{
    struct postgresql *pg = (struct postgresql *)store;
    PQfinish(pg->connection);
    free(pg);
}

static enum store_result begin(struct store *store)
{
    struct postgresql *pg = (struct postgresql *)store;
    enum store_result result = run(pg, "BEGIN");
    if (result == STORE_DONE && !PQenterPipelineMode(pg->connection))
        return lost(pg);
    return result;
}

static enum store_result snapshot(struct store *store)
{
    return run((struct postgresql *)store, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

/* Takes the answers to what was appended. All have come when the synchronisation point's has. */
static enum store_result synchronise(struct postgresql *pg)
{
    enum store_result result = STORE_DONE;
    if (!PQpipelineSync(pg->connection))
        return lost(pg);
    enum store_result wire = flush(pg);
    for (bool synchronised = false; wire == STORE_DONE && !synchronised;) {
        PGresult *answer;
        wire = receive(pg, &answer);
        if (!answer)
            continue;
        ExecStatusType status = PQresultStatus(answer);
        synchronised = status == PGRES_PIPELINE_SYNC;
        if (status == PGRES_FATAL_ERROR && result == STORE_DONE)
            result = fail(pg, result_of(answer), PQresultErrorMessage(answer));
        PQclear(answer);
    }
    return wire == STORE_DONE ? result : wire;
}

static enum store_result append(struct store *store, const struct entry *entry)
{
    struct postgresql *pg = (struct postgresql *)store;
    char numbers[ENTRY_NUMBER_COUNT][NUMBER_SIZE];
    const char *values[ENTRY_COLUMNS];
    int lengths[ENTRY_COLUMNS] = {0}, formats[ENTRY_COLUMNS] = {0};
    unsigned int column = 0;
#define VALUE(name)                                                                                          \
    snprintf(numbers[column], NUMBER_SIZE, "%" PRId64, entry->name);                                         \
    values[column] = numbers[column];                                                                        \
    column++;
    ENTRY_NUMBERS(VALUE)
#undef VALUE
#define VALUE(name) values[column++] = entry->name;
    ENTRY_TEXTS(VALUE)
#undef VALUE
    values[column] = (const char *)entry->hash;
    lengths[column] = ENTRY_HASH;
    formats[column] = 1;
    if (!PQsendQueryPrepared(pg->connection, "append", ENTRY_COLUMNS, values, lengths, formats, 0))
        return lost(pg);
    return STORE_DONE;
}

static enum store_result commit(struct store *store)
{
    struct postgresql *pg = (struct postgresql *)store;
    enum store_result result = synchronise(pg);
    if (!PQexitPipelineMode(pg->connection) && result == STORE_DONE)
        return lost(pg);
    return result == STORE_DONE ? run(pg, "COMMIT") : result;
}

static void rollback(struct store *store)
{
    struct postgresql *pg = (struct postgresql *)store;
    if (PQpipelineStatus(pg->connection) != PQ_PIPELINE_OFF && synchronise(pg) == STORE_ABSENT)
        return;
    PQexitPipelineMode(pg->connection);
    run(pg, "ROLLBACK");
}

static enum store_result query(struct store *store, const char *sql, const struct store_argument *arguments,
                               unsigned int count, store_reader *reader, void *context)
{
    enum { MOST = 8 };
    struct postgresql *pg = (struct postgresql *)store;
    char numbers[MOST][NUMBER_SIZE];
    const char *values[MOST];
    for (unsigned int i = 0; i < count && i < MOST; i++) {
        snprintf(numbers[i], NUMBER_SIZE, "%" PRId64, arguments[i].number);
        values[i] = arguments[i].text ? arguments[i].text : numbers[i];
    }
    if (!PQsendQueryParams(pg->connection, sql, (int)count, NULL, values, NULL, NULL, 0) ||
        !PQsetSingleRowMode(pg->connection))
        return lost(pg);
    enum store_result result = flush(pg);
    return result == STORE_DONE ? finish(pg, reader, context) : result;
}

const struct store_backend store_postgresql = {
    .name = "PostgreSQL",
    .open = open_server,
    .close = close_server,
    .begin = begin,
    .append = append,
    .commit = commit,
    .rollback = rollback,
    .snapshot = snapshot,
    .query = query,
};
