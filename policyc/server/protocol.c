/* SPDX-License-Identifier: GPL-2.0-only */
/* Reads and writes framed messages. Memory grows only with what has really arrived. */
#include "policyc/server/protocol.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
#include "policyc/server/need.h"

#define HEADER_MAX  4096u       /* bytes */
#define MESSAGE_MAX (64u << 20) /* bytes: some hundred times the largest policy that people write */
#define READ_ROOM   (64u << 10)

ssize_t protocol_read_fd(void *context, char *bytes, size_t room)
{
    const int *fd = context;
    ssize_t got;
    do
        got = read(*fd, bytes, room);
    while (got < 0 && errno == EINTR);
    return got;
}

bool protocol_fd_is_ready(void *context)
{
    const int *fd = context;
    struct pollfd poll_fd = {.fd = *fd, .events = POLLIN};
    return poll(&poll_fd, 1, 0) > 0;
}

/* Reads some more. Returns whether there was any. */
static bool fill(struct protocol *protocol)
{
    if (protocol->room - protocol->used < READ_ROOM) {
        size_t room = protocol->room * 2 + READ_ROOM;
        protocol->bytes = need(realloc(protocol->bytes, room));
        protocol->room = room;
    }
    ssize_t got = protocol->transport.read(protocol->transport.context, protocol->bytes + protocol->used,
                                           protocol->room - protocol->used);
    if (got <= 0)
        return false;
    protocol->used += (size_t)got;
    return true;
}

/* A field's value in digits and blanks. Returns false if it is no number, or above MESSAGE_MAX. */
static bool read_length(const char *text, const char *end, size_t *length)
{
    while (text < end && (*text == ' ' || *text == '\t'))
        text++;
    while (end > text && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    *length = 0;
    for (const char *at = text; at < end; at++) {
        if (*at < '0' || *at > '9')
            return false;
        *length = *length * 10 + (size_t)(*at - '0');
        if (*length > MESSAGE_MAX)
            return false;
    }
    return end > text;
}

/* The header's lines, up to the empty one. Returns NULL and the body's length, or what is wrong. */
static const char *read_header(const char *text, const char *end, size_t *length)
{
    static const char name[] = "Content-Length:";
    bool is_known = false;
    while (text < end) {
        const char *line_end = memmem(text, (size_t)(end - text), "\r\n", 2);
        if ((size_t)(line_end - text) >= strlen(name) && strncasecmp(text, name, strlen(name)) == 0) {
            if (!read_length(text + strlen(name), line_end, length))
                return "Content-Length is no number, or too large";
            is_known = true;
        } else if (!memchr(text, ':', (size_t)(line_end - text))) {
            return "a line of the header has no colon";
        }
        text = line_end + 2;
    }
    return is_known ? NULL : "the header has no Content-Length";
}

static enum protocol_state stop(struct protocol *protocol, const char *fault)
{
    protocol->fault = fault;
    return PROTOCOL_BROKEN;
}

/* Drops the message that was received last. */
static void drop_taken(struct protocol *protocol)
{
    protocol->used -= protocol->taken;
    if (protocol->used)
        memmove(protocol->bytes, protocol->bytes + protocol->taken, protocol->used);
    protocol->taken = 0;
}

enum protocol_state protocol_receive(struct protocol *protocol, const char **body, size_t *size)
{
    static const char separator[] = "\r\n\r\n";
    const char *end;
    drop_taken(protocol);
    while (!protocol->used ||
           !(end = memmem(protocol->bytes, protocol->used, separator, strlen(separator)))) {
        if (protocol->used > HEADER_MAX)
            return stop(protocol, "the header does not end");
        if (!fill(protocol))
            return protocol->used ? stop(protocol, "the data ends inside a header") : PROTOCOL_END;
    }
    const char *fault = read_header(protocol->bytes, end + 2, size);
    if (fault)
        return stop(protocol, fault);
    size_t start = (size_t)(end - protocol->bytes) + strlen(separator);
    while (protocol->used - start < *size)
        if (!fill(protocol))
            return stop(protocol, "the data ends inside a message");
    protocol->taken = start + *size;
    *body = protocol->bytes + start;
    return PROTOCOL_MESSAGE;
}

bool protocol_has_more(const struct protocol *protocol)
{
    return protocol->used > protocol->taken || protocol->transport.is_ready(protocol->transport.context);
}

bool protocol_send(const struct protocol *protocol, const char *body, size_t size)
{
    FILE *out = protocol->transport.out;
    fprintf(out, "Content-Length: %zu\r\n\r\n", size);
    fwrite(body, 1, size, out);
    return fflush(out) == 0 && !ferror(out);
}

void protocol_free(struct protocol *protocol)
{
    free(protocol->bytes);
    *protocol = (struct protocol){.transport = protocol->transport};
}
