/* SPDX-License-Identifier: GPL-2.0-only */
/* Who a domain is, by the hypervisor's word. */
#ifndef XENON_BUILDER_PEER_H
#define XENON_BUILDER_PEER_H

#include <stdbool.h>
#include <stdint.h>
#include <xenctrl.h>
#include <xenstore.h>
#include "runtime/builder/catalogue.h"

/* False: there is no such domain, or it is being destroyed, or the policy doesn't let us ask. */
bool peer_label(xc_interface *xen, uint32_t domid, char label[NAME_SIZE]);
bool peer_lives(xc_interface *xen, uint32_t domid);

/* The domain with this label, of those that xenstore knows and that we manage; 0: there is none. */
uint32_t peer_find(xc_interface *xen, struct xs_handle *store, const char *label);

#endif
