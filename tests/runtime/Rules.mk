# SPDX-License-Identifier: GPL-2.0-only
# Tests of libxenon and xenon-policy under ASan and UBSan, against a fake module in their own process.

CHECKS += check-runtime
RUNTIME_TESTS := $(addprefix $(B)/san/tests/runtime/test_,library commands load status log act)
RUNTIME_FAKE  := $(addprefix $(B)/san/,tests/runtime/fake.o tests/runtime/run.o tests/unit/build_blob.o \
                   $(filter-out runtime/transport_xen.o,$(LIBXENON)) $(filter-out runtime/policy_main.o,$(XENON_POLICY)) \
                   tests/runtime/main.o $(POLICYC_COMPILER) $(POLICYC_LIBRARIES))

# The program's own main(), callable from a test.
$(B)/san/tests/runtime/main.o: $(B)/san/runtime/policy_main.o
	@mkdir -p $(@D)
	objcopy --redefine-sym main=xenon_policy_main $< $@

$(RUNTIME_TESTS): %: %.o $(RUNTIME_FAKE)
	$(CC) $(SANITIZE) -Wl,--wrap=clock_gettime,--wrap=history_folder -o $@ $^ -lcmocka

# The program as it is shipped, under ASan and UBSan, on simulated hosts.
$(B)/san/bin/xenon-policy: $(patsubst %,$(B)/san/%,$(XENON_POLICY) $(LIBXENON) $(POLICYC_COMPILER) $(POLICYC_LIBRARIES))
	@mkdir -p $(@D)
	$(CC) $(SANITIZE) -o $@ $^ -lxencall -lxenevtchn

.PHONY: check-runtime
check-runtime: $(RUNTIME_TESTS) $(B)/san/bin/xenon-policy $(B)/bin/policyc
	set -e; for test in $(RUNTIME_TESTS); do $$test; done
	tests/runtime/tour $(B)/san/bin/xenon-policy $(B)/bin/policyc
	B=$(B) tests/runtime/examples
