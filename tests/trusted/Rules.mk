# SPDX-License-Identifier: GPL-2.0-only
# How much code each component of a taken-apart dom0 is trusted with, beside what the policy leaves it.
#
#   make trusted   counts the lines of Debian's sources of what is in the images; downloads them once (1.5 GiB)

TRUSTED = $(B)/trusted

CHECKS += check-trusted
.PHONY: trusted check-trusted

$(TRUSTED)/fetched: tests/trusted/fetch $(B)/lab/vmlinux
	tests/trusted/fetch $(TRUSTED) $(B)/lab/vmlinux
	touch $@

trusted: lab $(TRUSTED)/fetched
	@ln -sfn "$$(realpath $(B)/xen/source)" $(TRUSTED)/xen
	@$(B)/bin/policyc --attack-surface --json $(B)/lab/policies/two-tenants.xpb > $(TRUSTED)/surface.json
	@$(B)/bin/policyc --emit json $(B)/lab/policies/two-tenants.xpb > $(TRUSTED)/policy.json
	@python3 -B tests/trusted/report.py $(TRUSTED) $(B)/lab $(TRUSTED)/surface.json $(TRUSTED)/policy.json Domain-0=dom0.cpio \
	    builder=guest.cpio+guests/builder.cpio toolstack-alpha=guest.cpio+guests/builder.cpio \
	    netback-alpha=services/netback.cpio blkback-alpha=services/blkback.cpio

check-trusted:
	python3 -B tests/trusted/check.py
