# SPDX-License-Identifier: GPL-2.0-only
# What a Linux guest has in its archive that makes hypercalls of its own, or builds other domains.

BUILDER := tests/boot/builder

FLAGS_$(BUILDER)/builder = -std=gnu11 # Xen's headers of control operations insist on GNU C

$(B)/bin/builder: $(B)/obj/$(BUILDER)/builder.o
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -o $@ $^ -lxenguest -lxenctrl

$(B)/lab/guests/builder.cpio: tests/boot/image tests/boot/guest/obey tests/boot/guest/taken $(B)/bin/builder $(B)/bin/probectl $(B)/bin/xenon-builder $(B)/bin/xenon-toolstack $(B)/lab/guests/probe-pv64 $(B)/lab/fetched
	tests/boot/image builder $(B)/lab $(B)/lab/guests/probe-pv64 $(B)/bin/builder $(B)/bin/probectl \
	    $(B)/bin/xenon-builder $(B)/bin/xenon-toolstack
