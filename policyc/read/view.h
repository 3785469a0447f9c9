/* SPDX-License-Identifier: GPL-2.0-only */
/* Small questions to a proven blob that several of its readers ask. */
#ifndef XENON_VIEW_H
#define XENON_VIEW_H

#include <stdio.h>
#include "msm.h"

static inline bool view_has(const uint64_t *set, unsigned int operation)
{
    return set[operation / 64] >> operation % 64 & 1;
}

/* How many entries a section has. */
static inline uint32_t view_count(const struct msm_policy *policy, enum blob_section_kind kind)
{
    return policy->header->section[kind].count;
}

/* A string of the blob; it lives as long as the blob. */
static inline const char *view_text(const struct msm_policy *policy, uint32_t offset)
{
    return policy->strings + offset;
}

/* A domain's name, or `outside` for BLOB_OUTSIDE. */
const char *view_end(const struct msm_policy *policy, uint32_t domain);

/* Operations of a profile that one rule decides: the first and the last that have a name. */
struct view_span {
    unsigned int first;
    unsigned int last;
    uint32_t rule;
};

/* The profile's span number `index`, below its .spans. False if none of its operations has a name. */
bool view_span(const struct msm_policy *policy, const struct blob_profile *profile, uint32_t index,
               struct view_span *span);

/* Adds the operations [first, end) that have a name to the set. */
void view_add_range(uint64_t set[BLOB_WORDS], unsigned int first, unsigned int end);

/* Where a rule stands: the file's name, and `file:line:column` on a stream. */
const char *view_file(const struct msm_policy *policy, uint32_t rule);
void view_print_place(FILE *file, const struct msm_policy *policy, uint32_t rule);

/* What a connection says in the language's words, which has one arrow and its means a statement. */
struct view_way {
    uint32_t from;
    uint32_t to;
    bool both;          /* <-> */
    unsigned int means; /* enum blob_means */
};

#define VIEW_WAYS 3u

/* Returns how many ways it has filled. */
unsigned int view_ways(const struct blob_connection *connection, struct view_way ways[VIEW_WAYS]);

/* For each domain the entry of its UUID among policy->uuids, or BLOB_NONE; in memory of the arena. */
struct arena;
const uint32_t *view_uuids(struct arena *arena, const struct msm_policy *policy);

#define VIEW_UUID_SIZE 37u

/* Writes a UUID as people do, terminated. Returns `text`. */
const char *view_uuid_text(const uint8_t uuid[16], char text[VIEW_UUID_SIZE]);

#define VIEW_DEVICE_SIZE 13u

/* Writes a PCI device as people do: 0000:03:00.0, terminated. Returns `text`. */
const char *view_device_text(uint32_t device, char text[VIEW_DEVICE_SIZE]);

void view_print_hex(FILE *file, const uint8_t *bytes, size_t size);

#endif
