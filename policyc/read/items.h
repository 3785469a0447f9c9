/* SPDX-License-Identifier: GPL-2.0-only */
/* A set of operations as a rule's list says it: sched_op, event_channel_op { send, close }. */
#ifndef XENON_ITEMS_H
#define XENON_ITEMS_H

#include <stdio.h>
#include "lang/arena.h"
#include "lang/hypercalls.h"
#include "msm.h"

/*
 * Writes the items that name the operations of the set, the shortest that the language has, with `between`
 * between them. Writes nothing for an empty set. Operations without a name are left out. Operations that are
 * also in `besides`, which may be NULL, needn't be named but may be, where a hypercall is named as a whole.
 */
void items_print(FILE *file, const uint64_t *set, const uint64_t *besides, const char *between);

/* The same as a text in the arena, with commas between. */
const char *items_text(struct arena *arena, const uint64_t *set);
const char *items_text_besides(struct arena *arena, const uint64_t *set, const uint64_t *besides);

/*
 * Writes the operations [first, end) as a rate's scope does, any, sched_op or event_channel_op.send, always
 * terminated. Returns `name`.
 */
const char *items_scope(unsigned int first, unsigned int end, char name[OPERATION_NAME_SIZE]);

#endif
