# SPDX-License-Identifier: GPL-2.0-only
# Damaged blobs against the decision core, under ASan and UBSan: one built by the tests and one compiled by policyc.

CHECKS += check-hostile
HOSTILE := $(B)/san/tests/hostile/hostile
HOSTILE_OBJECTS := $(addprefix tests/hostile/,hostile.o examine.o examine_profiles.o examine_relations.o) \
    tests/unit/build_blob.o lib/libmsm.a

$(HOSTILE): $(HOSTILE_OBJECTS:%=$(B)/san/%)
	$(CC) $(SANITIZE) -o $@ $^

# A policy that says something of every kind.
$(B)/hostile/sample.xpb: tests/policy/ok/sample.xpol $(wildcard templates/*.xpol) $(B)/bin/policyc
	@mkdir -p $(@D)
	$(B)/bin/policyc $< -o $@

.PHONY: check-hostile
check-hostile: $(HOSTILE) $(B)/hostile/sample.xpb
	$^
