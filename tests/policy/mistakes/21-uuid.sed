# SPDX-License-Identifier: GPL-2.0-only
# A letter in a UUID that is no digit.
s/6f4d0c3e-77a1/6f4d0c3g-77a1/
