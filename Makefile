# SPDX-License-Identifier: GPL-2.0-only
# Everything that Xenon builds, tests and shows. Each folder's Rules.mk contributes its part.
#
#   make          the tools             make check   every test
#   make xen      the hypervisor        make demo    boot it and see it refuse
#   make bench    beside what others use    make install  PREFIX=/usr/local, DESTDIR; make deb: Debian's packages
#
# One variable moves the build: B=folder. CC picks the compiler.

# No rules of make's own: those for .l and .y would run beside ours.
MAKEFLAGS += --no-builtin-rules

B  ?= build
CC = gcc

WARN     = -Wall -Wextra -Werror -Wshadow -Wconversion
CFLAGS   ?= -O2 -g
OURFLAGS = -std=c11 $(WARN) -D_GNU_SOURCE -I. -Ihv/include -Ihv/core -I$(B)/gen -MMD -MP
SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

.PHONY: all check clean
.DELETE_ON_ERROR:
.SECONDARY:
all:

include hv/Rules.mk lang/Rules.mk policyc/Rules.mk runtime/Rules.mk runtime/audit/Rules.mk runtime/xenond/Rules.mk runtime/builder/Rules.mk runtime/service/Rules.mk tests/Rules.mk install.mk

# obj: as shipped. san: the same sources under ASan and UBSan, for the tests.
$(B)/obj/%.o: %.c | generated
	@mkdir -p $(@D)
	$(CC) $(OURFLAGS) $(CFLAGS) $(FLAGS_$*) -c -o $@ $<

$(B)/san/%.o: %.c | generated
	@mkdir -p $(@D)
	$(CC) $(OURFLAGS) -O1 -g $(SANITIZE) $(FLAGS_$*) -c -o $@ $<

$(B)/obj/gen/%.o: $(B)/gen/%.c | generated
	@mkdir -p $(@D)
	$(CC) $(OURFLAGS) $(CFLAGS) -c -o $@ $<

$(B)/san/gen/%.o: $(B)/gen/%.c | generated
	@mkdir -p $(@D)
	$(CC) $(OURFLAGS) -O1 -g $(SANITIZE) -c -o $@ $<

clean:
	rm -rf $(B)

-include $(shell find $(B)/obj $(B)/san $(B)/host $(B)/arm64 $(B)/fuzz -name "*.d" 2>/dev/null)
