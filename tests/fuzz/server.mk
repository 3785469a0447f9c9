# SPDX-License-Identifier: GPL-2.0-only
# Fuzzes the language server. It starts from the golden tests' policies and from conversations, and runs where
# no import can find a file.

FUZZERS += server
$(B)/fuzz/server: $(patsubst %,$(B)/fuzz/%,$(POLICYC_SERVER)) $(FUZZ_POLICYC)
$(B)/fuzz/server: FUZZ_LIBRARIES = -ljson-c

.PHONY: fuzz-server
fuzz-server: $(B)/fuzz/server
	@mkdir -p $(B)/fuzz/server-corpus $(B)/fuzz/server-seeds $(B)/fuzz/empty
	cp tests/fuzz/corpus/server/* $(B)/fuzz/server-seeds
	for policy in tests/policy/ok/*.xpol tests/policy/err/*.xpol; do \
	    { printf p; cat $$policy; } > $(B)/fuzz/server-seeds/$${policy##*/}; done
	cd $(B)/fuzz/empty && $(abspath $(B))/fuzz/server -max_len=4096 -max_total_time=$(FUZZ_SECONDS) -timeout=20 \
	    -dict=$(CURDIR)/tests/fuzz/policy.dict -print_final_stats=1 -artifact_prefix=$(abspath $(B))/fuzz/server- \
	    $(abspath $(B))/fuzz/server-corpus $(abspath $(B))/fuzz/server-seeds
