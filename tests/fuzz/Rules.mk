# SPDX-License-Identifier: GPL-2.0-only
# Fuzzers, each with a makefile of its own.

include $(filter-out %/Rules.mk,$(wildcard tests/fuzz/*.mk))
