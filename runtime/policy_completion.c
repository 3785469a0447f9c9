/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-policy completion: what makes a shell complete its command line, written from the tables. */
#include "runtime/words.h"

#include <string.h>

/* What there is to complete an operand or an option's argument with, by its word in the tables. */
static const struct kind {
    const char *word;
    const char *bash; /* prints candidates for $current */
    const char *zsh;  /* an action of _arguments */
} kinds[] = {
    {"BLOB", "_xenon_policy_files xpb", "_files -g \"*.xpb\""},
    {"CONFIG", "_xenon_policy_files cfg", "_files -g \"*.cfg\""},
    {"FILE", "_xenon_policy_files xpol", "_files -g \"*.xpol\""},
    {"DOMAIN", "compgen -W \"$(_xenon_policy_domains)\" -- \"$current\"", "compadd $(_xenon_policy_domains)"},
    {"LABEL", "compgen -W \"$(_xenon_policy_domains)\" -- \"$current\"", "compadd $(_xenon_policy_domains)"},
};

static const struct kind *find_kind(const char *word, size_t length)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strlen(kinds[i].word) == length && strncmp(kinds[i].word, word, length) == 0)
            return &kinds[i];
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

static void print_choices(const char *list, size_t length)
{
    for (size_t i = 0; i < length; i++)
        putchar(list[i] == '|' ? ' ' : list[i]);
}

static void print_verbs(const char *between)
{
    for (size_t i = 0; i < policy_verb_count; i++)
        printf("%s%s", i ? between : "", policy_verbs[i].name);
}

/* What both shells' scripts begin with. */
static void print_start(const char *shell)
{
    printf("# Completes the command line of xenon-policy; written by `xenon-policy completion %s`.\n"
           "_xenon_policy_domains()\n"
           "{\n"
           "    xenon-policy status --json 2> /dev/null | grep -o '\"domain\":\"[^\"]*' | cut -d '\"' -f 4\n"
           "}\n"
           "\n",
           shell);
}

/* --- bash --- */

static void print_bash_kind(const char *word, size_t length)
{
    const struct kind *kind = find_kind(word, length);
    if (kind) {
        printf(" %s;", kind->bash);
    } else if (memchr(word, '|', length)) {
        fputs(" compgen -W '", stdout);
        print_choices(word, length);
        fputs("' -- \"$current\";", stdout);
    }
}

static void print_bash_verb(const struct policy_verb *verb)
{
    const char *at = verb->operands;
    const char *word;
    size_t length;
    printf("        %s) options='", verb->name);
    for (size_t i = 0; i < OPTIONS; i++)
        if (policy_takes(verb, i))
            printf(" --%s%s", policy_options[i].name, policy_options[i].argument ? "=" : "");
    fputs("'; operands() { :;", stdout);
    while ((word = next_word(&at, &length)))
        print_bash_kind(word, length);
    puts(" } ;;");
}

static void print_bash(void)
{
    print_start("bash");
    fputs("_xenon_policy_files()\n"
          "{\n"
          "    compgen -f -X \"!*.$1\" -- \"$current\"\n"
          "    compgen -d -- \"$current\"\n"
          "}\n"
          "\n"
          "_xenon_policy()\n"
          "{\n"
          "    local current=${COMP_WORDS[COMP_CWORD]} verb= options='--host= --help --version' word\n"
          "    operands() { compgen -W '",
          stdout);
    print_verbs(" ");
    fputs("' -- \"$current\"; }\n"
          "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD - 1}\"; do\n"
          "        case $word in\n"
          "        ",
          stdout);
    print_verbs(" | ");
    fputs(") verb=${verb:-$word} ;;\n"
          "        esac\n"
          "    done\n"
          "    case $verb in\n",
          stdout);
    for (size_t i = 0; i < policy_verb_count; i++)
        print_bash_verb(&policy_verbs[i]);
    fputs("    esac\n"
          "    if [[ $current == -* ]]; then\n"
          "        mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$current\")\n"
          "    else\n"
          "        mapfile -t COMPREPLY < <(operands)\n"
          "    fi\n"
          "    [[ ${COMPREPLY[0]} != *= ]] || compopt -o nospace 2> /dev/null\n"
          "}\n"
          "complete -o filenames -F _xenon_policy xenon-policy\n",
          stdout);
}

/* --- zsh --- */

/* A help line within [ ] within ' '. */
static void print_zsh_help(const char *help)
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

static void print_zsh_action(const char *word, size_t length)
{
    const struct kind *kind = find_kind(word, length);
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

static void print_zsh_verb(const struct policy_verb *verb)
{
    const char *at = verb->operands;
    const char *word;
    size_t length;
    printf("    %s)\n        _arguments '1:verb: '", verb->name);
    for (size_t i = 0; i < OPTIONS; i++) {
        if (!policy_takes(verb, i))
            continue;
        printf(" \\\n            '--%s%s", policy_options[i].name, policy_options[i].argument ? "=" : "");
        print_zsh_help(policy_options[i].help);
        if (policy_options[i].argument) {
            fputs(":argument:", stdout);
            print_zsh_action(policy_options[i].argument, strlen(policy_options[i].argument));
        }
        putchar('\'');
    }
    for (unsigned int number = 2; (word = next_word(&at, &length)); number++) {
        if (*at == '.')
            fputs(" \\\n            '*:", stdout);
        else
            printf(" \\\n            '%u:", number);
        print_choices(word, length);
        putchar(':');
        print_zsh_action(word, length);
        putchar('\'');
    }
    fputs(" ;;\n", stdout);
}

static void print_zsh(void)
{
    puts("#compdef xenon-policy");
    print_start("zsh");
    fputs("_xenon_policy()\n"
          "{\n"
          "    local verb=${words[(r)(",
          stdout);
    print_verbs("|");
    fputs(")]}\n"
          "    case $verb in\n",
          stdout);
    for (size_t i = 0; i < policy_verb_count; i++)
        print_zsh_verb(&policy_verbs[i]);
    fputs(
        "    *)\n"
        "        _arguments '--host=[another host than this one]:host: ' '--version[print the version]' \\\n"
        "            '--help[list the verbs]' '1:verb:(",
        stdout);
    print_verbs(" ");
    fputs(")' ;;\n"
          "    esac\n"
          "}\n"
          "_xenon_policy \"$@\"\n",
          stdout);
}

enum policy_exit verb_completion(const struct request *request)
{
    if (strcmp(request->operands[0], "bash") == 0)
        print_bash();
    else
        print_zsh();
    return POLICY_DONE;
}
