# SPDX-License-Identifier: GPL-2.0-only
# The first word of a statement is misspelt.
s/^domain guard/doman guard/
