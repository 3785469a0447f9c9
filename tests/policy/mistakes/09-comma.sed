# SPDX-License-Identifier: GPL-2.0-only
# A list lacks a comma.
s/bind_interdomain, close/bind_interdomain close/
