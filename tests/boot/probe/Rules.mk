# SPDX-License-Identifier: GPL-2.0-only
# The probe: a guest kernel that makes the hypercalls that its tool in dom0 asks it for. See mailbox.h.

PROBE  := tests/boot/probe
PROBES := $(addprefix $(B)/lab/guests/probe-,pv64 pv32 pvh64 pvh32)

.PHONY: probes
probes: $(PROBES) $(addprefix $(B)/bin/,probectl pages swapctl)

# The kernel has no library, no interrupt stack and no floating-point state, and lies where it was linked.
PROBE_FLAGS := -std=c11 $(WARN) -O2 -I$(PROBE) -MMD -MP \
	-D__XEN_INTERFACE_VERSION__=__XEN_LATEST_INTERFACE_VERSION__ \
	-ffreestanding -fno-pic -fno-stack-protector -fomit-frame-pointer -fcf-protection=none -mgeneral-regs-only \
	-mno-red-zone -fno-asynchronous-unwind-tables

# probe_kind NAME,START,BITS: the kernel NAME begins in START.S and START.c and has a word of BITS.
define probe_kind
$(B)/probe/$(1)/%.c.o: $(PROBE)/%.c
	@mkdir -p $$(@D)
	$$(CC) $$(PROBE_FLAGS) -m$(3) -c -o $$@ $$<

$(B)/probe/$(1)/%.S.o: $(PROBE)/%.S
	@mkdir -p $$(@D)
	$$(CC) $$(PROBE_FLAGS) -m$(3) -D__ASSEMBLY__ -c -o $$@ $$<

$(B)/lab/guests/probe-$(1): $(addprefix $(B)/probe/,$(1)/$(2).S.o $(1)/$(2).c.o $(1)/probe.c.o probe.lds)
	@mkdir -p $$(@D)
	$$(LD) -m $(if $(filter 64,$(3)),elf_x86_64,elf_i386) -static --no-warn-rwx-segments \
		-T $(B)/probe/probe.lds -o $$@ $$(filter %.o,$$^)
endef
$(eval $(call probe_kind,pv64,pv,64))
$(eval $(call probe_kind,pv32,pv,32))
$(eval $(call probe_kind,pvh64,pvh,64))
$(eval $(call probe_kind,pvh32,pvh,32))

$(B)/probe/probe.lds: $(PROBE)/probe.lds.S $(PROBE)/mailbox.h
	@mkdir -p $(@D)
	$(CC) -E -P -x c -D__ASSEMBLY__ -o $@ $<

# Xen's headers of control operations insist on GNU C.
FLAGS_$(PROBE)/calls = -D__XEN_TOOLS__ -std=gnu11
FLAGS_$(PROBE)/grant = $(FLAGS_$(PROBE)/calls)
FLAGS_$(PROBE)/pages = $(FLAGS_$(PROBE)/calls)

$(B)/bin/probectl: $(B)/obj/$(PROBE)/probectl.o $(B)/obj/$(PROBE)/calls.o $(B)/obj/$(PROBE)/grant.o $(B)/lib/liblang.a $(B)/lib/libmsm.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -o $@ $^ -lxencall -lxenforeignmemory -lxenstore

$(B)/bin/module: $(B)/obj/$(PROBE)/module.o $(B)/lib/libxenon.a $(B)/lib/liblang.a $(B)/lib/libmsm.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -o $@ $^ -lxencall -lxenevtchn

$(B)/bin/pages: $(B)/obj/$(PROBE)/pages.o
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -o $@ $^ -lxenforeignmemory -lxencall

$(B)/bin/swapctl: $(B)/obj/$(PROBE)/swapctl.o $(B)/lib/libxenon.a $(B)/lib/libmsm.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -o $@ $^ -lxencall -lxenevtchn
