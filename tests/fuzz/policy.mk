# SPDX-License-Identifier: GPL-2.0-only
# Fuzzes the compiler with source texts. Not among the checks: it ends when FUZZ_SECONDS have passed.
# It starts from the golden tests, and runs where no import can find a file.

FUZZ_POLICY := tests/fuzz/policy.c $(filter-out lang/generate%,$(wildcard lang/*.c)) \
               $(POLICYC_COMPILER:%.o=%.c) $(POLICYC_READERS:%.o=%.c) $(wildcard hv/core/*.c)
FUZZ_POLICY_GENERATED = $(addprefix $(B)/gen/,parser.c lexer.c diagnostics.c hypercalls.c operations.c advisories.c)

$(B)/fuzz/policy: $(FUZZ_POLICY) $(wildcard lang/*.h policyc/*.h) | generated
	@mkdir -p $(@D)
	clang $(filter-out -MMD -MP,$(OURFLAGS)) -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
	    -o $@ $(FUZZ_POLICY) $(FUZZ_POLICY_GENERATED)

.PHONY: fuzz-policy
fuzz-policy: $(B)/fuzz/policy
	@mkdir -p $(B)/fuzz/policy-corpus $(B)/fuzz/policy-seeds $(B)/fuzz/empty
	cp tests/policy/ok/*.xpol tests/policy/err/*.xpol tests/fuzz/corpus/policy/* $(B)/fuzz/policy-seeds
	cd $(B)/fuzz/empty && $(abspath $(B))/fuzz/policy -max_len=4096 -max_total_time=$(FUZZ_SECONDS) -timeout=10 \
	    -dict=$(CURDIR)/tests/fuzz/policy.dict -print_final_stats=1 -artifact_prefix=$(abspath $(B))/fuzz/policy- \
	    $(abspath $(B))/fuzz/policy-corpus $(abspath $(B))/fuzz/policy-seeds
