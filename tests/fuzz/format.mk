# SPDX-License-Identifier: GPL-2.0-only
# Fuzzes the formatter with source texts.

FUZZERS += format
$(B)/fuzz/format: $(B)/fuzz/tests/format/examine.o $(FUZZ_LANG)

.PHONY: fuzz-format
fuzz-format: $(B)/fuzz/format
	@mkdir -p $(B)/fuzz/format-corpus $(B)/fuzz/format-seeds
	tar -C $(B)/fuzz/format-seeds -xJf tests/fuzz/corpus/format.tar.xz
	cp tests/policy/ok/*.xpol tests/policy/err/*.xpol tests/format/style/*.xpol tests/fuzz/corpus/policy/* \
	    tests/fuzz/corpus/format/* $(B)/fuzz/format-seeds
	$(B)/fuzz/format -max_len=4096 -max_total_time=$(FUZZ_SECONDS) -timeout=10 -dict=tests/fuzz/policy.dict \
	    -print_final_stats=1 -artifact_prefix=$(B)/fuzz/format- $(B)/fuzz/format-corpus $(B)/fuzz/format-seeds
