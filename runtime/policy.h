/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What xenon-policy was asked to do, and the functions that do it. A verb is a function
 * `verb_NAME(const struct request *)` and one line in verbs.def; an option is a field of struct request and
 * one line in options.def.
 */
#ifndef XENON_RUNTIME_POLICY_H
#define XENON_RUNTIME_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "runtime/libxenon.h"

/* Exit statuses, as xenon-policy(8) documents them. */
enum policy_exit {
    POLICY_DONE = 0,
    POLICY_REFUSED = 1,     /* by the hypervisor or the operator; nothing was changed */
    POLICY_TROUBLE = 2,     /* usage, a file, or output that can't be written */
    POLICY_UNREACHABLE = 3, /* no Xenon here, or not permitted */
};

/* What an option that wasn't given leaves is NULL or false. Texts are the command line's. */
struct request {
    const struct policy_verb *verb;
    const char **operands;
    size_t count;
    const char *host;
    const char *confirm;
    const char *if_live;
    const char *domain;
    const char *since;
    const char *source;
    bool yes;
    bool force;
    bool follow;
    bool learn;
    bool dry;
    bool json;
    bool help;
};

enum option_name {
#define OPTION(id, letter, name, kind, field, argument, help) OPTION_##id,
#include "runtime/options.def"
#undef OPTION
    OPTIONS
};

/* What every verb takes. */
enum { OPTIONS_OF_ALL = 1 << OPTION_HOST | 1 << OPTION_JSON | 1 << OPTION_HELP };

enum option_kind { FLAG, TEXT };

struct option_entry {
    char letter; /* or 0 */
    const char *name;
    enum option_kind kind;
    size_t field;         /* its offset in struct request: bool or const char * */
    const char *argument; /* what it stands for; NULL for a flag */
    const char *help;
};

extern const struct option_entry policy_options[OPTIONS];

struct policy_verb {
    const char *name;
    /* Writes to stdout and stderr. */
    enum policy_exit (*run)(const struct request *request);
    size_t least; /* operands */
    size_t most;
    const char *operands;
    unsigned int takes;  /* 1u << enum option_name, each */
    const char *summary; /* one line */
    const char *more;    /* for --help, with its final newline, or empty */
};

extern const struct policy_verb policy_verbs[];
extern const size_t policy_verb_count;

#define VERB(id, name, least, most, operands, takes, summary, more)                                          \
    enum policy_exit verb_##id(const struct request *request);
#include "runtime/verbs.def"
#undef VERB

/* Whether the verb takes the option of that number. */
bool policy_takes(const struct policy_verb *verb, size_t option);

/*
 * Reads the command line into `request`, whose list of operands has room for all of it. POLICY_TROUBLE after
 * saying what is wrong. With --help, .verb may be NULL.
 */
enum policy_exit policy_read_arguments(int argc, char **argv, struct request *request);

/* A record's number: decimal digits, and nothing else. False for what isn't one. */
bool policy_read_sequence(const char *text, uint64_t *sequence);

/* What --help prints: of all verbs when .verb is NULL. */
void policy_help(const struct request *request);

#endif
