/* SPDX-License-Identifier: GPL-2.0-only */
/* What a new domain, and those that serve it, find in xenstore. */
#ifndef XENON_BUILDER_NODES_H
#define XENON_BUILDER_NODES_H

#include <stdbool.h>
#include <xenstore.h>
#include "runtime/builder/image.h"

/* Writes all that the domain and the servers of the entry need, and has xenstore talk to it. False: xenstore
 * refused, with errno. */
bool nodes_write(struct xs_handle *store, const struct entry *entry, const struct built *built);

/* The entry's domain is gone, and its servers are to let go of it. Nothing that it could have written is
 * believed. */
void nodes_remove(struct xs_handle *store, const struct entry *entry);

#endif
