/* SPDX-License-Identifier: GPL-2.0-only */
/* Messages are written to memory first: their length stands before them. */
#include "policyc/server/outgoing.h"

#include <stdlib.h>

static void check(bool well)
{
    if (well)
        return;
    fputs("out of memory\n", stderr);
    exit(2);
}

void outgoing_begin(struct outgoing *message)
{
    *message = (struct outgoing){0};
    message->file = open_memstream(&message->bytes, &message->size);
    check(message->file);
    json_start(&message->json, message->file);
    json_object(&message->json, NULL);
    json_string(&message->json, "jsonrpc", "2.0", SIZE_MAX);
}

void outgoing_begin_notification(struct outgoing *message, const char *method)
{
    outgoing_begin(message);
    json_string(&message->json, "method", method, SIZE_MAX);
    json_object(&message->json, "params");
}

void outgoing_finish(struct outgoing *message)
{
    while (message->json.depth)
        json_end(&message->json);
    check(!ferror(message->file) && fclose(message->file) == 0);
}
