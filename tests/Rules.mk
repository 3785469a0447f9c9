# SPDX-License-Identifier: GPL-2.0-only
# Each folder of tests adds its targets to CHECKS. Those that boot come last: they take longest.

CHECKS :=
include $(wildcard tests/*/Rules.mk)
CHECKS := $(filter-out check-boot,$(CHECKS)) check-boot

.PHONY: check demo setup check-now check-clang
setup:
	@tests/setup

# The packages first: what make looks for may only then be there.
check demo: setup
	@$(MAKE) --no-print-directory -s $@-now

check-now:
	@$(MAKE) --no-print-directory -s -j$$(nproc) all
	@MAKE='$(MAKE)' tests/check $(CHECKS)

# The other compiler: a warning is an error there too, and the unit tests pass.
CHECKS := check-clang $(CHECKS)
check-clang:
	@$(MAKE) --no-print-directory -s -j$$(nproc) CC=clang B=$(B)/clang all probes
	@$(MAKE) --no-print-directory -s CC=clang B=$(B)/clang check-unit check-lang check-runtime check-probe
