# SPDX-License-Identifier: GPL-2.0-only
# A word of a statement is misspelt.
s/version 12/verison 12/
