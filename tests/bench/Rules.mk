# SPDX-License-Identifier: GPL-2.0-only
# The compiler against the tools that others use, the hypervisor beside Xen's own modules, what a load and the
# audit cost, and how soon a policy holds in the network. No check: nothing here passes or fails.

.PHONY: bench bench-cost bench-load bench-audit bench-network bench-restart bench-services
bench: $(B)/bin/policyc $(B)/xen/source/COPYING
	@tests/setup tests/bench/packages
	@mkdir -p $(B)/bench
	@tests/bench/flask $(B)/xen/source $(B)/bench/flask.conf
	@python3 -B tests/bench/policy.py $(B)/bin/policyc $(B)/bench/flask.conf $(B)/bench
	@$(MAKE) --no-print-directory -s bench-cost
	@$(MAKE) --no-print-directory -s bench-load
	@$(MAKE) --no-print-directory -s bench-audit
	@$(MAKE) --no-print-directory -s bench-network

bench-cost: $(B)/bin/policyc $(B)/xen/xen $(B)/xen-compare/xen $(B)/bench/meter
	@tests/setup tests/bench/packages
	@mkdir -p $(B)/bench
	@tests/bench/flask $(B)/xen/source $(B)/bench/flask.conf
	@python3 -B tests/bench/cost.py $(B) $(B)/bench/flask.conf

# Xen's headers of control operations insist on GNU C.
$(B)/bench/meter.o: tests/bench/meter.c
	@mkdir -p $(@D)
	$(CC) $(PROBE_FLAGS) -std=gnu11 -D__XEN_TOOLS__ -I. -Ihv/include -m64 -c -o $@ $<

$(B)/bench/meter: $(B)/probe/pv64/pv.S.o $(B)/bench/meter.o $(B)/probe/probe.lds
	$(LD) -m elf_x86_64 -static --no-warn-rwx-segments -T $(B)/probe/probe.lds -o $@ $(filter %.o,$^)

-include $(B)/bench/meter.d

# Here on a simulated host, by the clock; and in the boot lab, at an instruction a nanosecond.
bench-load: $(addprefix $(B)/bin/,policyc xenon-policy) lab
	@mkdir -p $(B)/bench
	@python3 -B tests/bench/load.py $(B) $(B)/bench
	@SCENARIOS=tests/bench/scenarios ICOUNT=shift=0,sleep=off B=$(B) tests/boot/lab table load

# The audit database, alone.
bench-audit: $(addprefix $(B)/bin/,policyc xenon-policy xenond xenon-audit) $(addprefix $(B)/obj/tests/xenond/,fill storm) $(B)/lib/xenon-postgresql.so
	@mkdir -p $(B)/bench
	@python3 -B tests/bench/audit.py $(B) $(B)/bench

# How long another policy takes to reach the switch.
bench-network: $(addprefix $(B)/bin/,policyc xenon-policy xenond)
	@unshare --net python3 -B tests/bench/network.py $(B)

# N rounds of restarts of both service domains by a snapshot, each tenth by a boot too, under load: bytes that are wrong,
# what leaks, and for how long they are away. 228 rounds are 502 restarts, and take an hour, or hours on a busy machine.
N = 228
bench-restart: lab
	@ROUNDS=$(N) B=$(B) tests/boot/lab run restart

# What service domains cost, beside the paper: memory, throughput, requests while NetBack restarts. Ten minutes.
bench-services: lab
	@SCENARIOS=tests/bench/scenarios B=$(B) tests/boot/lab table components services
