# SPDX-License-Identifier: GPL-2.0-only
# The outcome of a test is misspelt.
s/=> pause/=> puase/
