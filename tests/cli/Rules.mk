# SPDX-License-Identifier: GPL-2.0-only
# policyc's command line: options, help, the forms of its findings, --fix, completion, manual.

CHECKS += check-cli

.PHONY: check-cli
check-cli: $(B)/san/bin/policyc $(B)/bin/policyc
	tests/cli/run $^
