# SPDX-License-Identifier: GPL-2.0-only
# What is read back from blobs: decompiled, dumped, compared; for the policies of the tree and for random ones.

CHECKS += check-read
READ_ROUNDS ?= 60
TEST_PROGRAMS += $(B)/san/bin/policyc

.PHONY: check-read
check-read: $(B)/san/bin/policyc
	tests/read/run $<
	tests/read/random_policies.py $< $(READ_ROUNDS)
