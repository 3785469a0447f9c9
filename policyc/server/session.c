/* SPDX-License-Identifier: GPL-2.0-only */
/* Takes messages, finds who is to answer them, and frames the answers. */
#include "policyc/server/session.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "policyc/server/features.h"

static const struct request_entry {
    const char *method;
    request_handler *handle;
} requests[] = {
    {"initialize", feature_initialize},
    {"shutdown", feature_shutdown},
    {"textDocument/completion", feature_complete},
    {"textDocument/hover", feature_hover},
    {"textDocument/definition", feature_definition},
    {"textDocument/references", feature_references},
    {"textDocument/documentSymbol", feature_symbols},
    {"textDocument/prepareRename", feature_prepare_rename},
    {"textDocument/rename", feature_rename},
    {"textDocument/formatting", feature_format},
    {"textDocument/codeAction", feature_actions},
};

/* Others are no mistake: a client may tell what no one here wants to know. */
static const struct notification_entry {
    const char *method;
    notification_handler *handle;
} notifications[] = {
    {"textDocument/didOpen", sync_opened},
    {"textDocument/didChange", sync_changed},
    {"textDocument/didSave", sync_saved},
    {"textDocument/didClose", sync_closed},
    {"workspace/didChangeWatchedFiles", sync_disk_changed},
};

bool session_refuse(struct session *session, enum session_error error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    session->error = error;
    session->reason = arena_vprint(&session->scratch, format, arguments);
    va_end(arguments);
    return false;
}

void session_send(struct session *session, struct outgoing *message)
{
    outgoing_finish(message);
    /* A client that doesn't take what it is sent has gone. */
    if (!protocol_send(&session->protocol, message->bytes, message->size))
        session->state = SESSION_OVER;
    free(message->bytes);
}

/* An answer says to what, as the client called it; `null` if that isn't known. */
static void write_id(struct json *json, struct json_object *id)
{
    size_t size;
    int64_t number;
    const char *text = value_text(id, &size);
    if (text)
        json_string(json, "id", text, size);
    else if (value_integer(id, &number))
        json_integer(json, "id", number);
    else
        json_null(json, "id");
}

static void write_error(struct session *session, struct json *json)
{
    json_object(json, "error");
    json_integer(json, "code", session->error);
    json_string(json, "message", session->reason, SIZE_MAX);
    json_end(json);
}

static void send_error(struct session *session, struct json_object *id)
{
    struct outgoing message;
    outgoing_begin(&message);
    write_id(&message.json, id);
    write_error(session, &message.json);
    session_send(session, &message);
}

bool feature_shutdown(struct session *session, struct json_object *parameters, struct json *answer)
{
    (void)parameters;
    session->state = SESSION_SHUT;
    json_null(answer, "result");
    return true;
}

static request_handler *find_request(struct json_object *method)
{
    for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
        if (value_is(method, requests[i].method))
            return requests[i].handle;
    return NULL;
}

/* Whether a request may be answered at this point. */
static bool is_due(struct session *session, request_handler *handle)
{
    if (session->state == SESSION_SHUT)
        return session_refuse(session, ERROR_REQUEST, "the server is shutting down");
    if (session->state == SESSION_NEW && handle != feature_initialize)
        return session_refuse(session, ERROR_NOT_INITIALIZED, "`initialize` comes first");
    if (session->state == SESSION_OPEN && handle == feature_initialize)
        return session_refuse(session, ERROR_REQUEST, "`initialize` comes once");
    if (!handle)
        return session_refuse(session, ERROR_METHOD, "no such method");
    return true;
}

static void answer(struct session *session, struct json_object *id, struct json_object *method,
                   struct json_object *parameters)
{
    struct outgoing message;
    request_handler *handle = find_request(method);
    outgoing_begin(&message);
    write_id(&message.json, id);
    if (!is_due(session, handle) || !handle(session, parameters, &message.json))
        write_error(session, &message.json);
    session_send(session, &message);
}

static void take_notice(struct session *session, struct json_object *method, struct json_object *parameters)
{
    if (value_is(method, "exit")) {
        session->is_proper = session->state == SESSION_SHUT;
        session->state = SESSION_OVER;
    }
    if (session->state != SESSION_OPEN)
        return;
    for (size_t i = 0; i < sizeof(notifications) / sizeof(notifications[0]); i++)
        if (value_is(method, notifications[i].method))
            notifications[i].handle(session, parameters);
}

static void handle(struct session *session, struct json_object *message)
{
    struct json_object *id = value_member(message, "id");
    struct json_object *method = value_member(message, "method");
    struct json_object *parameters = value_member(message, "params");
    size_t size;
    int64_t number;
    bool has_id = value_text(id, &size) || value_integer(id, &number);
    if (!value_is_object(message) || (id && !has_id)) {
        session_refuse(session, ERROR_REQUEST, "a message is an object, and its id a text or a whole number");
        send_error(session, NULL);
    } else if (value_text(method, &size)) {
        if (has_id)
            answer(session, id, method, parameters);
        else
            take_notice(session, method, parameters);
    } else if (!value_has(message, "result") && !value_has(message, "error")) {
        session_refuse(session, ERROR_REQUEST, "the message has no method");
        send_error(session, id);
    }
}

static void take(struct session *session, const char *body, size_t size)
{
    struct json_object *message = NULL;
    const char *fault = value_parse(body, size, &message);
    if (fault) {
        session_refuse(session, ERROR_PARSE, "the message is not JSON: %s", fault);
        send_error(session, NULL);
    } else {
        handle(session, message);
    }
    value_free(message);
    arena_free(&session->scratch);
}

/* While more is to come at once, findings would only be of what is changed in the next moment. */
static void publish_when_idle(struct session *session)
{
    if (session->state == SESSION_OPEN && session->is_changed && !protocol_has_more(&session->protocol))
        publish(session);
    arena_free(&session->scratch);
}

static void end(struct session *session)
{
    while (session->documents.first)
        document_close(&session->documents, session->documents.first);
    publish_free(session);
    protocol_free(&session->protocol);
    arena_free(&session->scratch);
}

bool session_run(struct session *session)
{
    session->options.documents = &session->documents;
    while (session->state != SESSION_OVER) {
        const char *body;
        size_t size;
        enum protocol_state state = protocol_receive(&session->protocol, &body, &size);
        if (state == PROTOCOL_BROKEN) {
            session_refuse(session, ERROR_PARSE, "%s", session->protocol.fault);
            send_error(session, NULL);
        }
        if (state != PROTOCOL_MESSAGE)
            break;
        take(session, body, size);
        publish_when_idle(session);
    }
    end(session);
    return session->is_proper;
}
