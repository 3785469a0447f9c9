# SPDX-License-Identifier: GPL-2.0-only
# A block that is closed too early, a hypercall and a domain that are misspelt.
s/{ profile web  tag infra  trusted }/{ tag infra } profile web trusted }/
s/allow physdev_op }/allow physdev_opp }/
s/^connect recon/connect recno/
