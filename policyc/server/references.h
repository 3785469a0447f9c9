/* SPDX-License-Identifier: GPL-2.0-only */
/* All places of one name, in all policies that are open. */
#ifndef XENON_REFERENCES_H
#define XENON_REFERENCES_H

#include "policyc/server/index.h"
#include "policyc/server/session.h"

struct reference {
    struct reference *next;
    struct analysis *analysis; /* the first in which it was met */
    struct span span;          /* there */
    const char *uri;
    bool is_declared; /* here */
};

/*
 * The places of a symbol of `analysis`, each once, in the session's scratch memory. Another policy's name is
 * the same one if it is declared in the same place, or brought along by the language.
 */
struct reference *references_find(struct session *session, struct analysis *analysis,
                                  const struct symbol *symbol);

/* The symbol as another analysis has it, or NULL. */
struct symbol *references_counterpart(struct analysis *analysis, const struct symbol *symbol,
                                      struct analysis *other);

#endif
