# SPDX-License-Identifier: GPL-2.0-only
# What xenon-builder reads and remembers. What it builds, the boot lab shows.

CHECKS += check-builder

$(B)/san/tests/builder/test_memory: $(addprefix $(B)/san/,tests/builder/test_memory.o runtime/builder/memory.o \
    runtime/builder/catalogue.o)
	$(CC) $(SANITIZE) -o $@ $^ -lcmocka

.PHONY: check-builder
check-builder: $(B)/san/tests/builder/test_memory
	$<
