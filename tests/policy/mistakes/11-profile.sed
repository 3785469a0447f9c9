# SPDX-License-Identifier: GPL-2.0-only
# A dash for an underscore in the name of a profile.
s/^profile driver extends linux_pv/profile driver extends linux-pv/
