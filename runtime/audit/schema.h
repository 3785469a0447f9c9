/* SPDX-License-Identifier: GPL-2.0-only */
/* The tables of the audit database, as each backend makes them. */
#ifndef XENON_AUDIT_SCHEMA_H
#define XENON_AUDIT_SCHEMA_H

#include "runtime/audit/entry.h"

#define SCHEMA_VERSION 1

extern const char schema_sqlite[];
extern const char schema_postgresql[];

#endif
