/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-audit: what the audit database knows. The table of verbs is the program. */
#include "runtime/audit/command.h"
#include "runtime/audit/show.h"
#include "runtime/audit/times.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct verb *const verbs[] = {
    &verb_list,    &verb_tail,   &verb_export, &verb_stats, &verb_used,
    &verb_exposed, &verb_verify, &verb_retire, &verb_init,
};
enum { VERBS = sizeof(verbs) / sizeof(verbs[0]) };

/* A verb says by their letters which of these it takes; all take the last ones. */
static const struct option options[] = {
    {"domain", required_argument, NULL, 'd'},
    {"component", required_argument, NULL, 'c'},
    {"version", required_argument, NULL, 'v'},
    {"kind", required_argument, NULL, 'k'},
    {"from", required_argument, NULL, 'a'},
    {"to", required_argument, NULL, 'z'},
    {"before", required_argument, NULL, 'b'},
    {"lines", required_argument, NULL, 'n'},
    {"head", required_argument, NULL, 'e'},
    {"json", no_argument, NULL, 'j'},
    {"csv", no_argument, NULL, 'x'},
    {"sql", no_argument, NULL, 's'},
    {"follow", no_argument, NULL, 'f'},
    {"dry-run", no_argument, NULL, 'r'},
    {"database", required_argument, NULL, 'D'},
    {"config", required_argument, NULL, 'C'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

enum audit_exit complain(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    fputs("xenon-audit: ", stderr);
    vfprintf(stderr, format, values);
    fputc('\n', stderr);
    va_end(values);
    return AUDIT_TROUBLE;
}

struct store *open_or_complain(const struct command *command, enum store_mode mode)
{
    struct store *store = NULL;
    if (store_open(command->database, mode, NULL, NULL, &store) == STORE_DONE)
        return store;
    complain("the database %s: %s", command->database, store_error(store));
    store_close(store);
    return NULL;
}

enum audit_exit end_with(const struct store *store, enum store_result result)
{
    if (result == STORE_STOPPED || fflush(stdout) || ferror(stdout))
        return AUDIT_TROUBLE; /* nobody reads on */
    if (result == STORE_DONE)
        return AUDIT_DONE;
    complain("the database: %s", store_error(store));
    return AUDIT_ABSENT;
}

static void usage(FILE *out)
{
    fputs("usage: xenon-audit VERB [OPTION…]\n\n", out);
    for (size_t i = 0; i < VERBS; i++)
        fprintf(out, "  %-8s %s\n", verbs[i]->name, verbs[i]->summary);
    fputs("\nEach verb takes --help, --database URL (sqlite:FILE or postgresql://…), and\n"
          "--config FILE for what names the database otherwise, " CONFIG_FILE ".\n"
          "Exit status: 0 done, proven; 1 verify: the records aren't what they were;\n"
          "2 usage or configuration; 3 the database can't be reached, or doesn't permit it.\n",
          out);
}

static bool parse_number(const char *text, int64_t *number)
{
    char *end;
    errno = 0;
    *number = strtoll(text, &end, 10);
    return *text >= '0' && *text <= '9' && !*end && !errno;
}

/* Takes a value in. Returns false when it is no value of that option. */
static bool take(struct command *command, int letter, const char *value)
{
    switch (letter) {
    case 'd':
        command->domain = value;
        return true;
    case 'c':
        command->component = value;
        return true;
    case 'v':
        command->version = value;
        return true;
    case 'e':
        command->head = value;
        return true;
    case 'k':
        return (command->kind = show_find_kind(value)) >= 0;
    case 'a':
        return times_parse(value, &command->from);
    case 'z':
    case 'b':
        return times_parse(value, &command->to);
    case 'n':
        return parse_number(value, &command->last);
    case 'j':
        return command->json = true;
    case 'x':
        return command->csv = true;
    case 's':
        return command->sql = true;
    case 'f':
        return command->follow = true;
    case 'r':
        return command->dry = true;
    default:
        command->database = value;
        return store_knows(value);
    }
}

/* The database is the configuration's, where the command line names none. */
static enum audit_exit run_with(const struct verb *verb, struct command *command, const char *path)
{
    struct config config = {.database = NULL};
    char error[CONFIG_ERROR];
    enum audit_exit status;
    command->config = &config;
    if (command->database && !path)
        status = verb->run(command);
    else if (!config_read(&config, path ? path : CONFIG_FILE, error))
        status = complain("%s", error);
    else {
        if (!command->database)
            command->database = config.database;
        status = verb->run(command);
    }
    config_free(&config);
    return status;
}

static enum audit_exit run(const struct verb *verb, int argc, char **argv)
{
    struct command command = {.kind = -1, .from = INT64_MIN, .to = INT64_MAX, .last = 10};
    const char *path = NULL;
    int letter, at = -1;
    opterr = 0;
    while ((letter = getopt_long(argc, argv, "fn:", options, &at)) != -1) {
        if (letter == 'h') {
            fputs(verb->help, stdout);
            return AUDIT_DONE;
        }
        if (letter == '?' || (!strchr(verb->options, letter) && !strchr("DC", letter)))
            return complain("%s: wrong option `%s`; see `xenon-audit %s --help`", verb->name,
                            argv[optind - 1], verb->name);
        if (letter == 'C')
            path = optarg;
        else if (!take(&command, letter, optarg))
            return complain("%s: `%s` is no value for that option; see `xenon-audit %s --help`", verb->name,
                            optarg, verb->name);
    }
    if (optind != argc)
        return complain("%s: it takes no argument, and got `%s`", verb->name, argv[optind]);
    return run_with(verb, &command, path);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        usage(stdout);
        return AUDIT_DONE;
    }
    for (size_t i = 0; argc > 1 && i < VERBS; i++)
        if (strcmp(argv[1], verbs[i]->name) == 0)
            return (int)run(verbs[i], argc - 1, argv + 1);
    if (argc > 1)
        complain("there is no verb `%s`", argv[1]);
    usage(stderr);
    return AUDIT_TROUBLE;
}
