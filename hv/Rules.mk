# SPDX-License-Identifier: GPL-2.0-only
# The decision core as a library, and the hypervisor: Debian's source, our patches, the module.

include hv/core/Rules.mk

XEN_MODULE  = $(wildcard hv/xen/*.[ch] hv/core/*.[ch] hv/include/*.h) $(B)/gen/operations.h $(B)/gen/operations.c
XEN_PATCHES = $(addprefix hv/xen/patches/,$(shell grep -v '^\#' hv/xen/patches/series))

.PHONY: xen xen-compare xen-arm64
xen: $(B)/xen/xen
xen-compare: $(B)/xen-compare/xen

$(B)/xen/source/COPYING:
	hv/xen/fetch $(B)/xen

xen-arm64: $(B)/xen-arm64/xen

# A tree of Xen with the patches, once a configuration.
$(B)/%/tree/.patched: $(B)/xen/source/COPYING $(XEN_PATCHES) hv/xen/patches/series
	rm -rf $(@D) && mkdir -p $(@D) && cp -a $(B)/xen/source/. $(@D)
	for patch in $(XEN_PATCHES); do patch -s -p1 -d $(@D) < $$patch || exit 1; done
	touch $@

$(B)/xen/xen: $(B)/xen/tree/.patched $(XEN_MODULE) hv/xen/Makefile hv/xen/config $(wildcard hv/xen/include/*.h)
	hv/xen/build $(B)/xen/tree hv/xen/config $@ $(XEN_MODULE)

$(B)/xen-compare/xen: $(B)/xen-compare/tree/.patched hv/xen/config.compare
	hv/xen/build $(B)/xen-compare/tree hv/xen/config.compare $@

$(B)/xen-arm64/xen: $(B)/xen-arm64/tree/.patched $(XEN_MODULE) hv/xen/Makefile hv/xen/config.arm64 $(wildcard hv/xen/include/*.h)
	XEN_TARGET_ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu- \
		hv/xen/build $(B)/xen-arm64/tree hv/xen/config.arm64 $@ $(XEN_MODULE)
