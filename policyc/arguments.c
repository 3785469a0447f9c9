/* SPDX-License-Identifier: GPL-2.0-only */
/* Reads the command line by the tables of commands and options. */
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lang/suggest.h"
#include "policyc/command.h"

const struct option_entry options[OPTIONS] = {
#define OPTION(id, letter, name, kind, field, argument, help)                                                \
    {letter, name, kind, offsetof(struct request, field), argument, help},
#include "policyc/options.def"
#undef OPTION
};

const struct command commands[] = {
#define COMMAND(name, run, topic, least, most, operands, takes, help)                                        \
    {name, run, topic, least, most, operands, takes, help},
#include "policyc/commands.def"
#undef COMMAND
};

const size_t command_count = sizeof(commands) / sizeof(commands[0]);

/* A command line that is being read. */
struct reading {
    char **next; /* the first word that isn't read yet; NULL ends them */
    struct request *request;
    const struct command *command; /* NULL: none is named yet */
    unsigned int given;            /* 1u << enum option_name, each */
    bool only_operands;            /* `--` was read */
};

static __attribute__((format(printf, 2, 3))) int misuse(const struct reading *reading, const char *format,
                                                        ...)
{
    const struct command *command = reading->command;
    va_list arguments;
    va_start(arguments, format);
    fputs("policyc: ", stderr);
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "; `policyc %s%s%s--help` shows how\n", command && *command->name ? "--" : "",
            command ? command->name : "", command && *command->name ? " " : "");
    va_end(arguments);
    return EXIT_TROUBLE;
}

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < command_count; i++)
        if (*name && strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

static const struct option_entry *find_option(const char *name)
{
    for (size_t i = 0; i < OPTIONS; i++)
        if (options[i].name && strcmp(options[i].name, name) == 0)
            return &options[i];
    return NULL;
}

static const struct option_entry *find_letter(char letter)
{
    for (size_t i = 0; i < OPTIONS; i++)
        if (options[i].letter == letter)
            return &options[i];
    return NULL;
}

static unsigned int bit(const struct option_entry *option)
{
    return 1u << (option - options);
}

static bool takes(const struct command *command, const struct option_entry *option)
{
    return option == &options[OPTION_HELP] || (command->takes & bit(option));
}

/* As it is written on a command line, in memory that the next call reuses. */
static const char *spelling(const struct option_entry *option)
{
    static char text[32];
    if (option->name)
        snprintf(text, sizeof(text), "--%s", option->name);
    else
        snprintf(text, sizeof(text), "-%c", option->letter);
    return text;
}

static int report_unknown(const struct reading *reading, const char *word)
{
    struct suggestion suggestion = {.word = word};
    for (size_t i = 0; i < command_count; i++)
        suggest(&suggestion, commands[i].name);
    for (size_t i = 0; i < OPTIONS; i++)
        if (options[i].name)
            suggest(&suggestion, options[i].name);
    if (suggestion.best && *suggestion.best)
        return trouble("there is no option --%s; did you mean --%s?", word, suggestion.best);
    return misuse(reading, "there is no option --%s", word);
}

/* Which of the words in `list`, with | between and up to `end`, `word` is; -1: none. */
static int find_word(const char *list, const char *end, const char *word)
{
    size_t length = strlen(word);
    for (int number = 0; list < end; number++) {
        size_t there = strcspn(list, "| ");
        if (there == length && strncmp(list, word, length) == 0)
            return number;
        list += there + 1;
    }
    return -1;
}

static int store_number(const struct reading *reading, const struct option_entry *option, unsigned int *field,
                        const char *value)
{
    size_t digits = strspn(value, "0123456789");
    if (!digits || value[digits] || digits > 9)
        return misuse(reading, "%s %s: `%s` is no such number", spelling(option), option->argument, value);
    *field = (unsigned int)strtoul(value, NULL, 10);
    return EXIT_CLEAN;
}

static int store_choice(const struct reading *reading, const struct option_entry *option, unsigned int *field,
                        const char *value)
{
    int number = find_word(option->argument, option->argument + strlen(option->argument), value);
    if (number < 0)
        return misuse(reading, "%s is one of %s, and not `%s`", spelling(option), option->argument, value);
    *field = (unsigned int)number;
    return EXIT_CLEAN;
}

/* `value` is NULL for a flag only. */
static int store(struct reading *reading, const struct option_entry *option, const char *value)
{
    struct request *request = reading->request;
    void *field = (char *)request + option->field;
    reading->given |= bit(option);
    switch (option->kind) {
    case FLAG:
        *(bool *)field = true;
        break;
    case TEXT:
        *(const char **)field = value;
        break;
    case NUMBER:
        return store_number(reading, option, field, value);
    case CHOICE:
        return store_choice(reading, option, field, value);
    case FOLDER:
        request->folders[request->folder_count++] = value;
        break;
    }
    return EXIT_CLEAN;
}

/* `value` is what stands in the option's own word, or NULL: it may stand in the next. */
static int read_option(struct reading *reading, const struct option_entry *option, const char *value)
{
    if (option->kind == FLAG && value)
        return misuse(reading, "%s takes no argument", spelling(option));
    if (option->kind != FLAG && !value)
        value = *reading->next ? *reading->next++ : NULL;
    if (option->kind != FLAG && (!value || !*value))
        return misuse(reading, "after %s, %s is missing", spelling(option), option->argument);
    return store(reading, option, value);
}

/* A command's name may be another's option as well, as in `--fmt --check`. */
static int read_command(struct reading *reading, const struct command *named)
{
    const struct command *before = reading->command;
    const struct option_entry *same = find_option(named->name);
    if (before && before != named && same && takes(before, same))
        return store(reading, same, NULL);
    same = before ? find_option(before->name) : NULL;
    if (before && before != named && !(same && takes(named, same)))
        return misuse(reading, "one command at a time, not --%s and --%s", before->name, named->name);
    reading->command = named;
    return before && before != named ? store(reading, same, NULL) : EXIT_CLEAN;
}

static int read_long(struct reading *reading, char *word)
{
    char *value = strchr(word, '=');
    if (value)
        *value++ = 0;
    const struct command *command = command_find(word);
    if (command && value)
        return misuse(reading, "--%s stands alone, and what it works on follows it", word);
    if (command)
        return read_command(reading, command);
    const struct option_entry *option = find_option(word);
    return option ? read_option(reading, option, value) : report_unknown(reading, word);
}

static int read_word(struct reading *reading, char *word)
{
    if (reading->only_operands || word[0] != '-' || !word[1]) {
        reading->request->operands[reading->request->count++] = word;
        return EXIT_CLEAN;
    }
    if (strcmp(word, "--") == 0) {
        reading->only_operands = true;
        return EXIT_CLEAN;
    }
    if (word[1] == '-')
        return read_long(reading, word + 2);
    const struct option_entry *option = find_letter(word[1]);
    if (!option)
        return misuse(reading, "there is no option -%c", word[1]);
    return read_option(reading, option, word[2] ? word + 2 : NULL);
}

/* Names those that take the option. */
static int report_foreign(const struct reading *reading, const struct option_entry *option)
{
    fprintf(stderr, "policyc: %s goes with", spelling(option));
    const char *between = " ";
    for (size_t i = 0; i < command_count; i++) {
        if (!takes(&commands[i], option))
            continue;
        fprintf(stderr, "%s%s%s", between, *commands[i].name ? "--" : "compiling", commands[i].name);
        between = ", ";
    }
    fprintf(stderr, "; not with %s%s\n", *reading->command->name ? "--" : "compiling",
            reading->command->name);
    return EXIT_TROUBLE;
}

/* An operand for which the table has words with | between is one of them. */
static int check_choices(const struct reading *reading)
{
    const char *word = reading->command->operands;
    for (size_t i = 0; i < reading->request->count && *word; i++) {
        const char *operand = reading->request->operands[i];
        const char *end = word + strcspn(word, " ");
        if (memchr(word, '|', (size_t)(end - word)) && find_word(word, end, operand) < 0)
            return misuse(reading, "`%s` is none of %.*s", operand, (int)(end - word), word);
        word = end + (*end == ' ');
    }
    return EXIT_CLEAN;
}

static int check_operands(const struct reading *reading)
{
    const struct command *command = reading->command;
    size_t count = reading->request->count;
    if (count < command->least)
        return misuse(reading, "%s is missing", count ? "an operand" : command->operands);
    if (count > command->most)
        return misuse(reading, "`%s` is one operand too many", reading->request->operands[command->most]);
    return check_choices(reading);
}

int read_arguments(char **arguments, struct request *request, const struct command **command)
{
    struct reading reading = {.next = arguments, .request = request};
    while (*reading.next) {
        char *word = *reading.next++;
        int status = read_word(&reading, word);
        if (status != EXIT_CLEAN)
            return status;
    }
    *command = reading.command;
    if (request->help)
        return EXIT_CLEAN;
    if (!reading.command)
        *command = reading.command = &commands[0];
    for (size_t i = 0; i < OPTIONS; i++)
        if ((reading.given & bit(&options[i])) && !takes(reading.command, &options[i]))
            return report_foreign(&reading, &options[i]);
    return check_operands(&reading);
}
