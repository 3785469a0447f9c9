/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The audit database: one interface, a backend for each kind of database.
 *
 * All functions but store_open() return an enum store_result; what went wrong is then in store_error().
 */
#ifndef XENON_AUDIT_STORE_H
#define XENON_AUDIT_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "runtime/audit/entry.h"

enum store_result {
    STORE_DONE,
    STORE_ABSENT,   /* the database can't be reached now, or is full: what was begun wasn't stored, or its
                     * end is unknown; to be tried again, from store_open() or store_begin() on */
    STORE_CONFLICT, /* another program has appended: read the chain's end anew */
    STORE_WRONG,    /* no audit database, or it doesn't permit this: trying again doesn't help */
    STORE_STOPPED,  /* a reader of rows wanted no more */
};

enum store_mode {
    STORE_READ,
    STORE_CHANGE, /* append to a database that is there, and remove */
    STORE_WRITE,  /* append; creates the database where that needs no administrator */
    STORE_CREATE, /* make tables, triggers and rights anew */
};

#define STORE_ERROR   512u
#define STORE_PORTION 2048u /* records that are best stored together: each time waits for the disk */

/* Called now and then while the database keeps us waiting. */
typedef void store_meanwhile(void *context);

struct store {
    const struct store_backend *backend;
    store_meanwhile *meanwhile; /* or NULL */
    void *context;              /* its */
    char error[STORE_ERROR];
};

/* Stands for a text that no record can have, as they have no control characters. */
#define STORE_NO_TEXT "\x01"

/* A value of a row, valid until its reader returns. */
struct store_value {
    bool null;
    int64_t number;      /* of a column of numbers */
    const char *text;    /* of a column of texts; terminated */
    const uint8_t *hash; /* of the column hash: ENTRY_HASH bytes */
};

/* Returns false for enough. */
typedef bool store_reader(void *context, const struct store_value *row, unsigned int columns);

/* An argument $1, $2, … of a query. */
struct store_argument {
    const char *text; /* NULL: it is the number */
    int64_t number;
};

struct store_backend {
    const char *name;
    /* Returns a handle even when it fails, unless there is no memory; then *result says how. */
    struct store *(*open)(const char *url, enum store_mode mode, store_meanwhile *meanwhile, void *context,
                          enum store_result *result);
    void (*close)(struct store *store);
    enum store_result (*begin)(struct store *store);
    enum store_result (*append)(struct store *store, const struct entry *entry);
    enum store_result (*commit)(struct store *store);
    void (*rollback)(struct store *store);
    enum store_result (*snapshot)(struct store *store);
    enum store_result (*query)(struct store *store, const char *sql, const struct store_argument *arguments,
                               unsigned int count, store_reader *reader, void *context);
};

/*
 * Opens `sqlite:FILE` or a URL of PostgreSQL's, `postgresql://…`. The caller ends *store by store_close(); it
 * is there for its error even when it fails, or NULL.
 */
enum store_result store_open(const char *url, enum store_mode mode, store_meanwhile *meanwhile, void *context,
                             struct store **store);

/* Accepts NULL. */
void store_close(struct store *store);

/* Whether store_open() knows such a URL. */
bool store_knows(const char *url);

/* Always a text, without a full stop. Accepts NULL. */
const char *store_error(const struct store *store);

/* From here on, until the end, all queries see the database as it is now. */
enum store_result store_snapshot(struct store *store);

/* What is appended between these is stored together, or none of it. */
enum store_result store_begin(struct store *store);
enum store_result store_append(struct store *store, const struct entry *entry);
enum store_result store_commit(struct store *store);
void store_rollback(struct store *store);

/*
 * Gives each row of the answer to `reader`; it may be NULL. A column whose name is `hash` holds a hash. The
 * SQL is what both databases understand.
 */
enum store_result store_query(struct store *store, const char *sql, const struct store_argument *arguments,
                              unsigned int count, store_reader *reader, void *context);

/* A row of entry_columns. */
void store_entry(struct entry *entry, const struct store_value *row);

/* The chain's end: the last entry's id, 0 when there is none, and its hash. */
struct store_head {
    int64_t id;
    uint8_t hash[ENTRY_HASH];
};
enum store_result store_read_head(struct store *store, struct store_head *head);

/* Puts the entry at the chain's end, and `head` behind it. */
enum store_result store_extend(struct store *store, struct store_head *head, struct entry *entry);

/* For backends: sets the error and returns `result`. */
__attribute__((format(printf, 3, 4))) enum store_result
store_fail(struct store *store, enum store_result result, const char *format, ...);

extern const struct store_backend store_sqlite;

#endif
