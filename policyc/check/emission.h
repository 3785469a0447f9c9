/* SPDX-License-Identifier: GPL-2.0-only */
/* How emit.c and the files that write a part of a blob each work together. */
#ifndef XENON_EMISSION_H
#define XENON_EMISSION_H

#include "policyc/check/model.h"

/* Some bytes of a section: a section grows in pieces, for what is written is not looked at again. */
struct piece {
    struct piece *next;
    size_t size;
    size_t room;
    uint8_t bytes[];
};

/* A part of the blob, while it grows. */
struct section {
    struct piece *first;
    struct piece *last;
    size_t size;
    uint32_t count; /* of entries */
};

/* One run of emit(). */
struct emission {
    struct model *model;
    struct arena *arena;
    struct section sections[BLOB_SECTIONS];
    struct names strings; /* → offset, a uint32_t */
    struct rule **rules;  /* those selected, each once */
    size_t rule_count;
    struct names runs;   /* of members: what they are as a text → its first index, a uint32_t */
    uint64_t pointed_to; /* members of all runs, each as often as it is asked for */
};

/* emit.c: appends an entry to its section. Returns the entry's index. */
uint32_t emission_append(struct emission *e, enum blob_section_kind kind, const void *entry, size_t size);

/* emit.c: how many entries the section has so far. */
uint32_t emission_count(const struct emission *e, enum blob_section_kind kind);

/* emit.c: the string's offset. Equal strings are stored once; "" is at 0. */
uint32_t emission_text(struct emission *e, const char *text);

/*
 * emit_rules.c: the rule will be in the blob; .number is set before any section but strings and files is
 * written.
 */
void emission_select(struct emission *e, struct rule *rule);

/* emit_rules.c: BLOB_FILES and BLOB_RULES of what is selected, and model->places. */
void emit_rules(struct emission *e);

/* emit_profiles.c: BLOB_PROFILES and all that is a profile's: spans, targets, rates and actions. */
void emit_profile_rules(struct emission *e);
void emit_profiles(struct emission *e);

/* emit_domains.c: the index of the run's first entry among BLOB_MEMBERS. Equal runs are stored once. */
uint32_t emission_members(struct emission *e, const struct members *members);

/* emit_domains.c: BLOB_DOMAINS, BLOB_UUIDS and BLOB_LIMITS; profiles have their numbers already. */
void emit_domain_rules(struct emission *e);
void emit_domains(struct emission *e);

/* emit_relations.c: BLOB_SETS, BLOB_CONNECTIONS, BLOB_NETWORKS, BLOB_SERVICES and BLOB_DEVICES. */
void emit_relation_rules(struct emission *e);
void emit_relations(struct emission *e);

#endif
