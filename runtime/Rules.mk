# SPDX-License-Identifier: GPL-2.0-only
# libxenon, and xenon-policy on it.

LIBXENON := $(addprefix runtime/,xenon.o policies.o counts.o box.o transport_xen.o)

# A host in a file: the core and policyc's world of tests behind libxenon's interface.
XENON_SIM := $(addprefix runtime/,sim_host.o sim_log.o sim_swap.o sim_deeds.o sim_watch.o sim_module.o)

XENON_POLICY := $(patsubst %.c,%.o,$(wildcard runtime/policy_*.c)) \
                $(addprefix runtime/,words.o clock.o domains.o affinity.o blob.o compare.o history.o never.o) $(XENON_SIM) \
                $(addprefix policyc/inventory/,guest.o config.o config_scan.o)

FLAGS_runtime/never = -DTEMPLATE_DIR='"$(TEMPLATES)"'

all: $(B)/bin/xenon-policy $(B)/bin/xenon-box

$(B)/lib/libxenon.a: $(LIBXENON:%=$(B)/obj/%)
	@mkdir -p $(@D)
	rm -f $@
	$(AR) rcs $@ $^

$(B)/bin/xenon-box: $(B)/obj/runtime/box_main.o $(B)/lib/libxenon.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lxencall -lxenevtchn

$(B)/bin/xenon-policy: $(patsubst %,$(B)/obj/%,$(XENON_POLICY) $(POLICYC_COMPILER)) $(B)/lib/libxenon.a $(POLICYC_LIBRARIES:%=$(B)/%)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lxencall -lxenevtchn
