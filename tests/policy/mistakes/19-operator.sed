# SPDX-License-Identifier: GPL-2.0-only
# The wrong sign for a limit.
s/memory <= 512/memory < 512/
