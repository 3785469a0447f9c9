# SPDX-License-Identifier: GPL-2.0-only
# What adds up the checks' counts, tried with checks of its own.
#
#   make check-counts

CHECKS += check-counts
.PHONY: check-counts

check-counts:
	tests/counts/run
