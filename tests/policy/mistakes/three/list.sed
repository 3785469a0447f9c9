# SPDX-License-Identifier: GPL-2.0-only
# A list that is not closed, a hypercall and an outcome that are misspelt.
s/ close, unmask }/ close, unmask/
s/allow physdev_op }/allow physdev_opp }/
s/=> pause/=> puase/
