# SPDX-License-Identifier: GPL-2.0-only
# Unit tests of the language and the compiler, under ASan and UBSan.

CHECKS += check-lang
LANG_TESTS := $(addprefix $(B)/san/tests/lang/test_,arena suggest render report lower terms places)
TEST_PROGRAMS += $(LANG_TESTS)
LANG_TESTED := $(patsubst %,$(B)/san/%,tests/lang/compile_text.o $(POLICYC_COMPILER) $(POLICYC_LIBRARIES))

$(LANG_TESTS): %: %.o $(LANG_TESTED)
	$(CC) $(SANITIZE) -o $@ $^ -lcmocka

.PHONY: check-lang
check-lang: $(LANG_TESTS)
	set -e; for test in $^; do $$test; done
