# SPDX-License-Identifier: GPL-2.0-only
# The first half of a header.
head -c 100 /dev/zero > XP0402-cut.xpb
