# SPDX-License-Identifier: GPL-2.0-only
# The name of a subcommand is misspelt.
s/bind_interdomain/bind_interdomian/
