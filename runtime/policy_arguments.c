/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-policy's command line, read and explained by the tables of verbs and options. */
#include "runtime/words.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include "lang/suggest.h"

const struct option_entry policy_options[OPTIONS] = {
#define OPTION(id, letter, name, kind, field, argument, help)                                                \
    {letter, name, kind, offsetof(struct request, field), argument, help},
#include "runtime/options.def"
#undef OPTION
};

const struct policy_verb policy_verbs[] = {
#define VERB(id, name, least, most, operands, takes, summary, more)                                          \
    {name, verb_##id, least, most, operands, takes, summary, more},
#include "runtime/verbs.def"
#undef VERB
};

const size_t policy_verb_count = sizeof(policy_verbs) / sizeof(policy_verbs[0]);

bool policy_takes(const struct policy_verb *verb, size_t option)
{
    return (verb->takes | OPTIONS_OF_ALL) >> option & 1;
}

/* getopt's tables; a long option's value is its number behind all letters. */
enum { FIRST_LONG = 256 };

struct tables {
    struct option longs[OPTIONS + 1];
    char letters[3 * OPTIONS + 2];
};

static void fill(struct tables *tables)
{
    char *letter = tables->letters;
    *letter++ = ':';
    for (int i = 0; i < OPTIONS; i++) {
        const struct option_entry *option = &policy_options[i];
        tables->longs[i] = (struct option){option->name, option->kind == TEXT, NULL, FIRST_LONG + i};
        if (option->letter)
            *letter++ = option->letter;
    }
}

/* The number of the option that getopt has found, or -1. */
static int find_option(int found)
{
    if (found >= FIRST_LONG)
        return found - FIRST_LONG;
    for (int i = 0; i < OPTIONS; i++)
        if (found && policy_options[i].letter == found)
            return i;
    return -1;
}

static const struct policy_verb *find_verb(const char *name)
{
    for (size_t i = 0; i < policy_verb_count; i++)
        if (strcmp(policy_verbs[i].name, name) == 0)
            return &policy_verbs[i];
    return NULL;
}

static enum policy_exit complain_verb(const char *name)
{
    struct suggestion suggestion = {.word = name};
    for (size_t i = 0; i < policy_verb_count; i++)
        suggest(&suggestion, policy_verbs[i].name);
    if (suggestion.best)
        complain("there is no verb `%s`; did you mean `%s`?", name, suggestion.best);
    else
        complain("there is no verb `%s`; see `xenon-policy --help`", name);
    return POLICY_TROUBLE;
}

/* The options, of which `given` gets a bit each. Operands are left behind them. */
static enum policy_exit read_options(int argc, char **argv, struct request *request, unsigned int *given)
{
    struct tables tables = {.letters = ""};
    int found;
    fill(&tables);
    opterr = 0;
    while ((found = getopt_long(argc, argv, tables.letters, tables.longs, NULL)) != -1) {
        int number = find_option(found);
        if (found == ':')
            return wrong_usage(request, "option `%s` needs a value", argv[optind - 1]);
        if (number < 0)
            return wrong_usage(request, "there is no option `%s`", argv[optind - 1]);
        void *field = (char *)request + policy_options[number].field;
        *given |= 1u << number;
        if (policy_options[number].kind == TEXT)
            *(const char **)field = optarg;
        else
            *(bool *)field = true;
    }
    return POLICY_DONE;
}

/* An operand for which the table has words with | between is one of them. */
static bool is_choice(const char *words, const char *operand)
{
    size_t length = strlen(operand), end = strcspn(words, " ");
    for (const char *at = words; at < words + end; at += strcspn(at, "| ") + 1)
        if (strcspn(at, "| ") == length && strncmp(at, operand, length) == 0)
            return true;
    return !memchr(words, '|', end);
}

static enum policy_exit check(const struct request *request, unsigned int given)
{
    const struct policy_verb *verb = request->verb;
    for (size_t i = 0; i < OPTIONS; i++)
        if ((given >> i & 1) && !policy_takes(verb, i))
            return wrong_usage(request, "it doesn't take --%s", policy_options[i].name);
    if (request->count < verb->least)
        return wrong_usage(request, "%s is missing", request->count ? "an operand" : verb->operands);
    if (request->count > verb->most)
        return wrong_usage(request, "`%s` is one operand too many", request->operands[verb->most]);
    if (request->count && !is_choice(verb->operands, request->operands[0]))
        return wrong_usage(request, "`%s` is none of %.*s", request->operands[0],
                           (int)strcspn(verb->operands, " "), verb->operands);
    return POLICY_DONE;
}

/* strtoull() alone would take a sign and spaces too. */
bool policy_read_sequence(const char *text, uint64_t *sequence)
{
    if (*text == '\0' || text[strspn(text, "0123456789")] != '\0')
        return false;
    errno = 0;
    *sequence = strtoull(text, NULL, 10);
    return errno == 0;
}

enum policy_exit policy_read_arguments(int argc, char **argv, struct request *request)
{
    unsigned int given = 0;
    for (int i = 1; i < argc && !request->verb; i++)
        request->verb = find_verb(argv[i]); /* for what is said of wrong options */
    enum policy_exit status = read_options(argc, argv, request, &given);
    request->verb = optind < argc ? find_verb(argv[optind]) : NULL;
    if (status != POLICY_DONE)
        return status;
    if (optind < argc && !request->verb)
        return complain_verb(argv[optind]);
    for (int i = optind + 1; i < argc; i++)
        request->operands[request->count++] = argv[i];
    if (request->help)
        return POLICY_DONE;
    return request->verb ? check(request, given) : wrong_usage(request, "a verb is missing");
}

/* --- Help --- */

static void print_all(void)
{
    puts("usage: xenon-policy [--host sim:FILE] VERB [OPTION]... [OPERAND]...");
    for (size_t i = 0; i < policy_verb_count; i++)
        printf("  %-11s %s\n", policy_verbs[i].name, policy_verbs[i].summary);
}

static void print_option(const struct option_entry *option)
{
    char text[40];
    snprintf(text, sizeof(text), "%c%c%s --%s%s%s", option->letter ? '-' : ' ',
             option->letter ? option->letter : ' ', option->letter ? "," : " ", option->name,
             option->argument ? "=" : "", option->argument ? option->argument : "");
    printf("  %-22s %s\n", text, option->help);
}

void policy_help(const struct request *request)
{
    const struct policy_verb *verb = request->verb;
    if (verb) {
        printf("usage: xenon-policy %s [OPTION]...%s%s\n%c%s.\n%s\n", verb->name, *verb->operands ? " " : "",
               verb->operands, verb->summary[0] - 'a' + 'A', verb->summary + 1, verb->more);
        for (size_t i = 0; i < OPTIONS; i++)
            if (policy_takes(verb, i))
                print_option(&policy_options[i]);
        puts("");
    } else {
        print_all();
    }
    fputs("Exit status: 0 done; 1 refused, nothing was changed; 2 usage or file trouble;\n"
          "3 no Xenon hypervisor here, or not permitted. ",
          stdout);
    puts(verb ? "See xenon-policy(8)." : "VERB --help says more of it.");
}
