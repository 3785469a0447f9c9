/* SPDX-License-Identifier: GPL-2.0-only */
/* What the table `usage` must hold, by the records alone. */
#ifndef XENON_AUDIT_USAGES_H
#define XENON_AUDIT_USAGES_H

#include "runtime/audit/store.h"

struct usages {
    struct usage *list; /* by rising link */
    size_t count, room;
    struct usage *older; /* of links whose own record was removed; in the order of their ends */
    size_t older_count, older_room;
    size_t open; /* those before this one have ended */
};

/* Takes a record in; they come in their order. Returns false when there is no memory. */
bool usages_learn(struct usages *usages, const struct entry *entry);

/*
 * Compares with the table. `first` is the id of the first record. Returns STORE_DONE also when they differ:
 * then `*wrong` is the link at which they first do; else it is 0.
 */
enum store_result usages_compare(struct usages *usages, struct store *store, int64_t first, int64_t *wrong);

void usages_free(struct usages *usages);

#endif
