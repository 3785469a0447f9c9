# SPDX-License-Identifier: GPL-2.0-only
# The host's first domain, misspelt.
s/Domain-0 allow domctl, /Domain0 allow domctl, /
