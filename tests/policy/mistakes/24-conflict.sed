# SPDX-License-Identifier: GPL-2.0-only
# A connection across conflict sets.
s/^connect recon <-> guard/connect recon <-> liaison/
