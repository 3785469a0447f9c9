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

/* Operations of a profile that one rule decides: the first and the last that have a name. */
struct view_span {
    unsigned int first;
    unsigned int last;
    uint32_t rule;
};

/* The profile's span number `index`, below its .spans. False if none of its operations has a name. */
bool view_span(const struct msm_policy *policy, const struct blob_profile *profile, uint32_t index,
               struct view_span *span);

/* The entry of a domain's UUID, or NULL. */
const struct blob_uuid *view_uuid(const struct msm_policy *policy, uint32_t domain);

#define VIEW_UUID_SIZE 37u

/* Writes a UUID as people do, terminated. Returns `text`. */
const char *view_uuid_text(const uint8_t uuid[16], char text[VIEW_UUID_SIZE]);

/* A rule's effect in the language's words; `declared` for a line that declares. */
const char *view_effect(uint32_t effect);

void view_print_hex(FILE *file, const uint8_t *bytes, size_t size);

#endif
