# SPDX-License-Identifier: GPL-2.0-only
# The architecture as a check: who may include whom, and what the decision core may need.

CHECKS += check-layers

.PHONY: check-layers
check-layers: $(B)/lib/libmsm.a
	tests/layers/run $<
