# SPDX-License-Identifier: GPL-2.0-only
# A wrong sign in a block, a misspelt hypercall in another, and a misspelt profile in a third.
s/memory <= 512/memory < 512/
s/allow physdev_op }/allow physdev_opp }/
/^domain liaison/s/profile web/profile wbe/
