# SPDX-License-Identifier: GPL-2.0-only
# The domain between two tags is not trusted.
s/  trusted }/ }/
