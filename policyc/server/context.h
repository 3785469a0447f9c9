/* SPDX-License-Identifier: GPL-2.0-only */
/* What may be written at a place, as far as the text before it tells. */
#ifndef XENON_CONTEXT_H
#define XENON_CONTEXT_H

#include "lang/expectation.h"
#include "policyc/server/parameters.h"

/* What the names of something may be. */
enum wanted {
    WANT_PROFILES = 1u << 0,
    WANT_WHO = 1u << 1, /* domains, sets, tags */
    WANT_TAGS = 1u << 2,
    WANT_GROUPS = 1u << 3,
    WANT_CONFLICTS = 1u << 4, /* groups of conflict sets */
    WANT_TEMPLATES = 1u << 5,
    WANT_ARGUMENTS = 1u << 6,  /* the parameters of a template that is used */
    WANT_PARAMETERS = 1u << 7, /* of the template in whose body this is, with their `$` */
    WANT_MEANS = 1u << 8,
    WANT_CALLS = 1u << 9,
    WANT_SUBCOMMANDS = 1u << 10,
    WANT_SIZES = 1u << 11,
    WANT_TIMES = 1u << 12,
    WANT_FILES = 1u << 13,
};

struct context {
    struct span word; /* what is written of it already */
    unsigned int wants;
    const char *call;            /* WANT_SUBCOMMANDS: of this hypercall */
    const char *used;            /* WANT_ARGUMENTS: of this template */
    struct ast_names parameters; /* of the template in whose body this is */
    struct parse_question question;
    struct expectation expectation; /* valid if .question.words.count */
};

/* Finds out what may stand at `spot`. Everything is in the session's scratch memory. */
void context_find(struct session *session, const struct spot *spot, struct context *context);

#endif
