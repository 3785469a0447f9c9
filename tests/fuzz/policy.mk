# SPDX-License-Identifier: GPL-2.0-only
# Fuzzes the compiler with source texts. It starts from the golden tests, and runs where no import can find a
# file.

FUZZERS += policy
$(B)/fuzz/policy: $(B)/fuzz/tests/fuzz/compile.o $(FUZZ_POLICYC)

.PHONY: fuzz-policy
fuzz-policy: $(B)/fuzz/policy
	@mkdir -p $(B)/fuzz/policy-corpus $(B)/fuzz/policy-seeds $(B)/fuzz/empty
	tar -C $(B)/fuzz/policy-seeds -xJf tests/fuzz/corpus/policy.tar.xz
	cp tests/policy/ok/*.xpol tests/policy/err/*.xpol tests/policy/newcomers/*.xpol tests/fuzz/corpus/policy/* $(B)/fuzz/policy-seeds
	cd $(B)/fuzz/empty && $(abspath $(B))/fuzz/policy -max_len=4096 -max_total_time=$(FUZZ_SECONDS) -timeout=10 \
	    -dict=$(CURDIR)/tests/fuzz/policy.dict -print_final_stats=1 -artifact_prefix=$(abspath $(B))/fuzz/policy- \
	    $(abspath $(B))/fuzz/policy-corpus $(abspath $(B))/fuzz/policy-seeds
