# SPDX-License-Identifier: GPL-2.0-only
# A connection with a domain that there is not.
s/^connect recon/connect recno/
