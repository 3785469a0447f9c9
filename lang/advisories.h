/* SPDX-License-Identifier: GPL-2.0-only */
/* Advisories about Xen whose holes need hypercalls that a policy can withhold; from lang/advisories.yaml. */
#ifndef XENON_ADVISORIES_H
#define XENON_ADVISORIES_H

#include <stddef.h>
#include <stdint.h>

struct advisory {
    unsigned int number; /* XSA- */
    const char *title;   /* without a full stop */
    unsigned int guests; /* that could use the hole: a bit 1 << enum blob_guest each */
    /*
     * The operations that it needs: those of one run, all of them. A run ends with operation 0, and so does
     * the list of runs.
     */
    const uint16_t *needs;
};

extern const struct advisory advisories[]; /* in rising order of their numbers */
extern const size_t advisory_count;

#endif
