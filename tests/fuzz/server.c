/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fuzzes the language server over a transport in memory. The first byte tells what the others are: the bytes
 * that the server reads; or messages with a NUL between them, which are framed here; or a policy, which is
 * opened, and asked everything about in many places. What the server answers is JSON, whatever it was sent.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "lang/json.h"
#include "policyc/server/session.h"

#define PLACES 12u /* in a policy */

/* What the server reads, and what of it is read. */
struct input {
    char *bytes;
    size_t size;
    size_t at;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static ssize_t read_input(void *context, char *bytes, size_t room)
{
    struct input *input = context;
    size_t size = input->size - input->at;
    if (size > room)
        size = room;
    memcpy(bytes, input->bytes + input->at, size);
    input->at += size;
    return (ssize_t)size;
}

static bool input_is_ready(void *context)
{
    const struct input *input = context;
    return input->at < input->size;
}

static void frame(FILE *file, const char *body, size_t size)
{
    fprintf(file, "Content-Length: %zu\r\n\r\n", size);
    fwrite(body, 1, size, file);
}

static void frame_text(FILE *file, const char *body)
{
    frame(file, body, strlen(body));
}

static void write_initialize(FILE *file, bool bytes)
{
    frame_text(file, bytes ? "{\"id\":0,\"method\":\"initialize\",\"params\":{\"capabilities\":{\"general\":"
                             "{\"positionEncodings\":[\"utf-8\"]}}}}"
                           : "{\"id\":0,\"method\":\"initialize\",\"params\":{}}");
}

/* Each part up to a NUL is a message. */
static void write_messages(FILE *file, const char *data, size_t size)
{
    write_initialize(file, size % 2);
    while (size) {
        size_t length = strnlen(data, size);
        frame(file, data, length);
        size_t used = length < size ? length + 1 : length;
        data += used;
        size -= used;
    }
}

static void write_open(FILE *file, const char *text, size_t size)
{
    struct outgoing message;
    outgoing_begin_notification(&message, "textDocument/didOpen");
    json_object(&message.json, "textDocument");
    json_string(&message.json, "uri", "file:///nowhere/a.xpol", SIZE_MAX);
    json_string(&message.json, "text", text, size);
    outgoing_finish(&message);
    frame(file, message.bytes, message.size);
    free(message.bytes);
}

static void write_questions(FILE *file, size_t line, size_t character)
{
    static const char *const methods[] = {"completion",     "hover",      "definition",
                                          "references",     "rename",     "formatting",
                                          "documentSymbol", "codeAction", "prepareRename"};
    char body[512];
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        snprintf(
            body, sizeof(body),
            "{\"id\":1,\"method\":\"textDocument/%s\",\"params\":{\"textDocument\":{\"uri\":"
            "\"file:///nowhere/a.xpol\"},\"newName\":\"%s\",\"position\":{\"line\":%zu,\"character\":%zu},"
            "\"range\":{\"start\":{\"line\":0,\"character\":0},\"end\":{\"line\":%zu,\"character\":9}}}}",
            methods[i], line % 2 ? "other" : "web-1", line, character, line);
        frame_text(file, body);
    }
    snprintf(body, sizeof(body),
             "{\"method\":\"textDocument/didChange\",\"params\":{\"textDocument\":{\"uri\":\"file:///nowhere/"
             "a.xpol\"},\"contentChanges\":[{\"text\":\"%s\",\"range\":{\"start\":{\"line\":%zu,"
             "\"character\":%zu},"
             "\"end\":{\"line\":%zu,\"character\":%zu}}}]}}",
             line % 2 ? "" : "{ ", line, character, line, character + 1);
    frame_text(file, body);
}

static void write_policy(FILE *file, const char *text, size_t size)
{
    write_initialize(file, size % 2);
    write_open(file, text, size);
    size_t line = 0;
    size_t start = 0;
    size_t step = size / PLACES + 1;
    for (size_t at = 0; at < size; at++) {
        if (at % step == 0)
            write_questions(file, line, at - start);
        if (text[at] == '\n') {
            line++;
            start = at + 1;
        }
    }
    write_questions(file, line, size - start);
}

/* Everything that was answered is whole messages of JSON. */
static void check_output(char *bytes, size_t size)
{
    struct input output = {.bytes = bytes, .size = size};
    struct protocol protocol = {
        .transport = {.read = read_input, .is_ready = input_is_ready, .context = &output}};
    const char *body;
    size_t length;
    enum protocol_state state;
    while ((state = protocol_receive(&protocol, &body, &length)) == PROTOCOL_MESSAGE) {
        struct json_object *value = NULL;
        if (value_parse(body, length, &value) || !value_is(value_member(value, "jsonrpc"), "2.0"))
            abort();
        value_free(value);
    }
    if (state != PROTOCOL_END)
        abort();
    protocol_free(&protocol);
}

static void run(struct input *input)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&bytes, &size);
    struct session session = {
        .protocol.transport = {.read = read_input, .is_ready = input_is_ready, .context = input, .out = out}};
    session_run(&session);
    fclose(out);
    check_output(bytes, size);
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {0};
    FILE *file = open_memstream(&input.bytes, &input.size);
    const char *rest = (const char *)data + 1;
    if (size && data[0] == 'r')
        fwrite(rest, 1, size - 1, file);
    else if (size && data[0] == 'm')
        write_messages(file, rest, size - 1);
    else if (size)
        write_policy(file, rest, size - 1);
    fclose(file);
    run(&input);
    free(input.bytes);
    return 0;
}
