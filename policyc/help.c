/* SPDX-License-Identifier: GPL-2.0-only */
/* What --help says: all commands on one screen, or one with its options. */
#include <stdio.h>
#include <string.h>
#include "policyc/command.h"

#define SCREEN       79u /* columns */
#define INDENT       10u
#define OPTION_WIDTH 16u

static const char *const topics[TOPICS] = {
    [TOPIC_WRITE] = "Write",     [TOPIC_TEST] = "Test",     [TOPIC_ASK] = "Ask",
    [TOPIC_COMPARE] = "Compare", [TOPIC_DEPLOY] = "Deploy", [TOPIC_MORE] = "More",
};

static size_t length_of(const struct command *command)
{
    return strlen("--") + strlen(command->name) + (*command->operands ? 1 + strlen(command->operands) : 0);
}

/* The topic's commands, with commas between, in as many lines as they need. */
static void print_topic(enum topic topic)
{
    size_t column = 0;
    for (size_t i = 0; i < command_count; i++) {
        const struct command *command = &commands[i];
        if (command->topic != topic)
            continue;
        size_t length = length_of(command);
        if (column && column + strlen(", ") + length + strlen(",") <= SCREEN)
            column += (size_t)printf(", ");
        else
            column = (size_t)printf("%s%-*s", column ? ",\n" : "", (int)INDENT, column ? "" : topics[topic]) -
                     (column ? strlen(",\n") : 0);
        printf("--%s%s%s", command->name, *command->operands ? " " : "", command->operands);
        column += length;
    }
    if (column)
        putchar('\n');
}

static void print_all(const struct request *request)
{
    fputs("policyc compiles policies of Xenon, the separation hypervisor.\n"
          "\n"
          "  policyc FILE -o OUT.xpb    compile a policy; takes the options of --check\n"
          "  policyc --COMMAND ...      do one of these; with --help: say more about it\n"
          "\n",
          stdout);
    for (unsigned int topic = TOPIC_WRITE; topic < TOPICS; topic++)
        print_topic((enum topic)topic);
    printf("\n"
           "A POLICY is a source (.xpol) or compiled (.xpb). Imports are looked for beside\n"
           "the importing file, in each -I DIR, and in\n"
           "  %s\n"
           "Exit status: 0 clean, 1 errors in a policy, 2 wrong usage or file trouble.\n"
           "The manual is policyc(1); the language is described in xpol(5).\n",
           request->templates);
}

/* What it says of itself in the next line if it is long itself. */
static void print_option(const struct option_entry *option)
{
    int length = printf("  ");
    if (option->letter)
        length += printf("-%c", option->letter);
    if (option->name)
        length += printf("%s--%s", option->letter ? ", " : "", option->name);
    if (option->argument)
        length += printf("%c%s", option->name ? '=' : ' ', option->argument);
    if (length >= (int)OPTION_WIDTH) {
        putchar('\n');
        length = 0;
    }
    printf("%*s%s\n", (int)OPTION_WIDTH - length, "", option->help);
}

void print_help(const struct request *request, const struct command *command)
{
    if (!command) {
        print_all(request);
        return;
    }
    printf("policyc --%s%s%s\n  %s\n", command->name, *command->operands ? " " : "", command->operands,
           command->help);
    if (command->takes)
        putchar('\n');
    for (size_t i = 0; i < OPTIONS; i++)
        if (command->takes >> i & 1)
            print_option(&options[i]);
}
