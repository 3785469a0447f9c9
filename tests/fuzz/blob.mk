# SPDX-License-Identifier: GPL-2.0-only
# Fuzzes the decision core with blobs.

FUZZERS += blob
$(B)/fuzz/blob: $(patsubst %.c,$(B)/fuzz/%.o,$(wildcard tests/hostile/examine*.c) tests/unit/build_blob.c) $(FUZZ_CORE)

.PHONY: fuzz-blob
fuzz-blob: $(B)/fuzz/blob
	@mkdir -p $(B)/fuzz/blob-corpus
	$(B)/fuzz/blob -max_len=8192 -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 \
	    -artifact_prefix=$(B)/fuzz/blob- $(B)/fuzz/blob-corpus
