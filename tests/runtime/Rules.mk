# SPDX-License-Identifier: GPL-2.0-only
# Tests of libxenon and xenon-policy under ASan and UBSan, against a fake module in their own process.

CHECKS += check-runtime
RUNTIME_TESTS := $(addprefix $(B)/san/tests/runtime/test_,library commands load status log act)
RUNTIME_FAKE  := $(addprefix $(B)/san/,tests/runtime/fake.o tests/runtime/run.o runtime/xenon.o runtime/policies.o runtime/counts.o \
                   $(filter-out runtime/policy_main.o,$(XENON_POLICY)) tests/runtime/main.o lib/libmsm.a)

# The program's own main(), callable from a test.
$(B)/san/tests/runtime/main.o: $(B)/san/runtime/policy_main.o
	@mkdir -p $(@D)
	objcopy --redefine-sym main=xenon_policy_main $< $@

$(RUNTIME_TESTS): %: %.o $(RUNTIME_FAKE)
	$(CC) $(SANITIZE) -Wl,--wrap=clock_gettime -o $@ $^ -lcmocka

.PHONY: check-runtime
check-runtime: $(RUNTIME_TESTS)
	set -e; for test in $^; do $$test; done
