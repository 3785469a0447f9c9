# SPDX-License-Identifier: GPL-2.0-only
# xenon-builder and xenon-toolstack, for the domains that build guests and manage them.

BUILDER_PARTS := $(patsubst %.c,%,$(filter-out %/toolstack.c,$(wildcard runtime/builder/*.c)))

# Xen's headers of control operations insist on GNU C.
$(foreach part,$(BUILDER_PARTS) runtime/builder/toolstack,$(eval FLAGS_$(part) = -std=gnu11))

all: $(B)/bin/xenon-builder $(B)/bin/xenon-toolstack

$(B)/bin/xenon-builder: $(BUILDER_PARTS:%=$(B)/obj/%.o) $(B)/lib/libxenon.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lxenguest -lxenctrl -lxenstore -lxencall -lxenevtchn

$(B)/bin/xenon-toolstack: $(B)/obj/runtime/builder/toolstack.o
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lxenctrl -lxenstore
