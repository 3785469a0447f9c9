# SPDX-License-Identifier: GPL-2.0-only
# The language as a library: sources, diagnostics, lexer and parser.

DIAGNOSTICS := $(addprefix $(B)/gen/,diagnostics.h diagnostics.c)
PARSER      := $(addprefix $(B)/gen/,parser.h parser.c)
LEXER       := $(addprefix $(B)/gen/,lexer.h lexer.c)
ADVISORIES  := $(B)/gen/advisories.c
GENERATED   += $(DIAGNOSTICS) $(PARSER) $(LEXER) $(ADVISORIES)

include lang/table.mk

DIAGNOSTIC_LISTS := $(sort $(wildcard lang/diagnostics/*.yaml))

$(DIAGNOSTICS) &: $(DIAGNOSTIC_LISTS) $(B)/gen/generate_diagnostics
	$(B)/gen/generate_diagnostics $(B)/gen $(DIAGNOSTIC_LISTS)

$(B)/gen/generate_diagnostics: $(B)/host/lang/generate_diagnostics.o
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -o $@ $^ -lyaml

$(ADVISORIES): lang/hypercalls.yaml lang/advisories.yaml $(B)/gen/generate_advisories
	$(B)/gen/generate_advisories lang/hypercalls.yaml lang/advisories.yaml $@

ADVISORY_GENERATOR := lang/generate_advisories.o lang/generate_yaml.o lang/generate_read.o

$(B)/gen/generate_advisories: $(ADVISORY_GENERATOR:%=$(B)/host/%)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -o $@ $^ -lyaml

$(PARSER) &: lang/parser.y
	@mkdir -p $(@D)
	bison -Wall -Wno-yacc -Werror --header=$(B)/gen/parser.h -o $(B)/gen/parser.c $<

$(LEXER) &: lang/lexer.l
	@mkdir -p $(@D)
	flex --header-file=$(B)/gen/lexer.h -o $(B)/gen/lexer.c $<

LANG_SOURCES := $(filter-out lang/generate%,$(wildcard lang/*.c)) \
                $(addprefix gen/,parser.c lexer.c diagnostics.c hypercalls.c advisories.c)

$(B)/lib/liblang.a: $(LANG_SOURCES:%.c=$(B)/obj/%.o)
$(B)/san/lib/liblang.a: $(LANG_SOURCES:%.c=$(B)/san/%.o)

$(B)/lib/liblang.a $(B)/san/lib/liblang.a:
	@mkdir -p $(@D)
	rm -f $@
	$(AR) rcs $@ $^
