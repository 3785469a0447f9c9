/* SPDX-License-Identifier: GPL-2.0-only */
/* What requests and notifications have in common: the document, and the place in it. */
#ifndef XENON_PARAMETERS_H
#define XENON_PARAMETERS_H

#include "policyc/server/session.h"

/* Where in which policy a request points. */
struct spot {
    struct document *document;
    struct analysis *analysis; /* one that the document is part of */
    uint32_t file;             /* which of its sources */
    uint32_t byte;
};

/* A text as a terminated copy in the session's scratch memory; NULL if it is none, or has a NUL in it. */
const char *parameter_text(struct session *session, struct json_object *value);

/* A Position. Returns false if it is none. */
bool parameter_place(struct json_object *value, struct place *place);

/* A Range in a document, as bytes: *start <= *end. Returns false if it is none. */
bool parameter_range(const struct session *session, const struct document *document,
                     struct json_object *value, size_t *start, size_t *end);

/* The open document that .textDocument names, or NULL. */
struct document *parameter_document(struct session *session, struct json_object *parameters);

/* What .textDocument and .position point to, as the document is now. Returns false after session_refuse(). */
bool parameter_target(struct session *session, struct json_object *parameters, struct spot *target);

/* The same without a position: .byte is 0. */
bool parameter_file(struct session *session, struct json_object *parameters, struct spot *target);

#endif
