/* SPDX-License-Identifier: GPL-2.0-only */
/* Tells the client what the server can do, and learns how the client counts. */
#include "policyc/server/features.h"

/* How the client wants to count: bytes if it can, which need no conversion; UTF-16 can everyone. */
static enum position_encoding choose_encoding(struct json_object *parameters)
{
    struct json_object *general = value_member(value_member(parameters, "capabilities"), "general");
    struct json_object *offered = value_member(general, "positionEncodings");
    for (size_t i = 0; i < value_count(offered); i++)
        if (value_is(value_element(offered, i), "utf-8"))
            return POSITION_UTF8;
    return POSITION_UTF16;
}

/* What the client can do in documents. */
static void read_capabilities(struct session *session, struct json_object *parameters)
{
    struct json_object *documents = value_member(value_member(parameters, "capabilities"), "textDocument");
    struct json_object *formats = value_member(value_member(documents, "hover"), "contentFormat");
    struct json_object *outline = value_member(documents, "documentSymbol");
    session->has_markdown = value_is(value_element(formats, 0), "markdown");
    session->has_outlines = value_is_true(value_member(outline, "hierarchicalDocumentSymbolSupport"));
}

static void write_synchronization(struct json *json)
{
    json_object(json, "textDocumentSync");
    json_boolean(json, "openClose", true);
    json_number(json, "change", 2); /* incremental */
    json_boolean(json, "save", true);
    json_end(json);
}

static void write_completion(struct json *json)
{
    static const char *const triggers[] = {".", "{", "$", "\""};
    json_object(json, "completionProvider");
    json_array(json, "triggerCharacters");
    for (size_t i = 0; i < sizeof(triggers) / sizeof(triggers[0]); i++)
        json_string(json, NULL, triggers[i], SIZE_MAX);
    json_end(json);
    json_end(json);
}

static void write_capabilities(const struct session *session, struct json *json)
{
    json_object(json, "capabilities");
    json_string(json, "positionEncoding", session->encoding == POSITION_UTF8 ? "utf-8" : "utf-16", SIZE_MAX);
    write_synchronization(json);
    write_completion(json);
    json_boolean(json, "hoverProvider", true);
    json_boolean(json, "definitionProvider", true);
    json_boolean(json, "referencesProvider", true);
    json_boolean(json, "documentSymbolProvider", true);
    json_boolean(json, "documentFormattingProvider", true);
    json_object(json, "renameProvider");
    json_boolean(json, "prepareProvider", true);
    json_end(json);
    json_object(json, "codeActionProvider");
    json_array(json, "codeActionKinds");
    json_string(json, NULL, "quickfix", SIZE_MAX);
    json_end(json);
    json_end(json);
    json_end(json);
}

bool feature_initialize(struct session *session, struct json_object *parameters, struct json *answer)
{
    session->encoding = choose_encoding(parameters);
    read_capabilities(session, parameters);
    session->state = SESSION_OPEN;
    json_object(answer, "result");
    write_capabilities(session, answer);
    json_object(answer, "serverInfo");
    json_string(answer, "name", "policyc", SIZE_MAX);
    json_end(answer);
    json_end(answer);
    return true;
}
