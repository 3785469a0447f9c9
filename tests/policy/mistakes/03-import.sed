# SPDX-License-Identifier: GPL-2.0-only
# An underscore for a dash in a file name.
s/"linux-pv\.xpol"/"linux_pv.xpol"/
