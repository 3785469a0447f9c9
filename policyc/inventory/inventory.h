/* SPDX-License-Identifier: GPL-2.0-only */
/* A folder that says which virtual machines there are: *.cfg for xl, and inventory.yaml. */
#ifndef XENON_INVENTORY_H
#define XENON_INVENTORY_H

#include "policyc/inventory/compare.h"

/* Why a folder can't be read: .path is its, or a file's in it. */
struct inventory_trouble {
    const char *path;
    const char *why;
};

/*
 * Reads all files of the folder, in the order of their names, adds them to the sources, and reports what is
 * wrong with them and what differs from the policy. False if one can't be read, or there is none.
 */
bool inventory_check(const char *folder, const struct msm_policy *policy, bool has_source,
                     struct sources *sources, struct diagnostics *diagnostics,
                     struct inventory_trouble *trouble);

#endif
