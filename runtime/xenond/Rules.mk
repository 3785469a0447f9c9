# SPDX-License-Identifier: GPL-2.0-only
# xenond.

XENOND := $(patsubst %.c,%.o,$(wildcard runtime/xenond/*.c)) $(filter runtime/%,$(AUDIT_LIBRARY)) $(XENON_SIM)
XENOND_LINK := $(AUDIT_LINK) -lsystemd -lxenstore

all: $(B)/bin/xenond

$(B)/bin/xenond: $(XENOND:%=$(B)/obj/%) $(B)/lib/libxenon.a $(POLICYC_LIBRARIES:%=$(B)/%)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(XENOND_LINK) -lxencall -lxenevtchn
