# SPDX-License-Identifier: GPL-2.0-only
# xenond and xenon-audit under ASan and UBSan.

CHECKS += check-xenond

$(B)/san/bin/xenon-audit: $(XENON_AUDIT:%=$(B)/san/%) $(B)/san/lib/libmsm.a
	@mkdir -p $(@D)
	$(CC) $(SANITIZE) -o $@ $^ $(AUDIT_LINK)

$(B)/san/bin/xenond: $(addprefix $(B)/san/,$(XENOND) $(LIBXENON) $(POLICYC_LIBRARIES))
	@mkdir -p $(@D)
	$(CC) $(SANITIZE) -o $@ $^ $(XENOND_LINK) -lxencall -lxenevtchn

XENOND_FILL := tests/xenond/fill.o $(AUDIT_LIBRARY)

$(B)/obj/tests/xenond/fill: $(XENOND_FILL:%=$(B)/obj/%) $(B)/lib/libmsm.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(AUDIT_LINK)

# What a simulated host's domains do, faster than they could.
$(B)/obj/tests/xenond/storm: $(addprefix $(B)/obj/,tests/xenond/storm.o $(XENON_SIM) $(LIBXENON)) $(POLICYC_LIBRARIES:%=$(B)/%)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lxencall -lxenevtchn

.PHONY: check-xenond
check-xenond: $(B)/san/bin/xenon-audit $(B)/san/bin/xenond $(B)/bin/xenond $(B)/bin/xenon-policy $(B)/bin/policyc \
              $(B)/obj/tests/xenond/fill $(B)/obj/tests/xenond/storm $(B)/lib/xenon-postgresql.so
	python3 -B tests/xenond/run $(B)
