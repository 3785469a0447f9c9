# SPDX-License-Identifier: GPL-2.0-only
# The first word of a rule is misspelt.
s/    allow event_channel_op/    alow event_channel_op/
