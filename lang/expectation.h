/* SPDX-License-Identifier: GPL-2.0-only */
/* What can stand at one place, in words for people: "a rule or `}`" instead of thirty words of the language.
 */
#ifndef XENON_EXPECTATION_H
#define XENON_EXPECTATION_H

#include "lang/parse.h"
#include "lang/suggest.h"

/* The most different things that are ever named. */
#define EXPECTATION_MAX 200u

struct expectation {
    const struct parse_words *words;
    const char *anything; /* what any word or number would be here, or NULL */
    bool name;            /* any word is good that isn't reserved */
    bool statement;       /* a statement can begin, if only because the block before it has no brace */
    bool block;           /* a block can end */
    bool rule;            /* a rule can begin */
    bool attribute;       /* an attribute of a domain can begin */
    bool exemption;       /* what a waiver lets pass can begin */
    bool unit;            /* the unit of the number before is all that can stand here */
    const char *phrases[EXPECTATION_MAX];
    size_t count;
};

/* `previous` is the text of the token before the place, terminated. */
void expectation_init(struct expectation *expectation, const struct parse_words *words, const char *previous);

/* Whether a token can stand there, in the words of its %token declaration. */
bool expectation_has(const struct expectation *expectation, const char *token);

/* Whether a token is a word that the place itself wants, and not one that merely may be a name or value
 * there. */
bool expectation_wants(const struct expectation *expectation, const char *token);

/* Whether this one thing, as people read it, is all that can stand there. */
bool expectation_only(const struct expectation *expectation, const char *phrase);

/* "A, B or C" */
const char *expectation_join(struct arena *arena, const struct expectation *expectation);

/*
 * Offers the words of the language that can stand there. Returns whether the best one is of the block in
 * which the place is; if not, it begins a statement, before which the block's brace would be missing.
 */
bool expectation_suggest(struct arena *arena, const struct expectation *expectation,
                         struct suggestion *suggestion);

/* Whether a token begins a statement, a rule, or an attribute of a domain. */
bool expectation_begins_statement(const char *token);
bool expectation_begins_rule(const char *token);
bool expectation_begins_attribute(const char *token);

/* Whether a token is a word of the language. */
bool expectation_is_word(const char *token);

#endif
