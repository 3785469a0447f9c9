/* SPDX-License-Identifier: GPL-2.0-only */
/* Writes the completion of a program with verbs, from its tables. */
#include "lang/completion_verbs.h"

#include <stdio.h>
#include <string.h>

static void print_verbs(const struct completion_program *program, const char *between)
{
    for (size_t i = 0; i < program->verb_count; i++)
        printf("%s%s", i ? between : "", program->verbs[i].name);
}

/* What both shells' scripts begin with. */
static void print_start(const struct completion_program *program, const char *shell)
{
    printf("# Completes the command line of %s; written by `%s completion %s`.\n"
           "_xenon_domains()\n"
           "{\n"
           "    xenon-policy status --json 2> /dev/null | grep -o '\"domain\":\"[^\"]*' | cut -d '\"' -f 4\n"
           "}\n"
           "\n"
           "%s()\n"
           "{\n",
           program->name, program->name, shell, program->function);
}

/* --- bash --- */

static void print_bash_options(const struct completion_program *program, unsigned int taken)
{
    for (size_t i = 0; i < program->option_count; i++)
        if (taken >> i & 1)
            printf(" --%s%s", program->options[i].name, program->options[i].argument ? "=" : "");
}

static void print_bash_argument(const struct completion_program *program,
                                const struct completion_option *option)
{
    if (!option->argument)
        return;
    printf("    --%s)", option->name);
    completion_bash_word(&program->words, option->argument, strlen(option->argument));
    fputs(" ;;\n", stdout);
}

static void print_bash_verb(const struct completion_program *program, const struct completion_verb *verb)
{
    printf("        %s) options='", verb->name);
    print_bash_options(program, verb->takes | program->all);
    putchar('\'');
    completion_bash_operands(&program->words, verb->operands);
    fputs(" ;;\n", stdout);
}

/* What is offered before there is a verb. */
static void print_bash_alone(const struct completion_program *program)
{
    fputs("        '') options='", stdout);
    print_bash_options(program, program->all);
    printf("%s' words='", program->version ? " --version" : "");
    print_verbs(program, " ");
    fputs("' ;;\n", stdout);
}

static void print_bash(const struct completion_program *program)
{
    print_start(program, "bash");
    completion_bash_start();
    fputs("    for word in \"${COMP_WORDS[@]:1:COMP_CWORD - 1}\"; do\n"
          "        case $word in\n"
          "        ",
          stdout);
    print_verbs(program, " | ");
    fputs(") command=${command:-$word} ;;\n"
          "        esac\n"
          "    done\n"
          "    case $before in\n",
          stdout);
    for (size_t i = 0; i < program->option_count; i++)
        print_bash_argument(program, &program->options[i]);
    fputs("    *)\n"
          "        case $command in\n",
          stdout);
    print_bash_alone(program);
    for (size_t i = 0; i < program->verb_count; i++)
        print_bash_verb(program, &program->verbs[i]);
    fputs("        esac ;;\n"
          "    esac\n",
          stdout);
    completion_bash_end(program->name, program->function);
}

/* --- zsh --- */

static void print_zsh_options(const struct completion_program *program, unsigned int taken)
{
    for (size_t i = 0; i < program->option_count; i++) {
        const struct completion_option *option = &program->options[i];
        if (!(taken >> i & 1))
            continue;
        printf(" \\\n            '--%s%s", option->name, option->argument ? "=" : "");
        completion_zsh_option(&program->words, option->help, option->argument);
    }
}

static void print_zsh_verb(const struct completion_program *program, const struct completion_verb *verb)
{
    printf("    %s)\n        _arguments '1:verb: '", verb->name);
    print_zsh_options(program, verb->takes | program->all);
    completion_zsh_operands(&program->words, verb->operands, 2);
    fputs(" ;;\n", stdout);
}

static void print_zsh(const struct completion_program *program)
{
    printf("#compdef %s\n", program->name);
    print_start(program, "zsh");
    fputs("    local verb=${words[(r)(", stdout);
    print_verbs(program, "|");
    fputs(")]}\n"
          "    case $verb in\n",
          stdout);
    for (size_t i = 0; i < program->verb_count; i++)
        print_zsh_verb(program, &program->verbs[i]);
    fputs("    *)\n"
          "        _arguments '1:verb:(",
          stdout);
    print_verbs(program, " ");
    putchar(')');
    putchar('\'');
    print_zsh_options(program, program->all);
    printf("%s ;;\n"
           "    esac\n"
           "}\n"
           "%s \"$@\"\n",
           program->version ? " \\\n            '--version[print the version]'" : "", program->function);
}

void completion_print(const struct completion_program *program, const char *shell)
{
    if (strcmp(shell, "bash") == 0)
        print_bash(program);
    else
        print_zsh(program);
}
