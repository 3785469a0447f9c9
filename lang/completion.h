/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the programs' scripts for completion by a shell have in common: an option's argument and an operand
 * are completed by the word that stands for it in the table of commands. All is written to stdout.
 *
 * A list of operands is such as `[BLOB] a|b FILE...`: words that stand for one, in [ ] what may be left out,
 * choices with | between, and dots behind what may be repeated.
 */
#ifndef XENON_LANG_COMPLETION_H
#define XENON_LANG_COMPLETION_H

#include <stddef.h>

/*
 * What a word is completed with. In bash an assignment that adds to `endings` (of files), `words` or
 * `actions` (of compgen), in zsh an action of _arguments.
 */
struct completion_kind {
    const char *word;
    const char *bash;
    const char *zsh;
};

struct completion {
    const struct completion_kind *kinds;
    size_t count;
};

/*
 * What bash's functions begin with: `before` gets what an option's argument stands behind, `current` what is
 * to be completed, `options` the options that may be there.
 */
void completion_bash_start(void);

/* What they end with: what was found is offered. */
void completion_bash_end(const char *program, const char *function);

/* The assignment for one word, behind a blank; nothing for a word of no kind. */
void completion_bash_word(const struct completion *completion, const char *word, size_t length);
void completion_bash_operands(const struct completion *completion, const char *operands);

/* An option's specification behind its name: its help, its argument unless that is NULL, and the quote's end.
 */
void completion_zsh_option(const struct completion *completion, const char *help, const char *argument);

/* A line of help within [ ] within ' '. */
void completion_zsh_help(const char *help);

/* The specifications of operands, the first of which has the number `first`. */
void completion_zsh_operands(const struct completion *completion, const char *operands, unsigned int first);

#endif
