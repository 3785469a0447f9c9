/* SPDX-License-Identifier: GPL-2.0-only */
/* What a builder remembers when it is started anew: which domains it has built, and who serves them. */
#ifndef XENON_BUILDER_MEMORY_H
#define XENON_BUILDER_MEMORY_H

#include "runtime/builder/catalogue.h"
#include "runtime/libxenon.h"

/* Keeps the catalogue's domains in the hypervisor's box for this domain's label, or reads them from there, of
 * those guests that the catalogue still has. Returns 0 or a negative errno; then they are as they were. */
int memory_keep(struct xenon *xenon, const struct catalogue *catalogue);
int memory_recall(struct xenon *xenon, struct catalogue *catalogue);

#endif
