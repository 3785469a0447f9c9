# SPDX-License-Identifier: GPL-2.0-only
# Fuzzes the language server. Not among the checks: it ends when FUZZ_SECONDS have passed.
# It starts from the golden tests' policies and from conversations, and runs where no import can find a file.

FUZZ_SERVER := tests/fuzz/server.c $(filter-out lang/generate%,$(wildcard lang/*.c)) \
               $(POLICYC_COMPILER:%.o=%.c) $(POLICYC_READERS:%.o=%.c) $(POLICYC_SERVER:%.o=%.c) $(wildcard hv/core/*.c)
FUZZ_SERVER_GENERATED = $(addprefix $(B)/gen/,parser.c lexer.c diagnostics.c hypercalls.c operations.c advisories.c)

$(B)/fuzz/server: $(FUZZ_SERVER) $(wildcard lang/*.h policyc/*.h policyc/*/*.h) | generated
	@mkdir -p $(@D)
	clang $(filter-out -MMD -MP,$(OURFLAGS)) -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
	    -o $@ $(FUZZ_SERVER) $(FUZZ_SERVER_GENERATED) -ljson-c

.PHONY: fuzz-server
fuzz-server: $(B)/fuzz/server
	@mkdir -p $(B)/fuzz/server-corpus $(B)/fuzz/server-seeds $(B)/fuzz/empty
	cp tests/fuzz/corpus/server/* $(B)/fuzz/server-seeds
	for policy in tests/policy/ok/*.xpol tests/policy/err/*.xpol; do \
	    { printf p; cat $$policy; } > $(B)/fuzz/server-seeds/$${policy##*/}; done
	cd $(B)/fuzz/empty && $(abspath $(B))/fuzz/server -max_len=4096 -max_total_time=$(FUZZ_SECONDS) -timeout=20 \
	    -dict=$(CURDIR)/tests/fuzz/policy.dict -print_final_stats=1 -artifact_prefix=$(abspath $(B))/fuzz/server- \
	    $(abspath $(B))/fuzz/server-corpus $(abspath $(B))/fuzz/server-seeds
