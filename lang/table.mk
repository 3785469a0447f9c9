# SPDX-License-Identifier: GPL-2.0-only
# The hypercall table as C. Other generated files join by GENERATED += FILE; whatever compiles waits for them
# all by `| generated`.

TABLE     := $(addprefix $(B)/gen/,table.txt operations.h operations.c hypercalls.c)
GENERATED += $(TABLE)

.PHONY: generated
.SECONDEXPANSION:
generated: $$(GENERATED)

$(TABLE) &: lang/hypercalls.yaml $(B)/gen/generate
	$(B)/gen/generate lang/hypercalls.yaml $(B)/gen

# The generator is needed before generated files exist, so it has objects apart from those that wait for them.
GENERATOR := lang/generate.o lang/generate_yaml.o lang/generate_read.o lang/generate_check.o lang/generate_write.o hv/core/blake2b.o

$(B)/gen/generate: $(GENERATOR:%=$(B)/host/%)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -o $@ $^ -lyaml

$(B)/host/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(OURFLAGS) $(CFLAGS) -c -o $@ $<
