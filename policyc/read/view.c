/* SPDX-License-Identifier: GPL-2.0-only */
/* What the readers of a blob share. */
#include "policyc/read/view.h"

bool view_span(const struct msm_policy *policy, const struct blob_profile *profile, uint32_t index,
               struct view_span *span)
{
    const struct blob_span *entry = &policy->spans[profile->first_span + index];
    unsigned int end = index + 1 < profile->spans ? entry[1].first : MSM_OPERATIONS;
    unsigned int first = entry->first;
    while (first < end && !view_has(msm_known, first))
        first++;
    if (first == end)
        return false;
    while (!view_has(msm_known, end - 1))
        end--;
    *span = (struct view_span){.first = first, .last = end - 1, .rule = entry->rule};
    return true;
}

const struct blob_uuid *view_uuid(const struct msm_policy *policy, uint32_t domain)
{
    for (uint32_t i = 0; i < policy->header->section[BLOB_UUIDS].count; i++)
        if (policy->uuids[i].domain == domain)
            return &policy->uuids[i];
    return NULL;
}

const char *view_uuid_text(const uint8_t uuid[16], char text[VIEW_UUID_SIZE])
{
    size_t at = 0;
    for (size_t i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            text[at++] = '-';
        at += (size_t)snprintf(text + at, VIEW_UUID_SIZE - at, "%02x", uuid[i]);
    }
    return text;
}

const char *view_effect(uint32_t effect)
{
    static const char *const words[] = {
        [BLOB_ALLOW] = "allow",
        [BLOB_DENY] = "deny",
        [BLOB_DENY_QUIETLY] = "deny quietly",
        [BLOB_DECLARED] = "declared",
    };
    return words[effect];
}

void view_print_hex(FILE *file, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        fprintf(file, "%02x", bytes[i]);
}
