/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * --completion: what makes a shell complete policyc's command line, written from the tables of commands,
 * options and codes.
 */
#include <stdio.h>
#include <string.h>
#include "lang/completion.h"
#include "lang/diagnostic.h"
#include "policyc/command.h"

/* What there is to complete an operand or an option's argument with. */
static const struct completion_kind kinds[] = {
    {"FILE", "endings+=' xpol'", "_files -g \"*.xpol\""},
    {"POLICY", "endings+=' xpol xpb'", "_files -g \"*.(xpol|xpb)\""},
    {"BLOB", "endings+=' xpb'", "_files -g \"*.xpb\""},
    {"OUT", "actions+=' file'", "_files"},
    {"DIR", "actions+=' directory'", "_files -/"},
    {"CODE", "words+=$codes", "compadd $=codes"},
    {"TEMPLATE", "words+=$(_policyc_templates)", "compadd $(_policyc_templates)"},
};

static const struct completion completion = {
    .kinds = kinds,
    .count = sizeof(kinds) / sizeof(kinds[0]),
};

/* What both shells' scripts begin with. */
static void print_start(const char *shell)
{
    printf("# Completes the command line of policyc; written by `policyc --completion %s`.\n"
           "_policyc_templates()\n"
           "{\n"
           "    policyc --new 2> /dev/null | sed 's/ .*//'\n"
           "}\n"
           "\n"
           "_policyc()\n"
           "{\n"
           "    local codes='",
           shell);
    for (size_t i = 0; i < DIAGNOSTIC_CODES; i++)
        printf(" %s", diagnostic_entries[i].code);
    puts("'");
}

/* All commands, with `between` between. */
static void print_commands(const char *between)
{
    const char *lead = "";
    for (size_t i = 0; i < command_count; i++) {
        if (!*commands[i].name)
            continue;
        printf("%s--%s", lead, commands[i].name);
        lead = between;
    }
}

/* --- bash --- */

static void print_bash_command(const struct command *command)
{
    printf("        %s%s) options='", *command->name ? "--" : "''", command->name);
    if (!*command->name)
        print_commands(" ");
    for (size_t i = 0; i < OPTIONS; i++) {
        if (!(command->takes >> i & 1) && i != OPTION_HELP)
            continue;
        if (options[i].name)
            printf(" --%s%s", options[i].name, options[i].argument ? "=" : "");
        else
            printf(" -%c", options[i].letter);
    }
    putchar('\'');
    completion_bash_operands(&completion, command->operands);
    fputs(" ;;\n", stdout);
}

static void print_bash_option(const struct option_entry *option)
{
    if (!option->argument)
        return;
    fputs("    ", stdout);
    if (option->name)
        printf("--%s)", option->name);
    else
        printf("-%c)", option->letter);
    completion_bash_word(&completion, option->argument, strlen(option->argument));
    fputs(" ;;\n", stdout);
}

static void print_bash(void)
{
    print_start("bash");
    completion_bash_start();
    fputs("    for word in \"${COMP_WORDS[@]:1:COMP_CWORD - 1}\"; do\n"
          "        case $word in\n"
          "        ",
          stdout);
    print_commands(" | ");
    fputs(") command=${command:-$word} ;;\n"
          "        esac\n"
          "    done\n"
          "    case $before in\n",
          stdout);
    for (size_t i = 0; i < OPTIONS; i++)
        print_bash_option(&options[i]);
    fputs("    *)\n"
          "        case $command in\n",
          stdout);
    for (size_t i = 0; i < command_count; i++)
        print_bash_command(&commands[i]);
    fputs("        esac ;;\n"
          "    esac\n",
          stdout);
    completion_bash_end("policyc", "_policyc");
}

/* --- zsh --- */

static void print_zsh_option(const struct option_entry *option)
{
    printf(" \\\n            '%s", option->kind == FOLDER ? "*" : "");
    if (option->name)
        printf("--%s%s", option->name, option->argument ? "=" : "");
    else
        printf("-%c+", option->letter);
    completion_zsh_option(&completion, option->help, option->argument);
}

static void print_zsh_command(const struct command *command)
{
    printf("    %s%s)\n        _arguments", *command->name ? "--" : "''", command->name);
    for (size_t i = 0; i < command_count; i++) {
        if (!*commands[i].name || (*command->name && &commands[i] != command))
            continue;
        printf(" \\\n            '--%s", commands[i].name);
        completion_zsh_help(commands[i].help);
        putchar('\'');
    }
    for (size_t i = 0; i < OPTIONS; i++)
        if ((command->takes >> i & 1) || i == OPTION_HELP)
            print_zsh_option(&options[i]);
    completion_zsh_operands(&completion, command->operands, 1);
    fputs(" ;;\n", stdout);
}

static void print_zsh(void)
{
    puts("#compdef policyc");
    print_start("zsh");
    fputs("    local command=${words[(r)(", stdout);
    print_commands("|");
    fputs(")]}\n"
          "    case $command in\n",
          stdout);
    for (size_t i = 0; i < command_count; i++)
        print_zsh_command(&commands[i]);
    fputs("    esac\n"
          "}\n"
          "_policyc \"$@\"\n",
          stdout);
}

int command_completion(const struct request *request)
{
    if (strcmp(request->operands[0], "bash") == 0)
        print_bash();
    else
        print_zsh();
    return finish_output();
}
