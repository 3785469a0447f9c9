# SPDX-License-Identifier: GPL-2.0-only
# The boot lab: a dom0 and guests made of Debian's packages, our own programs on top, and scenarios to play.
#
#   make lab         all that a boot needs      make check-boot   every scenario
#   make demo        the tour, after tests/setup
#   make demo-parts  a dom0 taken apart: which part tried what, and what came of it

include tests/boot/probe/Rules.mk tests/boot/builder/Rules.mk

LAB          = $(B)/lab
LAB_POLICIES = $(patsubst %.xpol,$(LAB)/policies/%.xpb,$(notdir $(wildcard tests/boot/policies/*.xpol examples/*.xpol)))
LAB_MISSIONS = $(patsubst templates/%.md,$(LAB)/policies/mission-%.xpb,$(wildcard templates/*.md))
LAB_SERVICES = $(patsubst %,$(LAB)/services/%.cpio,blkback netback)
LAB_PROGRAMS = $(B)/bin/policyc $(addprefix $(B)/bin/,xenon-policy xenond xenon-audit xenon-restart probectl pages module swapctl) $(PROBES) $(LAB)/guests/builder.cpio

CHECKS += check-boot
.PHONY: lab check-boot demo-now demo-parts

lab: $(B)/xen/xen $(LAB)/dom0.cpio $(LAB)/switch.cpio $(LAB_POLICIES) $(LAB_MISSIONS) $(LAB_PROGRAMS) $(LAB_SERVICES)

# A hypervisor with its policy and command line in it, as the scenario `fixed` wants them.
$(LAB)/xen-fixed: $(LAB)/policies/gate.xpb $(B)/xen/xen tests/boot/lab
	$(MAKE) --no-print-directory xen-fixed POLICY=$< CMDLINE="$$(tests/boot/lab options fixed)"
	cp $(B)/xen-fixed/xen $@

check-boot: lab $(LAB)/xen-fixed $(B)/xen-norates/xen
	B=$(B) tests/boot/lab run

demo-now: lab
	@B=$(B) tests/boot/lab tour

demo-parts: lab
	@B=$(B) tests/boot/lab table disaggregated

$(LAB)/fetched: tests/boot/fetch
	tests/boot/fetch $(LAB)
	touch $@

$(LAB)/vmlinux: tests/boot/image $(LAB)/fetched
	tests/boot/image kernel $(LAB)

$(LAB)/guest.cpio: tests/boot/image $(addprefix tests/boot/guest/,init load obey) $(LAB)/fetched
	tests/boot/image guest $(LAB)

$(LAB)/dom0.cpio: tests/boot/image $(LAB)/vmlinux $(LAB)/guest.cpio
	tests/boot/image dom0 $(LAB)

$(LAB)/switch.cpio: tests/boot/image $(LAB)/fetched
	tests/boot/image switch $(LAB)

$(LAB)/services/%.cpio: runtime/service/% runtime/service/init tests/boot/image $(LAB)/fetched
	tests/boot/image service $(LAB) $*

$(LAB)/policies/%.xpb: tests/boot/policies/%.xpol $(wildcard templates/*.xpol) $(B)/bin/policyc
	@mkdir -p $(@D)
	$(B)/bin/policyc -I templates $< -o $@

$(LAB)/policies/%.xpb: examples/%.xpol $(wildcard templates/*.xpol) $(B)/bin/policyc
	@mkdir -p $(@D)
	$(B)/bin/policyc -I templates $< -o $@

# What `policyc --new` makes of a mission's template, and what it says of its guests' xl.cfg(5).
$(LAB)/policies/mission-%.xpb: templates/%.xpol $(wildcard templates/*.xpol) $(B)/bin/policyc
	@mkdir -p $(@D) $(LAB)/missions
	$(B)/bin/policyc --new $* -I templates > $(LAB)/missions/mission-$*.xpol
	$(B)/bin/policyc --emit xl -I templates $(LAB)/missions/mission-$*.xpol > $(@:.xpb=.cfg)
	$(B)/bin/policyc -I templates $(LAB)/missions/mission-$*.xpol -o $@
