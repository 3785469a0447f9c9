/* SPDX-License-Identifier: GPL-2.0-only */
/* One rename that a client has asked for. */
#ifndef XENON_RENAMING_H
#define XENON_RENAMING_H

#include "policyc/server/parameters.h"
#include "policyc/server/references.h"

struct renaming {
    struct session *session;
    struct spot target;
    const struct occurrence *at;
    const char *name;          /* the new one */
    struct reference **places; /* of the old one, by document and place */
    size_t count;
};

/*
 * rename_try.c: makes the change in copies of all documents, and has the compiler check them. Returns false
 * after session_refuse() if it finds more wrong than before.
 */
bool renaming_try(const struct renaming *renaming);

#endif
