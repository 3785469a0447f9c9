# SPDX-License-Identifier: GPL-2.0-only
CHECKS += check-style

.PHONY: check-style
check-style:
	tests/style/run
