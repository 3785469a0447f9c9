/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files that compare an inventory with a policy know of each other. */
#ifndef XENON_COMPARE_PARTS_H
#define XENON_COMPARE_PARTS_H

#include "policyc/inventory/compare.h"

/* Adds to a finding where the policy says something: as a note if its source is there, else in words. */
void compare_show_rule(const struct comparison *comparison, struct diagnostic *diagnostic, uint32_t rule,
                       const char *what);

/* compare_identity.c: the domain that the guest is, as the hypervisor chooses it, or BLOB_NONE after a
 * report. */
uint32_t compare_identity(const struct comparison *comparison, const struct guest *guest);

/* compare_limits.c: what it gets, against what the domain and the host have. */
void compare_limits(const struct comparison *comparison, const struct guest *guest, uint32_t domain);
void compare_host(const struct comparison *comparison, const struct guest *guests,
                  const struct guest_host *host);

/* compare_devices.c */
void compare_devices(const struct comparison *comparison, const struct guest *guest, uint32_t domain);

#endif
