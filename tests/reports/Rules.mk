# SPDX-License-Identifier: GPL-2.0-only
# What policyc prints about policies for people and for other programs: these take it, and it says what the
# policy says.

CHECKS += check-reports

# xl's manual is among the packages of the boot lab.
XL_MANUAL = $(LAB)/debian/usr/share/man/man5/xl.cfg.5.gz

$(B)/san/tests/reports/test_config: $(addprefix $(B)/san/,tests/reports/test_config.o \
    policyc/inventory/config.o policyc/inventory/config_scan.o lib/liblang.a lib/libmsm.a)
	$(CC) $(SANITIZE) -o $@ $^ -lxlutil

.PHONY: check-reports
check-reports: $(B)/san/bin/policyc $(B)/san/tests/reports/test_config $(B)/gen/generate_advisories $(LAB)/fetched
	$(B)/san/tests/reports/test_config
	tests/reports/run $(B)/san/bin/policyc $(XL_MANUAL) $(B)/gen/generate_advisories
