# SPDX-License-Identifier: GPL-2.0-only
# An unknown unit of a size.
s/512 MiB/512 MB/
