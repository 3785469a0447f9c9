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

# What a fuzzer has found worth trying is kept, as few inputs as reach all that was reached: corpus/NAME.tar.xz.
# Those that a mistake was found by stand beside it in a folder, and are tried by the checks.
FUZZ_KEPT := $(addprefix fuzz-keep-,format policy readers)
.PHONY: $(FUZZ_KEPT)
$(FUZZ_KEPT): fuzz-keep-%: $(B)/fuzz/%
	rm -rf $(B)/fuzz/$*-kept
	mkdir -p $(B)/fuzz/$*-kept $(B)/fuzz/empty
	cd $(B)/fuzz/empty && $(abspath $<) -set_cover_merge=1 $(abspath $(B))/fuzz/$*-kept $(abspath $(B))/fuzz/$*-corpus
	tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C $(B)/fuzz/$*-kept -cJf tests/fuzz/corpus/$*.tar.xz .
