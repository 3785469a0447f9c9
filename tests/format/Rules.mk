# SPDX-License-Identifier: GPL-2.0-only
# The formatter: its properties on every policy in the tree, its style, --fmt; and the files for editors.

CHECKS += check-format

$(B)/san/tests/format/properties: %: %.o $(addprefix $(B)/san/,tests/format/examine.o lib/liblang.a lib/libmsm.a)
	$(CC) $(SANITIZE) -o $@ $^

.PHONY: check-format
check-format: $(B)/san/tests/format/properties $(B)/san/bin/policyc
	$< $$(find templates examples tests -name '*.xpol') tests/fuzz/corpus/format/*
	tests/format/run $(B)/san/bin/policyc
	python3 -B tests/format/editors.py
