# SPDX-License-Identifier: GPL-2.0-only
# What policies are asked: their tests, traces, explanations and queries.

CHECKS += check-ask
ASK_ROUNDS ?= 12
TEST_PROGRAMS += $(B)/san/bin/policyc

.PHONY: check-ask
check-ask: $(B)/san/bin/policyc
	tests/ask/run $<
	tests/ask/check_tests.py $<
	tests/ask/check_decisions.py $< $(ASK_ROUNDS)
