# SPDX-License-Identifier: GPL-2.0-only
# Digits are swapped.
s/4\.17/4.71/
