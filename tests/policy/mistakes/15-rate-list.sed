# SPDX-License-Identifier: GPL-2.0-only
# A rate of a list.
s/rate  event_channel_op\.send/rate  event_channel_op { send }/
