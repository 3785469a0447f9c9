# SPDX-License-Identifier: GPL-2.0-only
# An unknown unit of a time.
s/within 60s/within 60sec/
