/* SPDX-License-Identifier: GPL-2.0-only */
/* Finding what a proven policy says of a domain or a device. */
#include <string.h>
#include "msm.h"

/* The number of the entry that begins with the word `key`, among `count` entries of `stride` words each
 * that are sorted by their first; `count` if there is none. */
static uint32_t find_word(const uint32_t *words, size_t stride, uint32_t count, uint32_t key)
{
    uint32_t low = 0, high = count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2, word = words[middle * stride];

        if (word == key)
            return middle;
        if (word < key)
            low = middle + 1;
        else
            high = middle;
    }
    return count;
}

bool msm_has_member(const struct msm_policy *policy, uint32_t first, uint32_t count, uint32_t domain)
{
    return find_word(policy->members + first, 1, count, domain) < count;
}

const struct blob_limits *msm_limits(const struct msm_policy *policy, uint32_t domain)
{
    uint32_t limits = policy->domains[domain].limits;

    return limits == BLOB_NONE ? NULL : &policy->limits[limits];
}

const struct blob_service *msm_service(const struct msm_policy *policy, uint32_t domain)
{
    uint32_t count = policy->header->section[BLOB_SERVICES].count;
    uint32_t found =
        find_word((const uint32_t *)policy->services, sizeof(struct blob_service) / 4, count, domain);

    _Static_assert(offsetof(struct blob_service, domain) == 0, "sorted by the first word");
    return found < count ? &policy->services[found] : NULL;
}

const struct blob_device *msm_device(const struct msm_policy *policy, uint32_t device)
{
    uint32_t count = policy->header->section[BLOB_DEVICES].count;
    uint32_t found =
        find_word((const uint32_t *)policy->devices, sizeof(struct blob_device) / 4, count, device);

    _Static_assert(offsetof(struct blob_device, device) == 0, "sorted by the first word");
    return found < count ? &policy->devices[found] : NULL;
}

const char *msm_label(const struct msm_policy *policy, uint32_t domain)
{
    return policy->strings + policy->domains[domain].name;
}

/* Below, at or above zero as the label comes before, is, or comes after the domain's. */
static int compare_label(const char *label, size_t length, const char *name)
{
    size_t name_length = strlen(name), common = length < name_length ? length : name_length;
    int order = memcmp(label, name, common);

    return order ? order : (length > name_length) - (length < name_length);
}

/* The domain or fleet of this very name, or BLOB_NONE. */
static uint32_t find_name(const struct msm_policy *policy, const char *name, size_t length)
{
    uint32_t low = 0, high = policy->header->section[BLOB_DOMAINS].count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = compare_label(name, length, msm_label(policy, middle));

        if (order == 0)
            return middle;
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return BLOB_NONE;
}

/* The fleet with the longest name that the label begins with, or BLOB_NONE. */
static uint32_t find_fleet(const struct msm_policy *policy, const char *label, size_t length)
{
    char name[BLOB_MAX_NAME];
    uint32_t found = BLOB_NONE;

    if (length >= sizeof(name))
        length = sizeof(name) - 1;
    memcpy(name, label, length);
    for (; length && found == BLOB_NONE; length--) {
        name[length] = BLOB_FLEET_MARK;
        found = find_name(policy, name, length + 1);
    }
    return found;
}

uint32_t msm_find_domain(const struct msm_policy *policy, const char *label, size_t length)
{
    uint32_t found;

    if (length > BLOB_MAX_NAME)
        return BLOB_NONE;
    found = find_name(policy, label, length);
    return found == BLOB_NONE ? find_fleet(policy, label, length) : found;
}

uint32_t msm_find_uuid(const struct msm_policy *policy, const uint8_t uuid[16])
{
    uint32_t low = 0, high = policy->header->section[BLOB_UUIDS].count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = memcmp(uuid, policy->uuids[middle].uuid, sizeof(policy->uuids[middle].uuid));

        if (order == 0)
            return policy->uuids[middle].domain;
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return BLOB_NONE;
}
