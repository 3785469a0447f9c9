/* SPDX-License-Identifier: GPL-2.0-only */
/* Whom a service domain serves, as the toolstack has noted it in xenstore where no guest can write. */
#ifndef XENON_SERVED_H
#define XENON_SERVED_H

#include <stdbool.h>
#include <stdint.h>
#include <xenstore.h>

/*
 * For a domain that was built anew and doesn't run yet: has its backend drivers find the connections that its
 * predecessor had. What that one wrote itself isn't taken over. Returns false with errno set.
 */
bool served_restore(struct xs_handle *store, uint32_t service);

/* How many guests' devices use the service, and wait for its backend. */
unsigned int served_waiting(struct xs_handle *store, uint32_t service);

/* Has the service's backend drivers look at each connection that they haven't found yet. */
void served_remind(struct xs_handle *store, uint32_t service);

/* How many guests' devices the service has, whether they use it or not. */
unsigned int served_count(struct xs_handle *store, uint32_t service);

#endif
