/* SPDX-License-Identifier: GPL-2.0-only */
/* A conversation with one editor, from its first message to its last. */
#ifndef XENON_SESSION_H
#define XENON_SESSION_H

#include "policyc/server/analysis.h"
#include "policyc/server/outgoing.h"
#include "policyc/server/protocol.h"
#include "policyc/server/value.h"

enum session_state { SESSION_NEW, SESSION_OPEN, SESSION_SHUT, SESSION_OVER };

/* JSON-RPC's and the protocol's own. */
enum session_error {
    ERROR_PARSE = -32700,
    ERROR_REQUEST = -32600,
    ERROR_METHOD = -32601,
    ERROR_PARAMETERS = -32602,
    ERROR_NOT_INITIALIZED = -32002,
    ERROR_FAILED = -32803, /* the request is understood, and refused */
};

struct session {
    struct protocol protocol;
    struct documents documents;
    struct analysis_options options;
    enum session_state state;
    enum position_encoding encoding;
    bool has_markdown;    /* the client shows hovers as such, */
    bool has_outlines;    /* and outlines with two places for each name */
    struct arena scratch; /* until the message is answered */
    struct published *published;
    bool is_changed; /* some document was, since findings were last published */
    bool is_proper;  /* `exit` came after `shutdown` */

    /* Why a request fails, if it does. */
    enum session_error error;
    const char *reason;
};

/*
 * Answers messages until the client has gone or said `exit`. .protocol.transport and what .options says of
 * reading are set, the rest is zero. Returns whether it ended as the protocol wants: by `shutdown` and
 * `exit`.
 */
bool session_run(struct session *session);

/* Has every open document analysed as it is now. What was analysed and hasn't changed is kept. */
void session_refresh(struct session *session);

/* Notes why a request fails. Returns false. */
bool session_refuse(struct session *session, enum session_error error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Completes the message, sends it, and frees its bytes. */
void session_send(struct session *session, struct outgoing *message);

#endif
