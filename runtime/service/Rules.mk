# SPDX-License-Identifier: GPL-2.0-only
# What restarts service domains. Their images are made of Debian's packages by tests/boot/image.

all: $(B)/bin/xenon-restart

$(B)/bin/xenon-restart: $(addprefix $(B)/obj/runtime/service/,restart.o served.o)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lxenlight -lxenstore -lxentoollog
