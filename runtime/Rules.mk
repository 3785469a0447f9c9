# SPDX-License-Identifier: GPL-2.0-only
# libxenon, and xenon-policy on it.

XENON_POLICY := $(addprefix runtime/, policy_main.o policy_load.o policy_status.o policy_log.o policy_act.o words.o clock.o) \
                lang/hypercalls.o lang/json.o lang/utf8.o gen/hypercalls.o policyc/read/wording.o

all: $(B)/bin/xenon-policy

LIBXENON := $(addprefix runtime/,xenon.o policies.o counts.o transport_xen.o)

$(B)/lib/libxenon.a: $(LIBXENON:%=$(B)/obj/%)
	@mkdir -p $(@D)
	rm -f $@
	$(AR) rcs $@ $^

$(B)/bin/xenon-policy: $(XENON_POLICY:%=$(B)/obj/%) $(B)/lib/libxenon.a $(B)/lib/libmsm.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lxencall -lxenevtchn
