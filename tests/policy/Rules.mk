# SPDX-License-Identifier: GPL-2.0-only
# Golden tests of policyc, as three compilers' options made it.

CHECKS += check-policy
TEST_PROGRAMS += $(B)/san/bin/policyc

.PHONY: check-policy $(B)/clang/bin/policyc
check-policy: $(B)/san/bin/policyc $(B)/bin/policyc $(B)/clang/bin/policyc $(B)/gen/generate_diagnostics
	tests/policy/run $^

$(B)/clang/bin/policyc:
	@$(MAKE) --no-print-directory CC=clang B=$(B)/clang $@

CHECKS += check-mistakes

.PHONY: check-mistakes
check-mistakes: $(B)/san/bin/policyc $(B)/bin/policyc
	tests/policy/mistakes/run $^

CHECKS += check-newcomers

.PHONY: check-newcomers
check-newcomers: $(B)/san/bin/policyc
	tests/policy/newcomers/run $<
