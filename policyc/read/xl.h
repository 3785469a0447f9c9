/* SPDX-License-Identifier: GPL-2.0-only */
/* What a policy says of domains as settings for xl, in the syntax of xl.cfg(5). */
#ifndef XENON_XL_H
#define XENON_XL_H

#include <stdio.h>
#include "lang/arena.h"
#include "msm.h"
#include "policyc/read/wording.h"

/* What xl calls a limit. What may grow while a domain runs has another setting for the most that it may get.
 */
struct xl_setting {
    const char *key;
    const char *most; /* or NULL */
};

extern const struct xl_setting xl_settings[LIMITS];

/* Writes a fragment of a configuration for each domain that a toolstack starts: all but the control domain.
 */
void xl_write(struct arena *arena, FILE *file, const struct msm_policy *policy);

/* Writes that of one domain, or of the domain of a fleet that has this label. */
void xl_write_domain(struct arena *arena, FILE *file, const struct msm_policy *policy, uint32_t domain,
                     const char *label);

#endif
