/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-policy completion: what makes a shell complete its command line, written from the tables. */
#include "lang/completion.h"
#include "runtime/words.h"

#include <string.h>

/* What there is to complete an operand or an option's argument with: commands that print what fits $current.
 */
static const struct completion_kind kinds[] = {
    {"BLOB", "_xenon_policy_files xpb;", "_files -g \"*.xpb\""},
    {"CONFIG", "_xenon_policy_files cfg;", "_files -g \"*.cfg\""},
    {"FILE", "_xenon_policy_files xpol;", "_files -g \"*.xpol\""},
    {"DOMAIN", "compgen -W \"$(_xenon_policy_domains)\" -- \"$current\";",
     "compadd $(_xenon_policy_domains)"},
    {"LABEL", "compgen -W \"$(_xenon_policy_domains)\" -- \"$current\";", "compadd $(_xenon_policy_domains)"},
};

static const struct completion completion = {
    .kinds = kinds,
    .count = sizeof(kinds) / sizeof(kinds[0]),
    .before = "compgen -W '",
    .after = "' -- \"$current\";",
};

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

static void print_bash_verb(const struct policy_verb *verb)
{
    printf("        %s) options='", verb->name);
    for (size_t i = 0; i < OPTIONS; i++)
        if (policy_takes(verb, i))
            printf(" --%s%s", policy_options[i].name, policy_options[i].argument ? "=" : "");
    fputs("'; operands() { :;", stdout);
    completion_bash_operands(&completion, verb->operands);
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

static void print_zsh_verb(const struct policy_verb *verb)
{
    printf("    %s)\n        _arguments '1:verb: '", verb->name);
    for (size_t i = 0; i < OPTIONS; i++) {
        if (!policy_takes(verb, i))
            continue;
        printf(" \\\n            '--%s%s", policy_options[i].name, policy_options[i].argument ? "=" : "");
        completion_zsh_option(&completion, policy_options[i].help, policy_options[i].argument);
    }
    completion_zsh_operands(&completion, verb->operands, 2);
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
