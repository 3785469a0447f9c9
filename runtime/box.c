/* SPDX-License-Identifier: GPL-2.0-only */
/* libxenon: the box of the label that this domain has. */
#include "runtime/command.h"

#include <errno.h>
#include <string.h>

int xenon_keep(struct xenon *xenon, const void *bytes, size_t size)
{
    if (size > XENON_BOX_SIZE)
        return -E2BIG;
    void *buffer = command_allocate(xenon, size);
    if (!buffer)
        return -ENOMEM;
    if (size)
        memcpy(buffer, bytes, size);
    struct xenon_op *op = command_start(xenon, XENON_OP_keep);
    op->u.box.buffer = command_address(buffer);
    op->u.box.size = (uint32_t)size;
    int error = command_give(xenon);
    command_release(xenon, buffer);
    return error;
}

int xenon_recall(struct xenon *xenon, uint8_t bytes[XENON_BOX_SIZE], size_t *size)
{
    void *buffer = command_allocate(xenon, XENON_BOX_SIZE);
    if (!buffer)
        return -ENOMEM;
    struct xenon_op *op = command_start(xenon, XENON_OP_recall);
    op->u.box.buffer = command_address(buffer);
    op->u.box.size = XENON_BOX_SIZE;
    int error = command_give(xenon);
    if (!error && op->u.box.size > XENON_BOX_SIZE)
        error = -EPROTO;
    if (!error) {
        *size = op->u.box.size;
        memcpy(bytes, buffer, *size);
    }
    command_release(xenon, buffer);
    return error;
}
