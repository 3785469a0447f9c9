/* SPDX-License-Identifier: GPL-2.0-only */
/* The builder's recovery box: a line `NAME DOMAIN DISK-SERVER CARD-SERVER` for each domain that it built. */
#include "runtime/builder/memory.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

int memory_keep(struct xenon *xenon, const struct catalogue *catalogue)
{
    char text[XENON_BOX_SIZE + 1];
    size_t length = 0;

    for (size_t i = 0; i < catalogue->count; i++) {
        const struct entry *entry = &catalogue->entries[i];
        if (!entry->domid)
            continue;
        length +=
            (size_t)snprintf(text + length, sizeof(text) - length, "%s %" PRIu32 " %" PRIu32 " %" PRIu32 "\n",
                             entry->name, entry->domid, entry->disk_domid, entry->card_domid);
        if (length > XENON_BOX_SIZE)
            return -E2BIG;
    }
    return xenon_keep(xenon, text, length);
}

static void recall_line(struct catalogue *catalogue, const char *line)
{
    char name[NAME_SIZE];
    uint32_t domid, disk_domid, card_domid;
    struct entry *entry;

    if (sscanf(line, "%31s %" SCNu32 " %" SCNu32 " %" SCNu32, name, &domid, &disk_domid, &card_domid) != 4 ||
        !(entry = catalogue_find(catalogue, name)))
        return;
    entry->domid = domid;
    entry->disk_domid = disk_domid;
    entry->card_domid = card_domid;
}

int memory_recall(struct xenon *xenon, struct catalogue *catalogue)
{
    uint8_t bytes[XENON_BOX_SIZE];
    char text[XENON_BOX_SIZE + 1], *rest;
    size_t size;
    int error = xenon_recall(xenon, bytes, &size);

    if (error)
        return error;
    memcpy(text, bytes, size);
    text[size] = '\0';
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        recall_line(catalogue, line);
    return 0;
}
