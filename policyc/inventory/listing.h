/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An inventory in YAML, for whoever has their virtual machines from elsewhere than files for xl: a mapping
 * with `host` (memory, cpus) and `guests`, a list of mappings with name, label, uuid, type, pci and the
 * limits by the names that a policy's JSON has for them. All may be missing, and then isn't known.
 */
#ifndef XENON_LISTING_H
#define XENON_LISTING_H

#include "policyc/inventory/guest.h"

/*
 * Reads a file of the sources, and adds its guests at `*end`, which then is the end of that list. False after
 * reporting what can't be read; guests without mistakes are there all the same.
 */
bool listing_read(const struct sources *sources, uint32_t file, struct diagnostics *diagnostics,
                  struct guest_host *host, struct guest ***end);

#endif
