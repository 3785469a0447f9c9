/* SPDX-License-Identifier: GPL-2.0-only */
/* Writes what a shell completes a command line with, by the words in a program's tables. */
#include "lang/completion.h"

#include <stdio.h>
#include <string.h>

static const struct completion_kind *find_kind(const struct completion *completion, const char *word,
                                               size_t length)
{
    for (size_t i = 0; i < completion->count; i++) {
        const struct completion_kind *kind = &completion->kinds[i];
        if (strlen(kind->word) == length && strncmp(kind->word, word, length) == 0)
            return kind;
    }
    return NULL;
}

/* The next of an operand list's words from `*at` on, without its dots and brackets; NULL: there is none. */
static const char *next_word(const char **at, size_t *length)
{
    const char *word = *at + strspn(*at, " .[]");
    *length = strcspn(word, " .[]");
    *at = word + *length;
    return *length ? word : NULL;
}

/* The words between |, with blanks between. */
static void print_choices(const char *list, size_t length)
{
    for (size_t i = 0; i < length; i++)
        putchar(list[i] == '|' ? ' ' : list[i]);
}

/* --- bash --- */

void completion_bash_start(void)
{
    fputs("    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n"
          "    local command= options= words= endings= actions= word\n"
          "    if [[ $current == '=' ]]; then\n"
          "        current=\n"
          "    elif [[ $before == '=' ]]; then\n"
          "        before=${COMP_WORDS[COMP_CWORD - 2]}\n"
          "    fi\n",
          stdout);
}

void completion_bash_end(const char *program, const char *function)
{
    printf("    if [[ $current == -* ]]; then\n"
           "        words=$options endings= actions=\n"
           "    fi\n"
           "    [[ -z $endings ]] || actions+=' directory'\n"
           "    [[ -z $actions ]] || compopt -o filenames 2> /dev/null\n"
           "    mapfile -t COMPREPLY < <(\n"
           "        [[ -z $words ]] || compgen -W \"$words\" -- \"$current\"\n"
           "        for word in $endings; do compgen -f -X \"!*.$word\" -- \"$current\"; done\n"
           "        for word in $actions; do compgen -A \"$word\" -- \"$current\"; done)\n"
           "    [[ ${COMPREPLY[0]} != *= ]] || compopt -o nospace 2> /dev/null\n"
           "}\n"
           "complete -F %s %s\n",
           function, program);
}

void completion_bash_word(const struct completion *completion, const char *word, size_t length)
{
    const struct completion_kind *kind = find_kind(completion, word, length);
    if (kind) {
        printf(" %s", kind->bash);
    } else if (memchr(word, '|', length)) {
        fputs(" words+=' ", stdout);
        print_choices(word, length);
        putchar('\'');
    }
}

void completion_bash_operands(const struct completion *completion, const char *operands)
{
    const char *word;
    size_t length;
    while ((word = next_word(&operands, &length)))
        completion_bash_word(completion, word, length);
}

/* --- zsh --- */

void completion_zsh_help(const char *help)
{
    putchar('[');
    for (; *help; help++) {
        if (strchr("[]:\\", *help))
            putchar('\\');
        if (*help == '\'')
            fputs("'\\'", stdout);
        putchar(*help);
    }
    putchar(']');
}

/* What a specification says behind its last colon. */
static void print_action(const struct completion *completion, const char *word, size_t length)
{
    const struct completion_kind *kind = find_kind(completion, word, length);
    if (kind) {
        fputs(kind->zsh, stdout);
    } else if (memchr(word, '|', length)) {
        putchar('(');
        print_choices(word, length);
        putchar(')');
    } else {
        putchar(' ');
    }
}

void completion_zsh_option(const struct completion *completion, const char *help, const char *argument)
{
    completion_zsh_help(help);
    if (argument) {
        fputs(":argument:", stdout);
        print_action(completion, argument, strlen(argument));
    }
    putchar('\'');
}

void completion_zsh_operands(const struct completion *completion, const char *operands, unsigned int first)
{
    const char *word;
    size_t length;
    for (unsigned int number = first; (word = next_word(&operands, &length)); number++) {
        if (*operands == '.')
            fputs(" \\\n            '*:", stdout);
        else
            printf(" \\\n            '%u:", number);
        print_choices(word, length);
        putchar(':');
        print_action(completion, word, length);
        putchar('\'');
    }
}
