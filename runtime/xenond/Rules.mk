# SPDX-License-Identifier: GPL-2.0-only
# xenond.

XENOND := $(patsubst %.c,%.o,$(wildcard runtime/xenond/*.c)) $(AUDIT_LIBRARY)
XENOND_LINK := $(AUDIT_LINK) -lsystemd

all: $(B)/bin/xenond

$(B)/bin/xenond: $(XENOND:%=$(B)/obj/%) $(B)/lib/libxenon.a $(B)/lib/libmsm.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(XENOND_LINK) -lxencall -lxenevtchn
