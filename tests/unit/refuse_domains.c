/* SPDX-License-Identifier: GPL-2.0-only */
/* Refusals of domains, UUIDs and limits, and of what the policy says of domains. */
#include "tests/unit/refusal.h"

static struct blob_domain *const domains = parts.domains;

static void declarations(void **state)
{
    (void)state;
    REFUSED(domains[DOMAIN_ANY].rule, parts.count[BLOB_RULES], MSM_INDEX, BLOB_DOMAINS);
    REFUSED(domains[DOMAIN_ANY].rule, RULE_ALLOW, MSM_VALUE, BLOB_DOMAINS);
}

/* Profiles that are made for one domain are nobody else's, and none has a boot profile for good. */
static void profiles(void **state)
{
    (void)state;
    REFUSED(domains[DOMAIN_WEB].profile, parts.count[BLOB_PROFILES], MSM_INDEX, BLOB_DOMAINS);
    REFUSED(domains[DOMAIN_WEB].profile, UINT32_MAX, MSM_INDEX, BLOB_DOMAINS);
    REFUSED(domains[DOMAIN_WEB].profile, PROFILE_DB, MSM_VALUE, BLOB_DOMAINS);
    REFUSED(domains[DOMAIN_0].profile, PROFILE_BOOT, MSM_VALUE, BLOB_DOMAINS);
    REFUSED_AT(parts.profiles[PROFILE_DB].name, parts_string(&parts, ".d"), MSM_VALUE, BLOB_DOMAINS,
               domains[DOMAIN_DB].profile);
    REFUSED_AT(parts.profiles[PROFILE_DB].name, parts_string(&parts, ".dbs"), MSM_VALUE, BLOB_DOMAINS,
               domains[DOMAIN_DB].profile);
    ACCEPTED(domains[DOMAIN_DB].profile, PROFILE_HOST);
}

static void boot_profiles(void **state)
{
    (void)state;
    ACCEPTED(domains[DOMAIN_0].boot_profile, BLOB_NONE);
    REFUSED(domains[DOMAIN_0].boot_profile, parts.count[BLOB_PROFILES], MSM_INDEX, BLOB_DOMAINS);
    REFUSED(domains[DOMAIN_0].boot_profile, PROFILE_HOST, MSM_VALUE, BLOB_DOMAINS);
    REFUSED(domains[DOMAIN_DB].boot_profile, PROFILE_DB, MSM_VALUE, BLOB_DOMAINS);
    REFUSED(domains[DOMAIN_WEB].boot_profile, PROFILE_BOOT, MSM_VALUE, BLOB_DOMAINS);
}

static void flags(void **state)
{
    (void)state;
    ACCEPTED(domains[DOMAIN_WEB].flags, BLOB_TRUSTED);
    REFUSED(domains[DOMAIN_WEB].flags, 4, MSM_VALUE, BLOB_DOMAINS);
    REFUSED(domains[DOMAIN_WEB].flags, 1u << 31, MSM_VALUE, BLOB_DOMAINS);
}

/* The mark at the end of a fleet's name is nowhere else. */
static void fleets(void **state)
{
    static const char *const wrong[] = {"*", "n*t", "net-**", "*net", "*net-*"};

    (void)state;
    REFUSED(domains[DOMAIN_WEB].flags, BLOB_FLEET, MSM_VALUE, BLOB_DOMAINS);
    REFUSED(domains[DOMAIN_FLEET].flags, BLOB_TRUSTED, MSM_VALUE, BLOB_DOMAINS);
    ACCEPTED(domains[DOMAIN_FLEET].flags, BLOB_FLEET | BLOB_TRUSTED);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
        REFUSED(domains[DOMAIN_FLEET].name, parts_string(&parts, wrong[i]), MSM_STRING, BLOB_DOMAINS);
}

static void uuids(void **state)
{
    struct blob_uuid *list = parts.uuids;

    (void)state;
    REFUSED(list[1].domain, parts.count[BLOB_DOMAINS], MSM_INDEX, BLOB_UUIDS);
    REFUSED(list[1].domain, list[0].domain, MSM_VALUE, BLOB_UUIDS);
    REFUSED(list[1].uuid[0], list[0].uuid[0], MSM_ORDER, BLOB_UUIDS);
    REFUSED(list[1].uuid[0], list[0].uuid[0] - 1, MSM_ORDER, BLOB_UUIDS);
    REFUSED(list[0].uuid[0], 0, MSM_ORDER, BLOB_UUIDS); /* what Xen gives to domains without a UUID */
    list[0].uuid[0] = list[1].uuid[0];
    ACCEPTED(list[1].uuid[15], 0xff); /* bytes are compared as unsigned */
    list[0].uuid[15] = 1;
    REFUSED_AT(list[1].uuid[15], 0, MSM_ORDER, BLOB_UUIDS, list[1].uuid);
    parts.count[BLOB_UUIDS] = 0;
    expect_sound();
}

/* So many domains that their UUIDs can't be looked for in one pass. */
static void uuids_of_many_domains(void **state)
{
    struct blob_uuid *last = &parts.uuids[PARTS_DOMAINS - 1];

    (void)state;
    add_domains(PARTS_DOMAINS);
    parts.count[BLOB_UUIDS] = PARTS_DOMAINS;
    for (uint32_t i = 0; i < PARTS_DOMAINS; i++)
        parts.uuids[i] =
            (struct blob_uuid){.uuid = {1, (uint8_t)(i >> 8), (uint8_t)i}, .domain = PARTS_DOMAINS - 1 - i};
    expect_sound();
    for (uint32_t i = 0; i < PARTS_DOMAINS - 1; i += 977)
        REFUSED(last->domain, parts.uuids[i].domain, MSM_VALUE, BLOB_UUIDS);
}

static void limits(void **state)
{
    struct blob_limits *limit = &parts.limits[1];

    (void)state;
    REFUSED(limit->memory, 0, MSM_VALUE, BLOB_LIMITS);
    ACCEPTED(limit->memory, BLOB_UNLIMITED >> 10); /* KiB: in bytes it must fit in a word */
    REFUSED(limit->memory, (BLOB_UNLIMITED >> 10) + 1, MSM_VALUE, BLOB_LIMITS);
    REFUSED(limit->vcpus, 0, MSM_VALUE, BLOB_LIMITS);
    REFUSED(limit->vcpus, UINT64_C(1) << 32, MSM_VALUE, BLOB_LIMITS);
    ACCEPTED(limit->event_channels, 0);
    REFUSED(limit->event_channels, BLOB_UNLIMITED - 1, MSM_VALUE, BLOB_LIMITS);
    ACCEPTED(limit->grant_frames, 0);
    REFUSED(limit->grant_frames, UINT64_C(1) << 32, MSM_VALUE, BLOB_LIMITS);
    ACCEPTED(limit->maptrack_frames, UINT32_MAX);
    REFUSED(limit->maptrack_frames, UINT64_C(1) << 32, MSM_VALUE, BLOB_LIMITS);
    REFUSED(limit->cpu_weight, 0, MSM_VALUE, BLOB_LIMITS);
    REFUSED(limit->cpu_weight, 65536, MSM_VALUE, BLOB_LIMITS);
    ACCEPTED(limit->cpu_weight, 65535);
    REFUSED(limit->cpu_cap, 0, MSM_VALUE, BLOB_LIMITS);
    REFUSED(limit->cpu_cap, 65536, MSM_VALUE, BLOB_LIMITS);
    ACCEPTED(limit->affinity[BLOB_CPU_WORDS - 1], UINT64_MAX);
}

static void order_of_limits(void **state)
{
    (void)state;
    REFUSED(domains[DOMAIN_DB].limits, 1, MSM_ORDER, BLOB_DOMAINS);
    REFUSED(domains[DOMAIN_DB].limits, parts.count[BLOB_LIMITS], MSM_INDEX, BLOB_DOMAINS);
    ACCEPTED(domains[DOMAIN_FLEET].limits, 0);
    ACCEPTED(domains[DOMAIN_FLEET].limits, 1);
    domains[DOMAIN_WEB].limits = BLOB_NONE;
    expect_unused(BLOB_LIMITS);
}

static void control_domain(void **state)
{
    uint32_t *control = &parts.policy[0].control_domain;

    (void)state;
    REFUSED(*control, parts.count[BLOB_DOMAINS], MSM_INDEX, BLOB_POLICY);
    REFUSED(*control, BLOB_NONE, MSM_INDEX, BLOB_POLICY);
    REFUSED(*control, DOMAIN_WEB, MSM_VALUE, BLOB_POLICY);
    domains[DOMAIN_0].boot_profile = BLOB_NONE;
    REFUSED_AT(domains[DOMAIN_0].name, parts_string(&parts, "Domain-00"), MSM_VALUE, BLOB_POLICY, *control);
    domains[DOMAIN_0].flags |= BLOB_FLEET;
    REFUSED_AT(domains[DOMAIN_0].name, parts_string(&parts, "Domain-*"), MSM_VALUE, BLOB_POLICY, *control);
}

static void default_domain(void **state)
{
    uint32_t *without_label = &parts.policy[0].default_domain;

    (void)state;
    ACCEPTED(*without_label, BLOB_NONE);
    REFUSED(*without_label, parts.count[BLOB_DOMAINS], MSM_INDEX, BLOB_POLICY);
    REFUSED(*without_label, DOMAIN_0, MSM_VALUE, BLOB_POLICY);
}

int refuse_domains(void)
{
    const struct CMUnitTest tests[] = {
        TEST(declarations),    TEST(profiles),       TEST(boot_profiles),         TEST(flags),
        TEST(fleets),          TEST(uuids),          TEST(uuids_of_many_domains), TEST(limits),
        TEST(order_of_limits), TEST(control_domain), TEST(default_domain),
    };

    return cmocka_run_group_tests_name("domains", tests, NULL, NULL);
}
