# SPDX-License-Identifier: GPL-2.0-only
# A tag that nothing declares.
s/tag secret  /tag secert  /
