# SPDX-License-Identifier: GPL-2.0-only
# A cap without its unit.
s/cap 50%/cap 50/
