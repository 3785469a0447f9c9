/* SPDX-License-Identifier: GPL-2.0-only */
/* The base protocol: messages with a header that tells their length. */
#ifndef XENON_PROTOCOL_H
#define XENON_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

/* Where messages come from and go to. */
struct transport {
    /* As read(2): 0 at the end, negative when it fails. */
    ssize_t (*read)(void *context, char *bytes, size_t room);
    bool (*is_ready)(void *context); /* whether read() would return at once */
    void *context;
    FILE *out;
};

/* One that reads the file descriptor that `context` points to. */
ssize_t protocol_read_fd(void *context, char *bytes, size_t room);
bool protocol_fd_is_ready(void *context);

/* What was read and isn't used up. All zero but for .transport to begin with. */
struct protocol {
    struct transport transport;
    char *bytes;
    size_t used;
    size_t room;
    size_t taken; /* of the message that was received last, with its header */
    const char *fault;
};

enum protocol_state {
    PROTOCOL_MESSAGE,
    PROTOCOL_END,    /* the client has gone */
    PROTOCOL_BROKEN, /* where the next message begins can't be known: .fault says why */
};

/* Waits for a message. Its body is valid until the next call. */
enum protocol_state protocol_receive(struct protocol *protocol, const char **body, size_t *size);

/* Whether a further message, or a part of it, is there already. */
bool protocol_has_more(const struct protocol *protocol);

/* Returns whether it was written. */
bool protocol_send(const struct protocol *protocol, const char *body, size_t size);

void protocol_free(struct protocol *protocol);

#endif
