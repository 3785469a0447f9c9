/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What policyc was asked to do, and the functions that do it. A command is a file command_NAME.c with one
 * function, `int command_NAME(const struct request *)`, which returns an exit status, and one line in
 * commands.def; an option is a field of struct request and one line in options.def.
 */
#ifndef XENON_COMMAND_H
#define XENON_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum exit_status {
    EXIT_CLEAN,   /* nothing wrong */
    EXIT_ERRORS,  /* the policy or the blob has errors */
    EXIT_TROUBLE, /* wrong usage, or a file that can't be read or written */
    EXIT_WIDER,   /* --diff --fail-on=widen: something widens that no waiver covers */
};

/* In the order of the words in options.def. */
enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_SARIF, FORMAT_GITHUB };

/* What an option that wasn't given leaves is 0 or NULL. Texts are the command line's. */
struct request {
    const char **operands;
    size_t count;
    const char **folders; /* where imports are looked for; the last one is .templates */
    size_t folder_count;
    const char *templates;
    const char *output;
    const char *junit;
    unsigned int format;   /* enum format: how findings are shown */
    unsigned int at_least; /* percent of the rules that tests have to touch */
    bool coverage;         /* say which they don't */
    bool strict;           /* warnings are errors */
    bool json;             /* how an answer is shown */
    bool check;            /* only say what would change */
    unsigned int fail_on;  /* 1: what widens is an error */
    bool svg;              /* a picture */
    bool help;
};

enum option_name {
#define OPTION(id, letter, name, kind, field, argument, help) OPTION_##id,
#include "policyc/options.def"
#undef OPTION
    OPTIONS
};

enum option_kind {
    FLAG,   /* bool */
    TEXT,   /* const char * */
    NUMBER, /* unsigned int */
    CHOICE, /* unsigned int: which of the words in .argument */
    FOLDER, /* one more of request.folders */
};

struct option_entry {
    char letter;      /* or 0 */
    const char *name; /* without its dashes, or NULL */
    enum option_kind kind;
    size_t field;         /* its offset in struct request */
    const char *argument; /* what it stands for, or words with | between; NULL for a flag */
    const char *help;
};

extern const struct option_entry options[OPTIONS];

enum topic {
    TOPIC_COMPILE,
    TOPIC_WRITE,
    TOPIC_TEST,
    TOPIC_ASK,
    TOPIC_COMPARE,
    TOPIC_DEPLOY,
    TOPIC_MORE,
    TOPICS
};

#define ANY_NUMBER SIZE_MAX

struct command {
    const char *name; /* without its dashes; empty: it compiles, without being named */
    int (*run)(const struct request *request);
    enum topic topic;
    size_t least; /* operands */
    size_t most;
    const char *operands; /* what they are: in the manual's words, to which completion knows what there is */
    unsigned int takes;   /* 1u << enum option_name, each; --help is always taken */
    const char *help;     /* one line */
};

extern const struct command commands[];
extern const size_t command_count;

#define COMMAND(name, run, topic, least, most, operands, takes, help) int run(const struct request *request);
#include "policyc/commands.def"
#undef COMMAND

/* The command of that name, or NULL. */
const struct command *command_find(const char *name);

/*
 * Reads the command line into `request`, whose lists have room for all of it. Returns EXIT_CLEAN and what is
 * to be run in `command`, or EXIT_TROUBLE after saying what is wrong.
 */
int read_arguments(char **arguments, struct request *request, const struct command **command);

/* What `policyc --help`, or a command with --help, prints. */
void print_help(const struct request *request, const struct command *command);

/* Prints `policyc: ` and a message on standard error. Returns EXIT_TROUBLE. */
int trouble(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* For a command that has printed its answer: it has arrived, or that is the trouble. Returns a status. */
int finish_output(void);

#endif
