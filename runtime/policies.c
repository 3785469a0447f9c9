/* SPDX-License-Identifier: GPL-2.0-only */
/* libxenon: policies that go to the module, and that come from it. */
#include "runtime/command.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM = 1024 }; /* changes that an answer has room for, before more is asked for */

static void fill(struct xenon_replace *op, const struct xenon_load *load)
{
    op->size = (uint32_t)load->size;
    op->flags = load->flags;
    op->confirm = load->confirm;
    memcpy(op->live, load->live, sizeof(op->live));
}

static void keep_answer(struct xenon_load *load, const struct xenon_replace *op)
{
    load->fault = op->fault;
    load->section = op->section;
    load->offset = op->offset;
    load->domain = op->domain;
    load->peer = op->peer;
    load->means = op->means;
    load->generation = op->generation;
    memcpy(load->live, op->live, sizeof(load->live));
}

/* The answer's changes, of which `room` fitted. Where there is no memory for a copy, all are missed. */
static void keep_changes(struct xenon_load *load, const struct xenon_change *changes, size_t room,
                         size_t count)
{
    void *copy;
    size_t held = count < room ? count : room;
    if (command_copy(&copy, changes, held * sizeof(*changes)))
        held = 0;
    load->changes = copy;
    load->count = held;
    load->missed = count - held;
}

/* A refusal is the fault in the answer, whatever the hypercall itself returned. */
static int give(struct xenon *xenon, uint32_t command, struct xenon_load *load, const void *blob,
                struct xenon_change *changes, uint32_t room)
{
    struct xenon_op *op = command_start(xenon, command);
    fill(&op->u.replace, load);
    op->u.replace.blob = command_address(blob);
    op->u.replace.changes = command_address(changes);
    op->u.replace.room = room;
    int error = command_give(xenon);
    if (op->u.replace.fault > INT_MAX)
        return -EPROTO;
    if (error && !op->u.replace.fault)
        return error;
    keep_answer(load, &op->u.replace);
    keep_changes(load, changes, room, op->u.replace.count);
    return (int)load->fault;
}

/* Gives it with room for so many changes. */
static int give_blob(struct xenon *xenon, uint32_t command, struct xenon_load *load, uint32_t room)
{
    int result = -ENOMEM;
    load->changes = NULL;
    load->count = load->missed = 0;
    if (load->size > BLOB_MAX_SIZE)
        return -EFBIG;
    void *copy = command_allocate(xenon, load->size);
    struct xenon_change *changes = command_allocate(xenon, room * sizeof(*changes));
    if (copy && changes) {
        if (load->size)
            memcpy(copy, load->blob, load->size);
        result = give(xenon, command, load, copy, changes, room);
    }
    if (changes)
        command_release(xenon, changes);
    if (copy)
        command_release(xenon, copy);
    return result;
}

int xenon_replace(struct xenon *xenon, struct xenon_load *load)
{
    return give_blob(xenon, XENON_OP_replace, load, ROOM);
}

int xenon_seal(struct xenon *xenon, struct xenon_load *load)
{
    return give_blob(xenon, XENON_OP_seal, load, ROOM);
}

int xenon_shadow(struct xenon *xenon, struct xenon_load *load)
{
    return give_blob(xenon, XENON_OP_shadow, load, ROOM);
}

/* Again while more changes come up than the last answer told of. */
int xenon_prepare(struct xenon *xenon, struct xenon_load *load)
{
    uint8_t live[BLOB_DIGEST];
    memcpy(live, load->live, sizeof(live));
    size_t room = ROOM;
    for (;;) {
        int result = give_blob(xenon, XENON_OP_prepare, load, (uint32_t)room);
        if (result < 0 || !load->missed)
            return result;
        room += load->missed;
        free(load->changes);
        load->changes = NULL;
        if (room > INT_MAX / sizeof(*load->changes))
            return -EPROTO;
        memcpy(load->live, live, sizeof(live));
    }
}

int xenon_confirm(struct xenon *xenon, const uint8_t digest[BLOB_DIGEST])
{
    struct xenon_op *op = command_start(xenon, XENON_OP_confirm);
    memcpy(op->u.confirm.digest, digest, sizeof(op->u.confirm.digest));
    return command_give(xenon);
}

/* Reads it into `buffer`, if it fits, and leaves its size in *size in any case. */
static int fetch(struct xenon *xenon, enum xenon_which which, const void *buffer, uint32_t room,
                 uint32_t *size, uint32_t *generation)
{
    struct xenon_op *op = command_start(xenon, XENON_OP_fetch);
    op->u.fetch.buffer = command_address(buffer);
    op->u.fetch.room = room;
    op->u.fetch.which = which;
    int error = command_give(xenon);
    if (error)
        return error;
    *size = op->u.fetch.size;
    *generation = op->u.fetch.which;
    return *size <= BLOB_MAX_SIZE ? 0 : -EPROTO;
}

/* A policy that is larger may have taken the place of the one whose size was asked for: then again. */
int xenon_fetch(struct xenon *xenon, enum xenon_which which, void **blob, size_t *size, uint32_t *generation)
{
    uint32_t room = 0, got, live;
    for (;;) {
        void *buffer = command_allocate(xenon, room);
        if (!buffer)
            return -ENOMEM;
        int error = fetch(xenon, which, buffer, room, &got, &live);
        bool fits = !error && got <= room;
        if (fits)
            error = command_copy(blob, buffer, got);
        command_release(xenon, buffer);
        if (error)
            return error;
        if (fits)
            break;
        room = got;
    }
    *size = got;
    if (generation)
        *generation = live;
    return 0;
}
