# SPDX-License-Identifier: GPL-2.0-only
# The name of a hypercall is misspelt.
s/allow event_channel_op { send/allow event_chanel_op { send/
