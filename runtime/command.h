/* SPDX-License-Identifier: GPL-2.0-only */
/* libxenon's own: one command to the module at a time. */
#ifndef XENON_RUNTIME_COMMAND_H
#define XENON_RUNTIME_COMMAND_H

#include "runtime/libxenon.h"

/* The command to fill in, zero but for its head. It and its answer are good until the next. */
struct xenon_op *command_start(struct xenon *xenon, uint32_t command);

/* Gives it. Returns 0 or a negative errno. */
int command_give(struct xenon *xenon);

/* Memory that the module can reach, never of no bytes; NULL when there is none. */
void *command_allocate(struct xenon *xenon, size_t size);
void command_release(struct xenon *xenon, void *memory);

static inline uint64_t command_address(const void *memory)
{
    return (uint64_t)(uintptr_t)memory;
}

/* A copy for the caller of what the module wrote, in *copy; NULL for no bytes. Returns 0 or -ENOMEM. */
int command_copy(void **copy, const void *memory, size_t size);

#endif
