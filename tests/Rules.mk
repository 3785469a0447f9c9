# SPDX-License-Identifier: GPL-2.0-only
# Each folder of tests adds its own targets to CHECKS, in the order in which they run.

include $(wildcard tests/*/Rules.mk)
