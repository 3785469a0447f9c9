# SPDX-License-Identifier: GPL-2.0-only
# A rule ends as in another language.
s/{ transfer } /{ transfer };/
