/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-policy pause, resume, destroy, delegate and seal. */
#include "tests/runtime/check.h"
#include "tests/runtime/fake.h"
#include "tests/runtime/run.h"
#include "msm.h"
#include "runtime/libxenon.h"

#include <errno.h>
#include <stdlib.h>

static int setup(void **state)
{
    (void)state;
    fake_reset();
    fake_domain(0, "Domain-0", 0, 0);
    fake_domain(3, "recon", 0, 0);
    fake_domain(5, "web", 0, 0);
    fake_domain(6, "web", 0, 0);
    return 0;
}

static const struct {
    const char *verb;
    uint32_t command;
    const char *says;
} verbs[] = {
    {"pause", XENON_OP_pause, "domain 3, `recon`, is held\n"},
    {"resume", XENON_OP_resume, "domain 3, `recon`, is resumed\n"},
    {"destroy", XENON_OP_destroy, "domain 3, `recon`, is being destroyed\n"},
};

static void a_domain_has_an_id_or_a_label(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        assert_string_equal(run(verbs[i].verb, "recon")->out, verbs[i].says);
        assert_string_equal(run(verbs[i].verb, "3")->out, verbs[i].says);
        assert_int_equal(run(verbs[i].verb, "--", "recon")->status, 0);
    }
}

/* The program runs in a process of its own: what the module gets is seen by the library. */
static void orders_arrive(void **state)
{
    (void)state;
    struct xenon *xenon = NULL;
    assert_int_equal(xenon_open(&xenon), 0);
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        assert_int_equal(xenon_order(xenon, verbs[i].command, 3), 0);
        assert_int_equal(fake.ordered, verbs[i].command);
        assert_int_equal(fake.target, 3);
    }
    assert_int_equal(xenon_delegate(xenon, 3, 4), 0);
    assert_int_equal(fake.ordered, XENON_OP_delegate);
    assert_int_equal(fake.target, 3);
    struct xenon_load load = {0};
    assert_int_equal(xenon_seal(xenon, &load), 0);
    assert_int_equal(fake.ordered, XENON_OP_seal);
    free(load.changes);
    xenon_close(xenon);
}

static void domains_are_handed_on_and_taken_back(void **state)
{
    (void)state;
    fake_domain(7, "toolstack", 0, 0);
    assert_string_equal(run("delegate", "recon", "toolstack")->out, "domain 3 is handed on to domain 7\n");
    assert_string_equal(run("delegate", "3")->out, "domain 3 is taken back\n");
    assert_string_equal(run("--json", "delegate", "3", "7")->out,
                        "{\"domid\":3,\"done\":\"delegate\",\"to\":7}\n");
    assert_string_equal(run("--json", "delegate", "3")->out,
                        "{\"domid\":3,\"done\":\"delegate\",\"to\":null}\n");
    const struct outcome *o = run("delegate", "recon", "nobody");
    assert_holds(o->err, "no running domain has the label `nobody`");
    assert_int_equal(o->status, 1);
}

static void a_delegation_that_is_refused_says_why(void **state)
{
    (void)state;
    static const struct {
        int error, status;
        const char *says;
    } refusals[] = {
        {-ESRCH, 1, "one of the domains doesn't run"},
        {-EINVAL, 1, "isn't handed on to itself"},
        {-EPERM, 3, "doesn't let it `delegate to` `web-1`"},
        {-ENOSYS, 3, "no Xenon security module"},
    };
    fake_domain(7, "web-1", 0, 0);
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        fake.error[XENON_OP_delegate - XENON_OP_status] = refusals[i].error;
        const struct outcome *o = run("delegate", "recon", "web-1");
        assert_holds(o->err, refusals[i].says);
        assert_string_equal(o->out, "");
        assert_int_equal(o->status, refusals[i].status);
    }
}

static void a_domain_must_be_one(void **state)
{
    (void)state;
    const struct outcome *o = run("pause", "nobody");
    assert_holds(o->err, "no running domain has the label `nobody`");
    assert_int_equal(o->status, 1);
    o = run("pause", "web");
    assert_holds(o->err, "2 running domains have the label `web`; name one by its id");
    assert_int_equal(o->status, 1);
    assert_int_equal(run("pause", "3x")->status, 1);
    assert_int_equal(run("pause", "70000")->status, 1);
}

static void refusals_have_words(void **state)
{
    (void)state;
    static const struct {
        const char *verb;
        int error, status;
        const char *words;
    } cases[] = {
        {"pause", -ESRCH, 1, "there is no domain 3, or it is ending"},
        {"destroy", -EINVAL, 1, "domain 3 is this one, or the one that the host runs on"},
        {"resume", -EINVAL, 1, "domain 3 isn't held"},
        {"resume", -EPERM, 3, "the live policy doesn't allow xsm_op.resume to this domain"},
        {"destroy", -ENOSYS, 3, "this hypervisor has no Xenon security module"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        for (uint32_t command = XENON_OP_pause; command <= XENON_OP_destroy; command++)
            fake.error[command - XENON_OP_status] = cases[i].error;
        const struct outcome *o = run(cases[i].verb, "3");
        assert_holds(o->err, cases[i].words);
        assert_int_equal(o->status, cases[i].status);
    }
}

static void labels_may_be_forbidden(void **state)
{
    (void)state;
    fake.error[XENON_OP_domains - XENON_OP_status] = -EPERM;
    const struct outcome *o = run("pause", "recon");
    assert_holds(o->err, "the live policy doesn't allow xsm_op.domains");
    assert_int_equal(o->status, 3);
    assert_int_equal(run("pause", "3")->status, 0);
}

static void seal_seals(void **state)
{
    (void)state;
    assert_holds(run("seal")->out, "sealed: ");
    fake.error[XENON_OP_seal - XENON_OP_status] = -EPERM;
    const struct outcome *o = run("seal");
    assert_holds(o->err, "xsm_op.seal");
    assert_int_equal(o->status, 3);
}

static void seal_may_be_refused(void **state)
{
    (void)state;
    fake.refusal =
        (struct xenon_replace){.fault = MSM_STILL_SHARED, .domain = 3, .peer = 5, .means = BLOB_GRANT};
    const struct outcome *o = run("seal");
    assert_holds(o->err, " (domain 3, `recon`, would no longer reach domain 5, `web`, by grant);");
    assert_string_equal(o->out, "\nno running domain is changed\n");
    assert_int_equal(o->status, 1);
    o = run("seal", "--json");
    assert_holds(o->out, "\"sealed\":false");
    assert_int_equal(o->status, 1);
    fake.refusal = (struct xenon_replace){.fault = MSM_STILL_ASSIGNED, .domain = 3, .means = 0x18};
    assert_holds(run("seal")->err, " (domain 3, `recon`, 00:03.0);");
    assert_holds(run("seal", "--force")->out, "sealed: ");
}

static void wrong_arguments(void **state)
{
    (void)state;
    fake.open_error = -ENOENT;
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        assert_int_equal(run(verbs[i].verb)->status, 2);
        assert_int_equal(run(verbs[i].verb, "3", "5")->status, 2);
        assert_int_equal(run(verbs[i].verb, "--now")->status, 2);
        assert_int_equal(run(verbs[i].verb, "3")->status, 3);
    }
    assert_int_equal(run("seal", "now")->status, 2);
    assert_int_equal(run("seal")->status, 3);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
    const struct CMUnitTest tests[] = {
        TEST(a_domain_has_an_id_or_a_label),
        TEST(orders_arrive),
        TEST(domains_are_handed_on_and_taken_back),
        TEST(a_delegation_that_is_refused_says_why),
        TEST(a_domain_must_be_one),
        TEST(refusals_have_words),
        TEST(labels_may_be_forbidden),
        TEST(seal_seals),
        TEST(seal_may_be_refused),
        TEST(wrong_arguments),
    };
    return cmocka_run_group_tests_name("runtime: act", tests, NULL, NULL);
}
