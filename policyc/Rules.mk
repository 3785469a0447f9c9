# SPDX-License-Identifier: GPL-2.0-only
# policyc, and the readers of a blob as a library.

# Where policyc looks for templates last; packaging sets it to where it installs them.
TEMPLATES ?= $(CURDIR)/templates

FLAGS_policyc/main = -DTEMPLATE_DIR='"$(TEMPLATES)"'

POLICYC_READERS   := $(patsubst %.c,%.o,$(wildcard policyc/read/*.c))
POLICYC_COMPILER  := $(patsubst %.c,%.o,$(wildcard policyc/check/*.c))
POLICYC_INVENTORY := $(patsubst %.c,%.o,$(wildcard policyc/inventory/*.c))
POLICYC_SERVER    := $(patsubst %.c,%.o,$(wildcard policyc/server/*.c))
POLICYC_PROGRAM   := $(patsubst %.c,%.o,$(wildcard policyc/*.c)) $(POLICYC_SERVER) $(POLICYC_INVENTORY)

all: $(B)/bin/policyc

$(B)/lib/libpolicyc.a: $(POLICYC_READERS:%=$(B)/obj/%)
$(B)/san/lib/libpolicyc.a: $(POLICYC_READERS:%=$(B)/san/%)

$(B)/lib/libpolicyc.a $(B)/san/lib/libpolicyc.a:
	@mkdir -p $(@D)
	rm -f $@
	$(AR) rcs $@ $^

POLICYC_LIBRARIES := lib/libpolicyc.a lib/liblang.a lib/libmsm.a

$(B)/bin/policyc: $(patsubst %,$(B)/obj/%,$(POLICYC_PROGRAM) $(POLICYC_COMPILER)) $(POLICYC_LIBRARIES:%=$(B)/%)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -ljson-c -lyaml

$(B)/san/bin/policyc: $(patsubst %,$(B)/san/%,$(POLICYC_PROGRAM) $(POLICYC_COMPILER) $(POLICYC_LIBRARIES))
	@mkdir -p $(@D)
	$(CC) $(SANITIZE) -o $@ $^ -ljson-c -lyaml
