/* SPDX-License-Identifier: GPL-2.0-only */
/* Completion for a program whose command line is a verb with its options and operands. */
#ifndef XENON_LANG_COMPLETION_VERBS_H
#define XENON_LANG_COMPLETION_VERBS_H

#include <stdbool.h>
#include "lang/completion.h"

struct completion_verb {
    const char *name;
    const char *operands;
    unsigned int takes; /* 1u << the number of an option, each */
};

struct completion_option {
    const char *name;
    const char *argument; /* NULL for a flag */
    const char *help;
};

/* A word that stands for a running domain's label, and what completes it. */
#define COMPLETION_LABEL(word)                                                                               \
    {                                                                                                        \
        word, "words+=\" $(_xenon_domains)\"", "compadd $(_xenon_domains)"                                   \
    }

struct completion_program {
    const char *name;
    const char *function; /* what the shell calls */
    struct completion words;
    const struct completion_verb *verbs;
    size_t verb_count;
    const struct completion_option *options;
    size_t option_count;
    unsigned int all; /* the options that every verb takes, and that go without one */
    bool version;     /* --version goes without a verb too */
};

/* Writes the script that `NAME completion SHELL` prints; SHELL is bash or zsh. */
void completion_print(const struct completion_program *program, const char *shell);

#endif
