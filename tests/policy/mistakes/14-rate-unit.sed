# SPDX-License-Identifier: GPL-2.0-only
# An unknown unit of a rate.
s|5000/s burst|5000/sec burst|
