# SPDX-License-Identifier: GPL-2.0-only
# The decision core as a library, for every tool and test. The hypervisor compiles the same sources itself.

MSM_SOURCES := $(wildcard hv/core/*.c) gen/operations.c

$(B)/lib/libmsm.a: $(MSM_SOURCES:%.c=$(B)/obj/%.o)
$(B)/san/lib/libmsm.a: $(MSM_SOURCES:%.c=$(B)/san/%.o)

$(B)/lib/libmsm.a $(B)/san/lib/libmsm.a:
	@mkdir -p $(@D)
	rm -f $@
	$(AR) rcs $@ $^
