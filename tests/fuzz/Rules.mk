# SPDX-License-Identifier: GPL-2.0-only
# Fuzzers, each with a makefile of its own: not among the checks, as each runs for FUZZ_SECONDS. They share
# objects for which clang watches what an input reaches, beside both sanitizers.

FUZZ_SECONDS ?= 120
FUZZ_CHECKS  := address,undefined -fno-sanitize-recover=all

$(B)/fuzz/%.o: %.c | generated
	@mkdir -p $(@D)
	clang $(OURFLAGS) -O1 -g -fsanitize=fuzzer-no-link,$(FUZZ_CHECKS) -c -o $@ $<

$(B)/fuzz/gen/%.o: $(B)/gen/%.c | generated
	@mkdir -p $(@D)
	clang $(OURFLAGS) -O1 -g -fsanitize=fuzzer-no-link,$(FUZZ_CHECKS) -c -o $@ $<

FUZZ_CORE    := $(patsubst %.c,$(B)/fuzz/%.o,$(MSM_SOURCES))
FUZZ_LANG    := $(patsubst %.c,$(B)/fuzz/%.o,$(LANG_SOURCES)) $(FUZZ_CORE)
FUZZ_POLICYC := $(patsubst %,$(B)/fuzz/%,$(POLICYC_COMPILER) $(POLICYC_READERS)) $(FUZZ_LANG)

include $(filter-out %/Rules.mk,$(wildcard tests/fuzz/*.mk))

# FUZZERS: each has an object of its name, and what its makefile adds.
$(FUZZERS:%=$(B)/fuzz/%): $(B)/fuzz/%: $(B)/fuzz/tests/fuzz/%.o
	clang -fsanitize=fuzzer,$(FUZZ_CHECKS) -o $@ $^ $(FUZZ_LIBRARIES)
