/* SPDX-License-Identifier: GPL-2.0-only */
/* The facts behind both forms of the report on the attack surface. */
#ifndef XENON_SURFACE_PARTS_H
#define XENON_SURFACE_PARTS_H

#include "lang/advisories.h"
#include "policyc/read/surface.h"

/* Operations, and the hypercalls that they are of. */
struct surface_size {
    unsigned int operations;
    unsigned int hypercalls;
};

/* Of a set of operations; those without a name don't count. */
struct surface_size surface_size(const uint64_t set[BLOB_WORDS]);

/* The operations that the profile doesn't allow. */
void surface_withheld(const struct blob_profile *profile, uint64_t set[BLOB_WORDS]);

/* Those that it allows on some domains only. */
void surface_limited(const struct msm_policy *policy, const struct blob_profile *profile,
                     uint64_t set[BLOB_WORDS]);

/* What an advisory is to those who have a profile. */
enum surface_reach { REACH_WITHHELD, REACH_ALLOWED, REACH_OTHER_GUESTS, REACHES };

enum surface_reach surface_reach(const struct blob_profile *profile, const struct advisory *advisory);

/* How many advisories are which. */
void surface_count(const struct blob_profile *profile, unsigned int counts[REACHES]);

/* Whether the domain has the profile, until the seal or for good. */
bool surface_holds(const struct msm_policy *policy, uint32_t domain, uint32_t profile);

/* The domain on the other side of the connection, and the means by which `domain` may reach it; 0: none. */
unsigned int surface_means(const struct blob_connection *connection, uint32_t domain, uint32_t *other);

#endif
