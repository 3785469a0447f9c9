/* SPDX-License-Identifier: GPL-2.0-only */
/* What must never be, as a policy's source says it. */
#ifndef XENON_RUNTIME_NEVER_H
#define XENON_RUNTIME_NEVER_H

#include "msm.h"
#include "runtime/policy.h"

/*
 * Whether these operations could be allowed to the domain as well without breaking a `never` of the live
 * policy, whose source the file is: what is `never` allowed isn't in the policy itself. POLICY_REFUSED after
 * showing what would be broken; POLICY_TROUBLE after saying why the file isn't that source.
 */
enum policy_exit check_never(const char *path, const struct msm_policy *live, const char *label,
                             const uint64_t operations[BLOB_WORDS]);

#endif
