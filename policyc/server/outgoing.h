/* SPDX-License-Identifier: GPL-2.0-only */
/* A message to the client, while it is written. */
#ifndef XENON_OUTGOING_H
#define XENON_OUTGOING_H

#include <stdio.h>
#include "lang/json.h"

struct outgoing {
    struct json json; /* its outermost object is open until outgoing_finish() */
    FILE *file;
    char *bytes; /* to be freed */
    size_t size;
};

void outgoing_begin(struct outgoing *message);

/* A notification, whose `params` object is open. */
void outgoing_begin_notification(struct outgoing *message, const char *method);

/* Closes what is open. The bytes are complete then. */
void outgoing_finish(struct outgoing *message);

#endif
