# SPDX-License-Identifier: GPL-2.0-only
# GRUB's menu with our entry beside stock Xen's, and a boot by real GRUB through it.

CHECKS += check-grub
.PHONY: check-grub

check-grub: lab
	B=$(B) tests/grub/run
