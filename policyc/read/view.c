/* SPDX-License-Identifier: GPL-2.0-only */
/* What the readers of a blob share. */
#include "policyc/read/view.h"

#include <inttypes.h>
#include "lang/arena.h"

const char *view_end(const struct msm_policy *policy, uint32_t domain)
{
    return domain == BLOB_OUTSIDE ? "outside" : msm_label(policy, domain);
}

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

void view_add_range(uint64_t set[BLOB_WORDS], unsigned int first, unsigned int end)
{
    for (unsigned int operation = first; operation < end; operation++)
        set[operation / 64] |= msm_known[operation / 64] & UINT64_C(1) << operation % 64;
}

const char *view_file(const struct msm_policy *policy, uint32_t rule)
{
    return view_text(policy, policy->files[policy->rules[rule].file].name);
}

void view_print_place(FILE *file, const struct msm_policy *policy, uint32_t rule)
{
    fprintf(file, "%s:%" PRIu32 ":%u", view_file(policy, rule), policy->rules[rule].line,
            (unsigned)policy->rules[rule].column);
}

unsigned int view_ways(const struct blob_connection *connection, struct view_way ways[VIEW_WAYS])
{
    const uint32_t low = connection->low, high = connection->high;
    const unsigned int both = connection->forward & connection->backward;
    const unsigned int forward = connection->forward & ~both, backward = connection->backward & ~both;
    unsigned int count = 0;
    if (both)
        ways[count++] = (struct view_way){.from = low, .to = high, .both = true, .means = both};
    if (forward)
        ways[count++] = (struct view_way){.from = low, .to = high, .means = forward};
    if (backward)
        ways[count++] = (struct view_way){.from = high, .to = low, .means = backward};
    return count;
}

const uint32_t *view_uuids(struct arena *arena, const struct msm_policy *policy)
{
    uint32_t domains = view_count(policy, BLOB_DOMAINS);
    uint32_t *entries = arena_array(arena, domains, sizeof(*entries));
    for (uint32_t i = 0; i < domains; i++)
        entries[i] = BLOB_NONE;
    for (uint32_t i = 0; i < view_count(policy, BLOB_UUIDS); i++)
        entries[policy->uuids[i].domain] = i;
    return entries;
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

const char *view_device_text(uint32_t device, char text[VIEW_DEVICE_SIZE])
{
    snprintf(text, VIEW_DEVICE_SIZE, "%04x:%02x:%02x.%x", device >> 16, device >> 8 & 0xff,
             device >> 3 & 0x1f, device & 7);
    return text;
}

void view_print_hex(FILE *file, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        fprintf(file, "%02x", bytes[i]);
}
