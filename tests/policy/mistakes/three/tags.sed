# SPDX-License-Identifier: GPL-2.0-only
# A list of tags that lacks a comma, a misspelt hypercall, and a domain that there is not.
s/tag secret, coalition/tag secret coalition/
s/allow physdev_op }/allow physdev_opp }/
s/^connect recon/connect recno/
