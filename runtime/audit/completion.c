/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-audit completion: what makes a shell complete its command line, written from the tables. */
#include "lang/completion_verbs.h"
#include "runtime/audit/command.h"
#include "runtime/audit/show.h"

#include <stdio.h>

static const struct completion_verb verbs[] = {
#define VERB(name, operands, takes, summary, more) {#name, operands, takes},
#include "runtime/audit/verbs.def"
#undef VERB
};

static const struct completion_option options[] = {
#define OPTION(id, letter, name, take, field, argument, help) {name, argument, help},
#include "runtime/audit/options.def"
#undef OPTION
};

enum { KINDS_TEXT = 1024 };

/* An action of a shell's with the kinds of records. */
static void write_kinds(char text[KINDS_TEXT], const char *before, const char *after)
{
    const char *name;
    int at = snprintf(text, KINDS_TEXT, "%s", before);
    for (size_t i = 0; (name = show_kind_at(i)); i++)
        at += snprintf(text + at, (size_t)(KINDS_TEXT - at), " %s", name);
    snprintf(text + at, (size_t)(KINDS_TEXT - at), "%s", after);
}

enum audit_exit verb_completion(const struct command *command)
{
    char bash[KINDS_TEXT], zsh[KINDS_TEXT];
    write_kinds(bash, "words+='", "'");
    write_kinds(zsh, "(", ")");
    const struct completion_kind kinds[] = {
        COMPLETION_LABEL("LABEL"),
        COMPLETION_LABEL("NAME"),
        {"FILE", "endings+=' conf'", "_files -g \"*.conf\""},
        {"KIND", bash, zsh},
    };
    const struct completion_program program = {
        .name = "xenon-audit",
        .function = "_xenon_audit",
        .words = {kinds, sizeof(kinds) / sizeof(kinds[0])},
        .verbs = verbs,
        .verb_count = sizeof(verbs) / sizeof(verbs[0]),
        .options = options,
        .option_count = OPTIONS,
        .all = OPTIONS_OF_ALL,
    };
    completion_print(&program, command->operand);
    return AUDIT_DONE;
}
