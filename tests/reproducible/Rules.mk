# SPDX-License-Identifier: GPL-2.0-only
# The same policy gives the same bytes: by gcc, clang, for arm64 (where char has no sign), and with another qsort().

CHECKS += check-reproducible
ARM64_CC ?= aarch64-linux-gnu-gcc

REPRODUCIBLE := tests/reproducible/digests.o $(POLICYC_COMPILER)
REPRODUCIBLE_ARM64 := $(REPRODUCIBLE) $(POLICYC_READERS) $(LANG_SOURCES:%.c=%.o) $(MSM_SOURCES:%.c=%.o)
DIGESTS := $(B)/obj/tests/reproducible/digests

$(DIGESTS): $(REPRODUCIBLE:%=$(B)/obj/%) $(POLICYC_LIBRARIES:%=$(B)/%)
	$(CC) $(CFLAGS) -o $@ $^

$(DIGESTS)-other-order: $(B)/obj/tests/reproducible/other_order.o $(REPRODUCIBLE:%=$(B)/obj/%) \
    $(POLICYC_LIBRARIES:%=$(B)/%)
	$(CC) $(CFLAGS) -Wl,--wrap=qsort -o $@ $^

$(B)/arm64/%.o: %.c | generated
	@mkdir -p $(@D)
	$(ARM64_CC) $(OURFLAGS) $(CFLAGS) -c -o $@ $<

$(B)/arm64/gen/%.o: $(B)/gen/%.c | generated
	@mkdir -p $(@D)
	$(ARM64_CC) $(OURFLAGS) $(CFLAGS) -c -o $@ $<

# Static: it needs nothing of an arm64 system.
$(B)/arm64/digests: $(REPRODUCIBLE_ARM64:%=$(B)/arm64/%)
	$(ARM64_CC) $(CFLAGS) -static -o $@ $^

.PHONY: check-reproducible $(B)/clang/obj/tests/reproducible/digests
$(B)/clang/obj/tests/reproducible/digests:
	@$(MAKE) --no-print-directory CC=clang B=$(B)/clang $@

check-reproducible: $(DIGESTS) $(DIGESTS)-other-order $(B)/clang/obj/tests/reproducible/digests $(B)/arm64/digests
	tests/reproducible/run $^
