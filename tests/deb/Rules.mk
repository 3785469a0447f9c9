# SPDX-License-Identifier: GPL-2.0-only
# Debian's packages: built, looked at by lintian, installed in an empty Debian, and their hypervisor booted.

CHECKS += check-deb
.PHONY: check-deb

check-deb: lab
	B=$(B) tests/deb/run
