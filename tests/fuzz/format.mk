# SPDX-License-Identifier: GPL-2.0-only
# Fuzzes the formatter with source texts. Not among the checks: it ends when FUZZ_SECONDS have passed.

FUZZ_FORMAT := tests/fuzz/format.c tests/format/examine.c $(filter-out lang/generate%,$(wildcard lang/*.c)) \
               $(wildcard hv/core/*.c)

$(B)/fuzz/format: $(FUZZ_FORMAT) $(wildcard lang/*.h tests/format/*.h) | generated
	@mkdir -p $(@D)
	clang $(filter-out -MMD -MP,$(OURFLAGS)) -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
	    -o $@ $(FUZZ_FORMAT) $(FUZZ_POLICY_GENERATED)

.PHONY: fuzz-format
fuzz-format: $(B)/fuzz/format
	@mkdir -p $(B)/fuzz/format-corpus $(B)/fuzz/format-seeds
	cp tests/policy/ok/*.xpol tests/policy/err/*.xpol tests/format/style/*.xpol tests/fuzz/corpus/policy/* $(B)/fuzz/format-seeds
	$(B)/fuzz/format -max_len=4096 -max_total_time=$(FUZZ_SECONDS) -timeout=10 -dict=tests/fuzz/policy.dict \
	    -print_final_stats=1 -artifact_prefix=$(B)/fuzz/format- $(B)/fuzz/format-corpus $(B)/fuzz/format-seeds
