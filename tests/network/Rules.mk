# SPDX-License-Identifier: GPL-2.0-only
# The network access policy in Open vSwitch: what policyc prints for it, and xenond, which keeps it there.

CHECKS += check-network

.PHONY: check-network
check-network: $(B)/san/bin/policyc $(B)/san/bin/xenond $(B)/bin/xenond $(B)/bin/xenon-policy
	tests/network/run $(B)
