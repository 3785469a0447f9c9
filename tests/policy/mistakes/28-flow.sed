# SPDX-License-Identifier: GPL-2.0-only
# What never may flow, does: by way of the outside.
$a\
network recon -> outside tcp 443
