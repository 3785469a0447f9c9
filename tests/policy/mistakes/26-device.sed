# SPDX-License-Identifier: GPL-2.0-only
# A PCI device without its function.
s/0000:03:00\.0/0000:03:00/
