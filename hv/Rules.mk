# SPDX-License-Identifier: GPL-2.0-only
# The decision core as a library, and the hypervisor: Debian's source, our patches, the module.

include hv/core/Rules.mk

XEN_MODULE  = $(wildcard hv/xen/*.[ch] hv/core/*.[ch] hv/include/*.h) $(B)/gen/operations.h $(B)/gen/operations.c
XEN_PATCHES = $(addprefix hv/xen/patches/,$(shell grep -v '^\#' hv/xen/patches/series))

XEN_MADE_OF = $(XEN_MODULE) hv/xen/Makefile hv/xen/build $(wildcard hv/xen/include/*.h)

.PHONY: xen xen-compare xen-arm64 xen-fixed xen-norates
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

# Variants, each in a copy of the tree that is built: with POLICY, a compiled one, and Xen's command line CMDLINE
# in it, which nothing at boot can change; and without rates.
xen-fixed: $(B)/xen-fixed/xen
xen-norates: $(B)/xen-norates/xen

$(B)/xen-fixed/tree/.patched $(B)/xen-norates/tree/.patched: $(B)/xen/xen
	[ $@ -nt $(B)/xen/tree/.patched ] || { rm -rf $(@D); mkdir -p $(@D); cp -a $(B)/xen/tree/. $(@D); }
	touch $@

# Anew each time, as CMDLINE isn't a file; what comes out is.
$(B)/xen-fixed/config: hv/xen/config
	@mkdir -p $(@D)
	$(if $(CMDLINE),,$(error say CMDLINE='...', Xen's command line))
	{ cat hv/xen/config; echo 'CONFIG_CMDLINE="$(CMDLINE)"'; echo CONFIG_CMDLINE_OVERRIDE=y; } > $@
.PHONY: $(B)/xen-fixed/config

$(B)/xen-fixed/xen: $(B)/xen-fixed/tree/.patched $(XEN_MADE_OF) $(POLICY) $(B)/xen-fixed/config
	hv/xen/build -p $(or $(POLICY),$(error say POLICY=my.xpb, a compiled policy)) $(B)/xen-fixed/tree $(B)/xen-fixed/config \
		$@ $(XEN_MODULE)

$(B)/xen-norates/xen: $(B)/xen-norates/tree/.patched $(XEN_MADE_OF) hv/xen/config
	hv/xen/build -r $(B)/xen-norates/tree hv/xen/config $@ $(XEN_MODULE)
