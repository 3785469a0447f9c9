# SPDX-License-Identifier: GPL-2.0-only
# The manual pages: well-formed, and in agreement with the programs.

CHECKS += check-man

$(B)/san/tests/man/faults: $(B)/san/tests/man/faults.o $(B)/san/lib/libmsm.a
	$(CC) $(SANITIZE) -o $@ $^

.PHONY: check-man
check-man: $(B)/bin/xenon-policy $(B)/san/tests/man/faults
	tests/man/facts $^
