/* SPDX-License-Identifier: GPL-2.0-only */
/* Messages are written to memory first: their length stands before them. */
#include "policyc/server/outgoing.h"

#include "policyc/server/need.h"

void outgoing_begin(struct outgoing *message)
{
    *message = (struct outgoing){0};
    message->file = need(open_memstream(&message->bytes, &message->size));
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
    bool is_whole = !ferror(message->file);
    if (fclose(message->file) || !is_whole)
        need(NULL);
}
