# SPDX-License-Identifier: GPL-2.0-only
# Unit tests of the decision core and of the audit's digest, against its real sources under ASan and UBSan.

CHECKS += check-unit
UNIT_CORE := blake2b open decide find connect compare conflict rate ledger fault
UNIT_CORE_TESTS := $(UNIT_CORE:%=$(B)/san/tests/unit/test_%)

$(UNIT_CORE_TESTS): %: %.o $(B)/san/tests/unit/build_blob.o $(B)/san/lib/libmsm.a
	$(CC) $(SANITIZE) -o $@ $(filter %.o,$^) $(filter %.a,$^) -lcmocka

$(B)/san/tests/unit/test_open: $(addprefix $(B)/san/tests/unit/,refusal.o refuse_profiles.o refuse_terms.o \
    refuse_domains.o refuse_relations.o)

$(B)/san/tests/unit/test_find $(B)/san/tests/unit/test_connect: $(B)/san/tests/unit/example.o

# What the audit's chain rests on.
$(B)/san/tests/unit/test_sha256: $(addprefix $(B)/san/,tests/unit/test_sha256.o runtime/audit/sha256.o)
	$(CC) $(SANITIZE) -o $@ $^ -lcmocka

.PHONY: check-unit
check-unit: $(UNIT_CORE_TESTS) $(B)/san/tests/unit/test_sha256
	set -e; for test in $^; do $$test; done
