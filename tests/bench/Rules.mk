# SPDX-License-Identifier: GPL-2.0-only
# The compiler against the tools that others use. No check: nothing here passes or fails.

.PHONY: bench
bench: $(B)/bin/policyc $(B)/xen/source/COPYING
	@tests/setup tests/bench/packages
	@mkdir -p $(B)/bench
	@tests/bench/flask $(B)/xen/source $(B)/bench/flask.conf
	@python3 -B tests/bench/policy.py $(B)/bin/policyc $(B)/bench/flask.conf $(B)/bench
