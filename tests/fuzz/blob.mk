# SPDX-License-Identifier: GPL-2.0-only
# Fuzzes the decision core with blobs. Not among the checks: it ends when FUZZ_SECONDS have passed.

FUZZ_BLOB := tests/fuzz/blob.c $(wildcard tests/hostile/examine*.c) tests/unit/build_blob.c $(wildcard hv/core/*.c)
FUZZ_SECONDS ?= 120

$(B)/fuzz/blob: $(FUZZ_BLOB) $(wildcard hv/core/*.h) | generated
	@mkdir -p $(@D)
	clang $(filter-out -MMD -MP,$(OURFLAGS)) -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
	    -o $@ $(FUZZ_BLOB) $(B)/gen/operations.c

.PHONY: fuzz-blob
fuzz-blob: $(B)/fuzz/blob
	@mkdir -p $(B)/fuzz/blob-corpus
	$(B)/fuzz/blob -max_len=8192 -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 \
	    -artifact_prefix=$(B)/fuzz/blob- $(B)/fuzz/blob-corpus
