# SPDX-License-Identifier: GPL-2.0-only
# The manual pages: well-formed, in agreement with the programs, and with examples that run.

CHECKS += check-man

$(B)/san/tests/man/faults: $(B)/san/tests/man/faults.o $(B)/san/lib/libmsm.a
	$(CC) $(SANITIZE) -o $@ $^

.PHONY: check-man
check-man: $(addprefix $(B)/bin/,xenon-policy policyc xenond xenon-audit) $(B)/san/tests/man/faults
	tests/man/facts $(B)/bin/xenon-policy $(B)/san/tests/man/faults
	python3 -B tests/man/members.py $(B)
	python3 -B tests/man/examples.py $(B)
