/* SPDX-License-Identifier: GPL-2.0-only */
/* Records for people and for programs. */
#ifndef XENON_AUDIT_SHOW_H
#define XENON_AUDIT_SHOW_H

#include <stdio.h>
#include "runtime/audit/entry.h"

/* The kind's name; NULL for one that these tools don't know. */
const char *show_kind(int64_t kind);

/* The names one after the other, from 0 on; NULL behind the last. */
const char *show_kind_at(size_t index);

/* The kind of this name, or -1. */
int64_t show_find_kind(const char *name);

/* One line each. */
void show_text(FILE *out, const struct entry *entry);
void show_json(FILE *out, const struct entry *entry);
void show_csv(FILE *out, const struct entry *entry);

/* The names of the columns that show_csv() writes. */
void show_csv_head(FILE *out);

#endif
