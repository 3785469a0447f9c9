# SPDX-License-Identifier: GPL-2.0-only
# The language server, under ASan and UBSan: a client of the tests' own, then an editor's.

CHECKS += check-server

.PHONY: check-server
check-server: $(B)/san/bin/policyc
	tests/server/run $(B)/san/bin/policyc
	tests/server/neovim $(B)/san/bin/policyc
