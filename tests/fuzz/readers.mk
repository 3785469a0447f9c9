# SPDX-License-Identifier: GPL-2.0-only
# Fuzzes what reads blobs. It starts from the golden tests' policies, each with itself and with another, and from
# their blobs.

FUZZERS += readers
$(B)/fuzz/readers: $(B)/fuzz/tests/fuzz/compile.o $(FUZZ_POLICYC)

.PHONY: fuzz-readers
fuzz-readers: $(B)/fuzz/readers $(B)/bin/policyc
	@mkdir -p $(B)/fuzz/readers-corpus $(B)/fuzz/readers-seeds $(B)/fuzz/empty
	tar -C $(B)/fuzz/readers-seeds -xJf tests/fuzz/corpus/readers.tar.xz
	for policy in tests/policy/ok/*.xpol tests/read/diff/*.xpol; do \
	    { cat $$policy; echo; echo =====; cat $$policy; } > $(B)/fuzz/readers-seeds/$${policy##*/}; \
	    { cat $$policy; echo; echo =====; cat tests/policy/ok/smallest.xpol; } > $(B)/fuzz/readers-seeds/$${policy##*/}-other; \
	    $(B)/bin/policyc $$policy -o $(B)/fuzz/blob.xpb && \
	        { printf '\0'; cat $(B)/fuzz/blob.xpb; } > $(B)/fuzz/readers-seeds/$${policy##*/}-blob; done
	for policy in tests/read/diff/*.before.xpol; do \
	    { cat $$policy; echo; echo =====; cat $${policy%before.xpol}after.xpol; } > $(B)/fuzz/readers-seeds/$${policy##*/}-after; done
	cd $(B)/fuzz/empty && $(abspath $(B))/fuzz/readers -max_len=8192 -max_total_time=$(FUZZ_SECONDS) -timeout=20 \
	    -dict=$(CURDIR)/tests/fuzz/policy.dict -print_final_stats=1 -artifact_prefix=$(abspath $(B))/fuzz/readers- \
	    $(abspath $(B))/fuzz/readers-corpus $(abspath $(B))/fuzz/readers-seeds
