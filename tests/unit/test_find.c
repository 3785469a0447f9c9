/* SPDX-License-Identifier: GPL-2.0-only */
/* Finding domains, members, limits, services and devices in a proven policy. */
#include <string.h>
#include "tests/unit/example.h"

static uint32_t find(const char *label)
{
    return msm_find_domain(&policy, label, strlen(label));
}

static void domains_by_label(void **state)
{
    (void)state;
    for (uint32_t domain = 0; domain < parts.count[BLOB_DOMAINS]; domain++) {
        const char *label = msm_label(&policy, domain);

        assert_int_equal(msm_find_domain(&policy, label, strlen(label)), domain);
        assert_int_equal(msm_find_domain(&policy, label, strlen(label) - 1),
                         domain == DOMAIN_FLEET ? DOMAIN_FLEET : BLOB_NONE);
        assert_int_equal(msm_find_domain(&policy, label, strlen(label) + 1),
                         domain == DOMAIN_FLEET ? DOMAIN_FLEET : BLOB_NONE);
    }
    assert_string_equal(msm_label(&policy, DOMAIN_0), "Domain-0");
    assert_int_equal(msm_find_domain(&policy, "webserver", 3), DOMAIN_WEB);
    assert_int_equal(find(""), BLOB_NONE);
    assert_int_equal(find("Web"), BLOB_NONE);
    assert_int_equal(find("zzz"), BLOB_NONE);
}

static void fleets_by_label(void **state)
{
    (void)state;
    assert_int_equal(find("net-*"), DOMAIN_FLEET);
    assert_int_equal(find("net-7"), DOMAIN_FLEET);
    assert_int_equal(find("net-"), DOMAIN_FLEET);
    assert_int_equal(find("net"), BLOB_NONE);
    assert_int_equal(find("nets"), BLOB_NONE);
    assert_int_equal(find("Net-1"), BLOB_NONE);
    assert_int_equal(msm_find_domain(&policy, "net-77", 3), BLOB_NONE);
    assert_int_equal(find("net-7890123456789012345678901234"), BLOB_NONE);
    assert_int_equal(find("net-789012345678901234567890123"), DOMAIN_FLEET);
}

/* A domain of the very name comes first, then the fleet with the longest name. */
static void the_longest_fleet(void **state)
{
    static const char *const names[] = {"Domain-0", "net-*", "net-1*", "net-10", "net-100*"};

    (void)state;
    parts.count[BLOB_DOMAINS] = 0;
    parts.count[BLOB_SETS] = parts.count[BLOB_UUIDS] = parts.count[BLOB_LIMITS] = 0;
    parts.count[BLOB_CONNECTIONS] = 0;
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        struct blob_domain domain = {.name = parts_string(&parts, names[i]),
                                     .profile = PROFILE_GUEST,
                                     .boot_profile = BLOB_NONE,
                                     .rule = RULE_DOMAIN,
                                     .limits = BLOB_NONE,
                                     .flags = strchr(names[i], '*') ? BLOB_FLEET : 0};

        parts_add(&parts, BLOB_DOMAINS, &domain);
    }
    open_parts();
    assert_int_equal(find("net-2"), 1);
    assert_int_equal(find("net-1"), 2);
    assert_int_equal(find("net-12"), 2);
    assert_int_equal(find("net-10"), 3);
    assert_int_equal(find("net-101"), 2);
    assert_int_equal(find("net-100"), 4);
    assert_int_equal(find("net-1001"), 4);
    assert_int_equal(find("net-*"), 1);
    assert_int_equal(find("Domain-1"), BLOB_NONE);
}

static void domains_by_uuid(void **state)
{
    const uint8_t web[16] = {0x11}, any[16] = {0x22}, other[16] = {0x11, 1}, last[16] = {0xff},
                  zero[16] = {0};

    (void)state;
    assert_int_equal(msm_find_uuid(&policy, web), DOMAIN_WEB);
    assert_int_equal(msm_find_uuid(&policy, any), DOMAIN_ANY);
    assert_int_equal(msm_find_uuid(&policy, other), BLOB_NONE);
    assert_int_equal(msm_find_uuid(&policy, last), BLOB_NONE);
    assert_int_equal(msm_find_uuid(&policy, zero), BLOB_NONE);
}

/* The search must agree with reading the members one by one. */
static void members(void **state)
{
    uint32_t count = parts.count[BLOB_MEMBERS];

    (void)state;
    for (uint32_t first = 0; first <= count; first++)
        for (uint32_t size = 0; size <= count - first; size++)
            for (uint32_t domain = 0; domain < 7; domain++) {
                bool found = false;

                for (uint32_t i = first; i < first + size; i++)
                    found |= parts.members[i] == domain;
                assert_int_equal(msm_has_member(&policy, first, size, domain), found);
            }
    assert_false(msm_has_member(&policy, 0, count, BLOB_NONE));
}

static void limits(void **state)
{
    (void)state;
    assert_null(msm_limits(&policy, DOMAIN_0));
    assert_null(msm_limits(&policy, DOMAIN_FLEET));
    assert_ptr_equal(msm_limits(&policy, DOMAIN_DB), &policy.limits[0]);
    assert_ptr_equal(msm_limits(&policy, DOMAIN_WEB), &policy.limits[1]);
    assert_int_equal(msm_limits(&policy, DOMAIN_WEB)->vcpus, 2);
    assert_true(msm_limits(&policy, DOMAIN_WEB)->memory == BLOB_UNLIMITED);
}

static void services(void **state)
{
    (void)state;
    for (uint32_t domain = 0; domain <= DOMAIN_WEB; domain++)
        assert_ptr_equal(msm_service(&policy, domain), domain == DOMAIN_DB ? policy.services : NULL);
    assert_null(msm_service(&policy, BLOB_NONE));
}

static void devices(void **state)
{
    (void)state;
    assert_ptr_equal(msm_device(&policy, 0x00000300), &policy.devices[0]);
    assert_ptr_equal(msm_device(&policy, 0x00010008), &policy.devices[1]);
    assert_null(msm_device(&policy, 0));
    assert_null(msm_device(&policy, 0x00000301));
    assert_null(msm_device(&policy, 0x00010009));
    assert_null(msm_device(&policy, UINT32_MAX));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(domains_by_label), TEST(fleets_by_label), TEST(the_longest_fleet), TEST(domains_by_uuid),
        TEST(members),          TEST(limits),          TEST(services),          TEST(devices),
    };

    return cmocka_run_group_tests_name("find", tests, NULL, NULL);
}
