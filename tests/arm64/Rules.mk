# SPDX-License-Identifier: GPL-2.0-only
# The hypervisor for arm64: built, and booted in QEMU with a policy and Debian's kernel as dom0.
#
#   make xen-arm64         make check-arm64

ARM64_LAB = $(B)/lab-arm64

CHECKS += check-arm64
.PHONY: check-arm64

check-arm64: $(addprefix $(ARM64_LAB)/,gate.xpb dom0.cpio xen)
	tests/arm64/run $(ARM64_LAB)

$(ARM64_LAB)/fetched: tests/arm64/fetch
	tests/arm64/fetch $(ARM64_LAB)
	touch $@

$(ARM64_LAB)/xen: $(B)/xen-arm64/xen | $(ARM64_LAB)/fetched
	cp $< $@

$(ARM64_LAB)/%.xpb: tests/arm64/%.xpol tests/arm64/dom0-arm64.xpol $(B)/bin/policyc | $(ARM64_LAB)/fetched
	$(B)/bin/policyc $< -o $@

# Xen's headers are the same for all machines, and insist on GNU C.
$(ARM64_LAB)/init: tests/arm64/init.c hv/include/op.h hv/include/blob.h | $(ARM64_LAB)/fetched
	aarch64-linux-gnu-gcc -std=gnu11 $(WARN) -O2 -static -D_GNU_SOURCE -D__XEN_TOOLS__ -idirafter /usr/include \
		-Ihv/include -o $@ $<

$(ARM64_LAB)/dom0.cpio: $(ARM64_LAB)/init $(ARM64_LAB)/next.xpb
	rm -rf $(ARM64_LAB)/tree && mkdir -p $(ARM64_LAB)/tree/dev
	cp $^ $$(find $(ARM64_LAB)/debian -name xen-privcmd.ko) $(ARM64_LAB)/tree
	cd $(ARM64_LAB)/tree && find . | cpio --quiet -o -H newc > ../dom0.cpio
