/* SPDX-License-Identifier: GPL-2.0-only */
/* Domains, built from nothing by Debian's libxenguest. */
#ifndef XENON_BUILDER_IMAGE_H
#define XENON_BUILDER_IMAGE_H

#include <stdint.h>
#include <xenctrl.h>
#include "runtime/builder/catalogue.h"

/* Where a new domain finds its console and xenstore, and they it. */
struct built {
    uint32_t domid;
    xen_pfn_t console, store;
    int console_port, store_port;
};

/* Builds a PV domain with the entry's label, of which Domain-0 has console and xenstore; it is paused.
 * Returns NULL, or what couldn't be done, with errno; then nothing is left of it. */
const char *image_build(xc_interface *xen, const struct entry *entry, struct built *built);

#endif
