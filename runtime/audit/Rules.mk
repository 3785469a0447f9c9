# SPDX-License-Identifier: GPL-2.0-only
# The audit database: what xenond and xenon-audit share, and the backend for PostgreSQL, a library of its own.

# Where the programs look for it; packaging sets it to where it installs it.
BACKENDS ?= $(abspath $(B))/lib

AUDIT_LIBRARY := $(addprefix runtime/audit/,entry.o sha256.o store.o sqlite.o schema_sqlite.o times.o config.o show.o show_json.o) \
                 lang/hypercalls.o lang/json.o lang/utf8.o gen/hypercalls.o policyc/read/wording.o
AUDIT_BACKEND := $(addprefix runtime/audit/,postgresql.o schema_postgresql.o)
AUDIT_LINK    := -lsqlite3 -lyaml -Wl,--export-dynamic-symbol=entry_columns -Wl,--export-dynamic-symbol=store_fail

XENON_AUDIT   := $(addprefix runtime/audit/,audit_main.o arguments.o completion.o verb_list.o verb_stats.o \
                   verb_exposed.o verb_verify.o verb_retire.o usages.o) \
                   lang/completion.o lang/completion_verbs.o $(AUDIT_LIBRARY)

FLAGS_runtime/audit/store             = -DBACKENDS='"$(BACKENDS)"'
FLAGS_runtime/audit/postgresql        = -fPIC -I/usr/include/postgresql
FLAGS_runtime/audit/schema_postgresql = -fPIC

all: $(B)/bin/xenon-audit $(B)/lib/xenon-postgresql.so

$(B)/bin/xenon-audit: $(XENON_AUDIT:%=$(B)/obj/%) $(B)/lib/libmsm.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(AUDIT_LINK)

$(B)/lib/xenon-postgresql.so: $(AUDIT_BACKEND:%=$(B)/obj/%)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -shared -o $@ $^ -lpq
