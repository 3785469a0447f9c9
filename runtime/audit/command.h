/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What xenon-audit was asked, and the functions that answer. A verb is a function
 * `verb_NAME(const struct command *)` and one line in verbs.def; an option is a field of struct command and
 * one line in options.def.
 */
#ifndef XENON_AUDIT_COMMAND_H
#define XENON_AUDIT_COMMAND_H

#include <stdio.h>
#include "runtime/audit/config.h"
#include "runtime/audit/store.h"

/* Exit statuses, as xenon-audit(8) documents them. */
enum audit_exit {
    AUDIT_DONE = 0,
    AUDIT_BROKEN = 1,  /* verify: the records aren't what they were */
    AUDIT_TROUBLE = 2, /* usage, configuration, or output that can't be written */
    AUDIT_ABSENT = 3,  /* the database can't be reached, or doesn't permit it */
};

enum option_name {
#define OPTION(id, letter, name, take, field, argument, help) OPTION_##id,
#include "runtime/audit/options.def"
#undef OPTION
    OPTIONS
};

/* What every verb takes. */
enum { OPTIONS_OF_ALL = 1 << OPTION_HELP };

/* What the command line says; what an option that wasn't given leaves is NULL or false. */
struct command {
    const struct verb *verb; /* NULL: --help alone */
    const char *operand;
    const char *config_path;
    const struct config *config;
    const char *database; /* URL */
    const char *domain;
    const char *component;
    const char *version;
    const char *head; /* ID:HASH */
    int64_t kind;     /* or -1 */
    int64_t from, to; /* ns since 1970; INT64_MIN and INT64_MAX: not given */
    int64_t last;     /* how many records */
    bool json, csv, sql, follow, dry, help;
};

struct verb {
    const char *name;
    enum audit_exit (*run)(const struct command *command);
    const char *operands; /* choices with | between, or empty: it takes none */
    unsigned int takes;   /* 1u << enum option_name, each */
    const char *summary;  /* one line */
    const char *more;     /* for --help, with its final newline, or empty */
};

#define VERB(name, operands, takes, summary, more) enum audit_exit verb_##name(const struct command *command);
#include "runtime/audit/verbs.def"
#undef VERB

/* Reads the command line. AUDIT_TROUBLE after saying what is wrong. Texts stay the command line's. */
enum audit_exit arguments_read(int argc, char **argv, struct command *command);

/* What --help says: of all verbs when `verb` is NULL. */
void arguments_help(const struct verb *verb, FILE *out);

/* One diagnostic on stderr. Returns AUDIT_TROUBLE. */
__attribute__((format(printf, 1, 2))) enum audit_exit complain(const char *format, ...);

/* Opens the database, or says why it can't be and returns NULL. */
struct store *open_or_complain(const struct command *command, enum store_mode mode);

/* Says what went wrong with the database, if something did, and what becomes of it. */
enum audit_exit end_with(const struct store *store, enum store_result result);

#endif
