# SPDX-License-Identifier: GPL-2.0-only
# A file that there is not, a misspelt hypercall, and a UUID with a wrong digit.
s/"linux-pv\.xpol"/"linux_pv.xpol"/
s/allow physdev_op }/allow physdev_opp }/
s/6f4d0c3e-77a1/6f4d0c3g-77a1/
