# SPDX-License-Identifier: GPL-2.0-only
# What never may be allowed, is.
s/    allow event_channel_op/    allow domctl { pausedomain }, event_channel_op/
