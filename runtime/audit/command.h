/* SPDX-License-Identifier: GPL-2.0-only */
/* What the verbs of xenon-audit share. */
#ifndef XENON_AUDIT_COMMAND_H
#define XENON_AUDIT_COMMAND_H

#include "runtime/audit/config.h"
#include "runtime/audit/store.h"

/* Exit statuses, as xenon-audit(8) documents them. */
enum audit_exit {
    AUDIT_DONE = 0,
    AUDIT_BROKEN = 1,  /* verify: the records aren't what they were */
    AUDIT_TROUBLE = 2, /* usage, configuration, or output that can't be written */
    AUDIT_ABSENT = 3,  /* the database can't be reached, or doesn't permit it */
};

/* What the options say; each verb takes some of them. */
struct command {
    const struct config *config;
    const char *database; /* URL */
    const char *domain;
    const char *component;
    const char *version;
    const char *head; /* ID:HASH */
    int64_t kind;     /* or -1 */
    int64_t from, to; /* ns since 1970; INT64_MIN and INT64_MAX: not given */
    int64_t last;     /* how many records */
    bool json, csv, sql, follow, dry;
};

struct verb {
    const char *name;
    const char *summary;
    const char *options; /* letters of the options it takes, see audit_main.c */
    const char *help;
    enum audit_exit (*run)(const struct command *command);
};

extern const struct verb verb_list, verb_tail, verb_export, verb_stats, verb_used, verb_exposed, verb_verify,
    verb_retire, verb_init;

/* One diagnostic on stderr. Returns AUDIT_TROUBLE. */
__attribute__((format(printf, 1, 2))) enum audit_exit complain(const char *format, ...);

/* Opens the database, or says why it can't be and returns NULL. */
struct store *open_or_complain(const struct command *command, enum store_mode mode);

/* Says what went wrong with the database, if something did, and what becomes of it. */
enum audit_exit end_with(const struct store *store, enum store_result result);

#endif
