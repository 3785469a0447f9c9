/* SPDX-License-Identifier: GPL-2.0-only */
/* Who may reach whom: by a connection of the policy, or as one that builds the other. */
#include "tests/unit/example.h"

enum { EVERY_MEANS = BLOB_GRANT | BLOB_EVENT | BLOB_ARGO | BLOB_FOREIGN };

/* What the entries, read one by one, say. */
static unsigned int expect_means(uint32_t from, uint32_t to)
{
    for (uint32_t i = 0; i < parts.count[BLOB_CONNECTIONS]; i++) {
        const struct blob_connection *entry = &parts.connections[i];

        if (entry->low == from && entry->high == to)
            return entry->forward;
        if (entry->low == to && entry->high == from)
            return entry->backward;
    }
    return 0;
}

static void means(void **state)
{
    (void)state;
    for (uint32_t from = 0; from < parts.count[BLOB_DOMAINS]; from++)
        for (uint32_t to = 0; to < parts.count[BLOB_DOMAINS]; to++)
            assert_int_equal(msm_means(&policy, from, to), expect_means(from, to));
    assert_int_equal(msm_means(&policy, DOMAIN_DB, DOMAIN_WEB), BLOB_GRANT | BLOB_EVENT);
    assert_int_equal(msm_means(&policy, DOMAIN_WEB, DOMAIN_DB), BLOB_EVENT);
    assert_int_equal(msm_means(&policy, DOMAIN_FLEET, DOMAIN_FLEET), BLOB_EVENT);
    assert_int_equal(msm_means(&policy, DOMAIN_WEB, DOMAIN_WEB), 0);
}

static void no_connections(void **state)
{
    (void)state;
    parts.count[BLOB_CONNECTIONS] = 0;
    open_parts();
    for (uint32_t to = 0; to < parts.count[BLOB_DOMAINS]; to++)
        assert_int_equal(msm_means(&policy, DOMAIN_DB, to), 0);
}

static void expect_reach(uint32_t from, uint32_t to, unsigned int by, bool may, uint32_t rule)
{
    uint32_t decides;

    assert_int_equal(msm_may_reach(&policy, from, to, by, true, &decides), may);
    assert_int_equal(decides, rule);
}

static void by_connection(void **state)
{
    (void)state;
    parts.domains[DOMAIN_WEB].rule = RULE_GUEST;
    open_parts();
    expect_reach(DOMAIN_DB, DOMAIN_WEB, BLOB_GRANT, true, RULE_CONNECT);
    expect_reach(DOMAIN_DB, DOMAIN_WEB, BLOB_GRANT | BLOB_EVENT, true, RULE_CONNECT);
    expect_reach(DOMAIN_DB, DOMAIN_WEB, BLOB_GRANT | BLOB_ARGO, false, RULE_CONNECT);
    expect_reach(DOMAIN_WEB, DOMAIN_DB, BLOB_EVENT, true, RULE_CONNECT);
    expect_reach(DOMAIN_WEB, DOMAIN_DB, BLOB_GRANT, false, RULE_CONNECT);
    expect_reach(DOMAIN_WEB, DOMAIN_FLEET, BLOB_EVENT, false, RULE_GUEST);
    expect_reach(DOMAIN_FLEET, DOMAIN_WEB, BLOB_EVENT, false, RULE_DOMAIN);
    expect_reach(DOMAIN_FLEET, DOMAIN_FLEET, BLOB_EVENT, true, RULE_CONNECT_FLEET);
    expect_reach(DOMAIN_FLEET, DOMAIN_FLEET, BLOB_GRANT, false, RULE_CONNECT_FLEET);
}

/* The host may create all domains but itself: it reaches them by all means, and they don't map its memory. */
static void by_management(void **state)
{
    (void)state;
    for (uint32_t domain = DOMAIN_DB; domain <= DOMAIN_WEB; domain++) {
        expect_reach(DOMAIN_0, domain, EVERY_MEANS, true, RULE_DOMAIN);
        expect_reach(domain, DOMAIN_0, EVERY_MEANS & ~BLOB_FOREIGN, true, RULE_DOMAIN);
        expect_reach(domain, DOMAIN_0, BLOB_FOREIGN, false, RULE_DOMAIN);
        expect_reach(domain, DOMAIN_0, EVERY_MEANS, false, RULE_DOMAIN);
    }
    expect_reach(DOMAIN_ANY, DOMAIN_0, EVERY_MEANS & ~BLOB_FOREIGN, true, RULE_CONNECT);
    expect_reach(DOMAIN_0, DOMAIN_0, BLOB_EVENT, false, RULE_DOMAIN);
}

/* Whom a domain may create until the seal only, it may reach until then only. */
static void until_the_seal(void **state)
{
    uint32_t rule;

    (void)state;
    parts.targets[parts.profiles[PROFILE_HOST].first_target].members = 1;
    open_parts();
    assert_true(msm_may_reach(&policy, DOMAIN_0, DOMAIN_WEB, BLOB_EVENT, false, &rule));
    assert_false(msm_may_reach(&policy, DOMAIN_0, DOMAIN_WEB, BLOB_EVENT, true, &rule));
    assert_true(msm_may_reach(&policy, DOMAIN_WEB, DOMAIN_0, BLOB_EVENT, false, &rule));
    assert_false(msm_may_reach(&policy, DOMAIN_WEB, DOMAIN_0, BLOB_EVENT, true, &rule));
}

/* All at once, or one by one. */
static void all_means(void **state)
{
    (void)state;
    parts.targets[parts.profiles[PROFILE_HOST].first_target].members = 1;
    open_parts();
    for (uint32_t from = 0; from < parts.count[BLOB_DOMAINS]; from++)
        for (uint32_t to = 0; to < parts.count[BLOB_DOMAINS]; to++)
            for (int sealed = 0; sealed < 2; sealed++)
                for (unsigned int way = BLOB_GRANT; way <= BLOB_FOREIGN; way *= 2) {
                    uint32_t rule;
                    bool may = msm_may_reach(&policy, from, to, way, sealed, &rule);

                    assert_int_equal(!!(msm_all_means(&policy, from, to, sealed) & way), may);
                }
    assert_int_equal(msm_all_means(&policy, DOMAIN_0, DOMAIN_WEB, false), EVERY_MEANS);
    assert_int_equal(msm_all_means(&policy, DOMAIN_0, DOMAIN_WEB, true), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(means),         TEST(no_connections), TEST(by_connection),
        TEST(by_management), TEST(until_the_seal), TEST(all_means),
    };

    return cmocka_run_group_tests_name("connect", tests, NULL, NULL);
}
