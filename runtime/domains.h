/* SPDX-License-Identifier: GPL-2.0-only */
/* The running domains as people name them. */
#ifndef XENON_RUNTIME_DOMAINS_H
#define XENON_RUNTIME_DOMAINS_H

#include "runtime/policy.h"

/*
 * The id of the domain that `who` names, an id or the label of one running domain. Anything but POLICY_DONE:
 * it was said why there is none.
 */
enum policy_exit find_domain(struct xenon *xenon, const char *who, uint32_t *domid);

/* Its entry in the list, or NULL. */
const struct xenon_domain *domain_by_id(const struct xenon_domain *domains, size_t count, uint32_t domid);

/* A label of the list's, terminated. */
#define DOMAIN_LABEL (BLOB_MAX_NAME + 1)
const char *domain_label(const struct xenon_domain *domain, char label[DOMAIN_LABEL]);

#endif
