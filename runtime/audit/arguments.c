/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-audit's command line, read and explained by the tables of verbs and options. */
#include "runtime/audit/command.h"
#include "runtime/audit/show.h"
#include "runtime/audit/times.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Takes a value into its field. Returns false when it is no value of that option. */
typedef bool take(void *field, const char *value);

static bool take_text(void *field, const char *value)
{
    *(const char **)field = value;
    return true;
}

static bool take_flag(void *field, const char *value)
{
    (void)value;
    return *(bool *)field = true;
}

static bool take_count(void *field, const char *value)
{
    char *end;
    errno = 0;
    *(int64_t *)field = strtoll(value, &end, 10);
    return *value >= '0' && *value <= '9' && !*end && !errno;
}

static bool take_kind(void *field, const char *value)
{
    return (*(int64_t *)field = show_find_kind(value)) >= 0;
}

static bool take_time(void *field, const char *value)
{
    return times_parse(value, field);
}

static bool take_database(void *field, const char *value)
{
    return take_text(field, value) && store_knows(value);
}

static const struct {
    char letter; /* or 0 */
    const char *name;
    take *take;
    size_t field;         /* its offset in struct command */
    const char *argument; /* what it stands for; NULL for a flag */
    const char *help;
} options[OPTIONS] = {
#define OPTION(id, letter, name, take, field, argument, help)                                                \
    {letter, name, take_##take, offsetof(struct command, field), argument, help},
#include "runtime/audit/options.def"
#undef OPTION
};

static const struct verb verbs[] = {
#define VERB(name, operands, takes, summary, more) {#name, verb_##name, operands, takes, summary, more},
#include "runtime/audit/verbs.def"
#undef VERB
};

enum { VERBS = sizeof(verbs) / sizeof(verbs[0]) };

static bool takes(const struct verb *verb, int option)
{
    return (verb->takes | OPTIONS_OF_ALL) >> option & 1;
}

/* getopt's tables; a long option's value is its number behind all letters. */
enum { FIRST_LONG = 256 };

struct tables {
    struct option longs[OPTIONS + 1];
    char letters[2 * OPTIONS + 2];
};

static void fill(struct tables *tables)
{
    char *letter = tables->letters;
    *letter++ = ':';
    for (int i = 0; i < OPTIONS; i++) {
        tables->longs[i] = (struct option){options[i].name, !!options[i].argument, NULL, FIRST_LONG + i};
        if (options[i].letter)
            letter += sprintf(letter, "%c%s", options[i].letter, options[i].argument ? ":" : "");
    }
}

/* The number of the option that getopt has found, or -1. */
static int find_option(int found)
{
    if (found >= FIRST_LONG)
        return found - FIRST_LONG;
    for (int i = 0; i < OPTIONS; i++)
        if (options[i].letter && options[i].letter == found)
            return i;
    return -1;
}

static const struct verb *find_verb(const char *name)
{
    for (size_t i = 0; i < VERBS; i++)
        if (strcmp(name, verbs[i].name) == 0)
            return &verbs[i];
    return NULL;
}

/* Says that the command line is wrong, and where help is. Returns AUDIT_TROUBLE. */
__attribute__((format(printf, 2, 3))) static enum audit_exit wrong_usage(const struct command *command,
                                                                         const char *format, ...)
{
    const char *verb = command->verb->name;
    char text[256];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof(text), format, values);
    va_end(values);
    return complain("%s: %s; see `xenon-audit %s --help`", verb, text, verb);
}

static enum audit_exit read_options(int argc, char **argv, struct command *command)
{
    struct tables tables = {.letters = ""};
    unsigned int given = 0;
    int found;
    fill(&tables);
    opterr = 0;
    while ((found = getopt_long(argc, argv, tables.letters, tables.longs, NULL)) != -1) {
        int number = find_option(found);
        if (found == ':')
            return wrong_usage(command, "option `%s` needs a value", argv[optind - 1]);
        if (number < 0)
            return wrong_usage(command, "there is no option `%s`", argv[optind - 1]);
        given |= 1u << number;
        if (!options[number].take((char *)command + options[number].field, optarg))
            return wrong_usage(command, "`%s` is no value for --%s", optarg, options[number].name);
    }
    for (int i = 0; i < OPTIONS && !command->help; i++)
        if ((given >> i & 1) && !takes(command->verb, i))
            return wrong_usage(command, "it doesn't take --%s", options[i].name);
    return AUDIT_DONE;
}

/* Whether the operand is one of the words with | between. */
static bool is_choice(const char *words, const char *operand)
{
    size_t length = strlen(operand);
    for (const char *at = words; *at; at += strcspn(at, "|"), at += *at == '|')
        if (strcspn(at, "|") == length && strncmp(at, operand, length) == 0)
            return true;
    return false;
}

static enum audit_exit read_operand(int count, char **operands, struct command *command)
{
    const struct verb *verb = command->verb;
    int wanted = *verb->operands ? 1 : 0;
    if (count < wanted)
        return wrong_usage(command, "%s is missing", verb->operands);
    if (count > wanted)
        return wrong_usage(command, "`%s` is one operand too many", operands[wanted]);
    if (wanted && !is_choice(verb->operands, operands[0]))
        return wrong_usage(command, "`%s` is none of %s", operands[0], verb->operands);
    command->operand = operands[0];
    return AUDIT_DONE;
}

enum audit_exit arguments_read(int argc, char **argv, struct command *command)
{
    *command = (struct command){.kind = -1, .from = INT64_MIN, .to = INT64_MAX, .last = 10};
    command->verb = argc > 1 ? find_verb(argv[1]) : NULL;
    if (command->verb) {
        enum audit_exit status = read_options(argc - 1, argv + 1, command);
        return status || command->help ? status : read_operand(argc - 1 - optind, argv + 1 + optind, command);
    }
    command->help = argc == 2 && strcmp(argv[1], "--help") == 0;
    if (command->help)
        return AUDIT_DONE;
    if (argc > 1)
        complain("there is no verb `%s`", argv[1]);
    arguments_help(NULL, stderr);
    return AUDIT_TROUBLE;
}

/* --- Help --- */

static void help_all(FILE *out)
{
    fputs("usage: xenon-audit VERB [OPTION]...\n\n", out);
    for (size_t i = 0; i < VERBS; i++)
        fprintf(out, "  %-11s %s\n", verbs[i].name, verbs[i].summary);
    fputs("\nThose that ask the database take --database URL, or --config FILE for what names\n"
          "it otherwise, " CONFIG_FILE ". VERB --help says more.\n",
          out);
}

static void help_option(FILE *out, int number)
{
    char text[40];
    snprintf(text, sizeof(text), "%c%c%s --%s%s%s", options[number].letter ? '-' : ' ',
             options[number].letter ? options[number].letter : ' ', options[number].letter ? "," : " ",
             options[number].name, options[number].argument ? "=" : "",
             options[number].argument ? options[number].argument : "");
    fprintf(out, "  %-21s %s\n", text, options[number].help);
}

void arguments_help(const struct verb *verb, FILE *out)
{
    if (verb) {
        fprintf(out, "usage: xenon-audit %s [OPTION]...%s%s\n%c%s.\n%s\n", verb->name,
                *verb->operands ? " " : "", verb->operands, verb->summary[0] - 'a' + 'A', verb->summary + 1,
                verb->more);
        for (int i = 0; i < OPTIONS; i++)
            if (takes(verb, i))
                help_option(out, i);
    } else {
        help_all(out);
    }
    fputs("\nExit status: 0 done, proven; 1 verify: the records aren't what they were;\n"
          "2 usage or configuration; 3 the database can't be reached, or doesn't permit it.\n",
          out);
}
