# SPDX-License-Identifier: GPL-2.0-only
# The hypervisor as built; and the one to compare with, of the same source with Xen's own modules, still builds.

CHECKS += check-xen

.PHONY: check-xen
check-xen: $(B)/xen/xen $(B)/xen-compare/xen
	tests/xen/run $(B)/xen/tree
