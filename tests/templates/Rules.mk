# SPDX-License-Identifier: GPL-2.0-only
# The mission templates, and `policyc --new`, which makes policies of them.

CHECKS += check-templates

.PHONY: check-templates
check-templates: $(B)/san/bin/policyc
	tests/templates/run $<
