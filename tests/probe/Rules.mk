# SPDX-License-Identifier: GPL-2.0-only
# The probe's tool without a probe: what it would have one do. The real thing runs in tests/boot.

CHECKS += check-probe

$(B)/san/tests/probe/test_calls: %: %.o $(addprefix $(B)/san/,tests/boot/probe/calls.o lib/liblang.a lib/libmsm.a)
	$(CC) $(SANITIZE) -o $@ $^ -lcmocka

.PHONY: check-probe
check-probe: $(B)/san/tests/probe/test_calls
	$<
