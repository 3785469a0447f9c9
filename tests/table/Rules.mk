# SPDX-License-Identifier: GPL-2.0-only
# The hypercall table against Xen's headers, its generator, and the lookups by name and number.

CHECKS += check-table

TABLE_LOOKUP := $(B)/san/tests/table/lookup

$(TABLE_LOOKUP): $(TABLE_LOOKUP).o $(B)/san/lang/hypercalls.o $(B)/san/gen/hypercalls.o $(B)/san/lib/libmsm.a
	$(CC) $(SANITIZE) -o $@ $^

.PHONY: check-table
check-table: $(TABLE_LOOKUP) $(TABLE)
	python3 -B tests/table/check.py "$(CC)" $(B)/gen/table.txt $(B)/gen/generate $(TABLE_LOOKUP)
