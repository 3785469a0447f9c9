# SPDX-License-Identifier: GPL-2.0-only
# A text has no closing quote.
s/"dom0-debian\.xpol"/"dom0-debian.xpol/
