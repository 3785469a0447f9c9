/* SPDX-License-Identifier: GPL-2.0-only */
/* On which terms calls are allowed: on whom, until when, how often, and what violations lead to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "msm.h"
#include "policyc/check/verify.h"
#include "tests/lang/compile_text.h"

#define PRELUDE "policy \"p\" version 7 profile admin { allow all } domain Domain-0 { profile admin }\n"

/* A compiled text, and its blob as the hypervisor sees it. */
struct seen {
    struct compiled c;
    struct msm_policy policy;
};

static void see(struct seen *seen, const char *text)
{
    struct msm_where where;
    compile_text(&seen->c, "p.xpol", text);
    assert_int_equal(seen->c.compilation.diagnostics.errors, 0);
    assert_int_equal(msm_open(&seen->policy, seen->c.image.bytes, seen->c.image.size, &where), MSM_OK);
}

static void end(struct seen *seen)
{
    compilation_free(&seen->c.compilation);
}

static uint32_t domain_of(const struct seen *seen, const char *name)
{
    uint32_t domain = msm_find_domain(&seen->policy, name, strlen(name));
    assert_int_not_equal(domain, BLOB_NONE);
    return domain;
}

static const struct blob_profile *profile_of(const struct seen *seen, const char *domain, bool sealed)
{
    return msm_profile(&seen->policy, domain_of(seen, domain), sealed);
}

/* Whether `subject` may do it to `object`, and the line of the rule that says so. */
static const char *decide_on(struct seen *seen, const char *subject, unsigned int operation,
                             const char *object)
{
    static const char *const words[] = {
        [MSM_ALLOWED] = "allow", [MSM_DENIED] = "deny", [MSM_DENIED_QUIETLY] = "quiet"};
    uint32_t rule;
    enum msm_verdict verdict = msm_decide_on(&seen->policy, profile_of(seen, subject, true), operation,
                                             domain_of(seen, object), &rule);
    return arena_print(&seen->c.compilation.arena, "%s %u", words[verdict],
                       (unsigned)seen->policy.rules[rule].line);
}

/* All rates of a domain's profile: "[1, 2) 5/1000000000 burst 1". */
static const char *rates_of(struct seen *seen, const char *domain)
{
    struct arena *arena = &seen->c.compilation.arena;
    const struct blob_profile *profile = profile_of(seen, domain, true);
    const char *text = "";
    for (uint32_t i = 0; i < profile->rates; i++) {
        const struct blob_rate *rate = &seen->policy.rates[profile->first_rate + i];
        text =
            arena_print(arena, "%s%s%u-%u %u/%ju burst %u%s", text, *text ? ", " : "", (unsigned)rate->first,
                        (unsigned)rate->end, (unsigned)rate->count, (uintmax_t)rate->period,
                        (unsigned)rate->burst, rate->flags & BLOB_SLOW ? " slow" : "");
    }
    return text;
}

static const char *actions_of(struct seen *seen, const char *domain)
{
    struct arena *arena = &seen->c.compilation.arena;
    const struct blob_profile *profile = profile_of(seen, domain, true);
    const char *text = arena_print(arena, "binds %u", (unsigned)profile->binds);
    for (uint32_t i = 0; i < profile->actions; i++) {
        const struct blob_action_at *action = &seen->policy.actions[profile->first_action + i];
        text = arena_print(arena, "%s, %u at %u within %ju", text, (unsigned)action->action,
                           (unsigned)action->count, (uintmax_t)action->window);
    }
    return text;
}

/* --- on --- */

static void on_limits_to_some_domains(void **state)
{
    (void)state;
    struct seen s;
    see(&s, PRELUDE
        "profile web { allow iret }\nprofile builder {\n allow domctl { pausedomain } on recon\n"
        " allow domctl { pausedomain, max_mem } on guest-*\n}\n"
        "domain builder { profile builder } domain recon { profile web }\n"
        "domain liaison { profile web } domain guest-* { profile web } domain guest-2 { profile web }\n");
    assert_string_equal(decide_on(&s, "builder", MSM_OP_domctl_pausedomain, "recon"), "allow 4");
    assert_string_equal(decide_on(&s, "builder", MSM_OP_domctl_pausedomain, "guest-2"), "allow 5");
    assert_string_equal(decide_on(&s, "builder", MSM_OP_domctl_pausedomain, "guest-77"), "allow 5");
    assert_string_equal(decide_on(&s, "builder", MSM_OP_domctl_pausedomain, "liaison"), "deny 3");
    assert_string_equal(decide_on(&s, "builder", MSM_OP_domctl_max_mem, "recon"), "deny 3");
    assert_string_equal(decide_on(&s, "builder", MSM_OP_domctl_destroydomain, "recon"), "deny 3");
    assert_string_equal(decision(&s.c, "builder", "domctl.pausedomain"), "allow 4:8");
    end(&s);
}

static void a_plain_allow_wins_and_so_does_a_deny(void **state)
{
    (void)state;
    struct seen s;
    see(&s, PRELUDE
        "profile base {\n allow domctl { pausedomain }\n deny domctl { max_mem }\n}\n"
        "profile builder extends base {\n allow domctl on recon\n deny quietly domctl { max_vcpus }\n}\n"
        "domain builder { profile builder } domain recon { profile builder }\n");
    assert_string_equal(decide_on(&s, "builder", MSM_OP_domctl_pausedomain, "Domain-0"), "allow 3");
    assert_string_equal(decide_on(&s, "builder", MSM_OP_domctl_max_mem, "recon"), "deny 4");
    assert_string_equal(decide_on(&s, "builder", MSM_OP_domctl_max_vcpus, "recon"), "quiet 8");
    assert_string_equal(decide_on(&s, "builder", MSM_OP_domctl_createdomain, "recon"), "allow 7");
    assert_string_equal(decide_on(&s, "builder", MSM_OP_domctl_createdomain, "Domain-0"), "deny 6");
    end(&s);
}

static void limits_of_parents_add_up(void **state)
{
    (void)state;
    struct seen s;
    see(&s, PRELUDE
        "profile base {\n allow domctl { createdomain } on recon\n}\n"
        "profile left extends base { }\n"
        "profile right extends base {\n allow domctl { createdomain } on liaison\n}\n"
        "profile both extends left, right { }\n"
        "domain both { profile both } domain recon { profile left } domain liaison { profile left }\n");
    assert_string_equal(decide_on(&s, "both", MSM_OP_domctl_createdomain, "recon"), "allow 3");
    assert_string_equal(decide_on(&s, "both", MSM_OP_domctl_createdomain, "liaison"), "allow 7");
    assert_string_equal(decide_on(&s, "recon", MSM_OP_domctl_createdomain, "liaison"), "deny 5");
    assert_int_equal(profile_of(&s, "both", true)->targets, 2);
    assert_true(msm_manages(&s.policy, profile_of(&s, "both", true), domain_of(&s, "liaison")));
    end(&s);
}

/* Every level doubles the ways to the base: a rule is collected once all the same. */
static void a_tower_of_diamonds(void **state)
{
    (void)state;
    struct seen s;
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    assert_non_null(file);
    fputs(
        PRELUDE
        "profile l0 { allow domctl { createdomain } on Domain-0 rate any 5/s }\nprofile r0 extends l0 { }\n",
        file);
    for (int i = 1; i <= 100; i++)
        fprintf(file, "profile l%d extends l%d, r%d { }\nprofile r%d extends r%d, l%d { }\n", i, i - 1, i - 1,
                i, i - 1, i - 1);
    fputs("domain recon { profile l100 } domain liaison { profile r100 }\n", file);
    fclose(file);
    see(&s, text);
    assert_int_equal(profile_of(&s, "recon", true)->targets, 1);
    assert_int_equal(profile_of(&s, "recon", true)->rates, 1);
    free(text);
    end(&s);
}

/* --- boot --- */

static void boot_allows_until_the_seal(void **state)
{
    (void)state;
    struct seen s;
    see(&s, PRELUDE
        "profile web {\n allow iret\n deny console_io { write }\n allow domctl { max_mem } on recon\n}\n"
        "domain recon { profile web }\ndomain liaison { profile web }\n"
        "boot {\n recon allow console_io, iret, domctl { max_mem }\n recon allow sched_op { yield }\n}\n");
    assert_string_equal(decision(&s.c, "+recon", "console_io.read"), "boot 10:14");
    assert_string_equal(decision(&s.c, "+recon", "console_io.write"), "deny 4:7");
    assert_string_equal(decision(&s.c, "+recon", "iret"), "allow 3:8");
    assert_string_equal(decision(&s.c, "+recon", "domctl.max_mem"), "boot 10:32");
    assert_string_equal(decision(&s.c, "+recon", "sched_op.yield"), "boot 11:14");
    assert_string_equal(decision(&s.c, "+recon", "sched_op.block"), "declared 2:9");
    assert_string_equal(decision(&s.c, "web", "console_io.read"), "declared 2:9");
    assert_ptr_not_equal(profile_of(&s, "recon", false), profile_of(&s, "recon", true));
    assert_ptr_equal(profile_of(&s, "liaison", false), profile_of(&s, "liaison", true));
    assert_int_equal(profile_of(&s, "recon", false)->targets, 0);
    assert_int_equal(profile_of(&s, "recon", true)->targets, 1);
    end(&s);
}

/* --- A domain's own rules --- */

static void own_rules_extend_the_named_profile(void **state)
{
    (void)state;
    struct seen s;
    see(&s,
        PRELUDE "profile web {\n allow all except console_io, sched_op { yield }\n guest hvm\n rate any 5/s\n"
                " on violation: log at 3\n}\n"
                "domain recon { profile web\n allow console_io\n rate any 7/s burst 2 slow\n}\n"
                "domain liaison {\n allow all except iret\n guest pv\n}\n");
    char expected[100];
    snprintf(expected, sizeof(expected), "0-%u 7/1000000000 burst 2 slow", MSM_OPERATIONS);
    assert_string_equal(decision(&s.c, ".recon", "iret"), "allow 3:8");
    assert_string_equal(decision(&s.c, ".recon", "console_io.read"), "allow 9:8");
    assert_string_equal(decision(&s.c, ".recon", "sched_op.yield"), "declared 8:8");
    assert_string_equal(decision(&s.c, ".liaison", "iret"), "declared 12:8");
    assert_string_equal(rates_of(&s, "recon"), expected);
    assert_string_equal(actions_of(&s, "recon"), "binds 0, 0 at 3 within 0");
    assert_string_equal(actions_of(&s, "liaison"), "binds 0");
    assert_int_equal(profile_of(&s, "recon", true)->guest, BLOB_HVM);
    assert_int_equal(profile_of(&s, "liaison", true)->guest, BLOB_PV);
    end(&s);
}

/* --- Rates --- */

static void rates_cover_what_they_name(void **state)
{
    (void)state;
    struct seen s;
    char expected[200];
    see(&s, PRELUDE
        "domain recon {\n allow all\n rate sched_op.yield 1/day\n rate iret 30/s\n rate any 5000/s burst 7\n"
        " rate sched_op 1000/min slow\n}\n");
    snprintf(
        expected, sizeof(expected),
        "0-%u 5000/1000000000 burst 7, %u-%u 30/1000000000 burst 3, %u-%u 1000/60000000000 burst 1 slow, "
        "%u-%u 1/86400000000000 burst 1",
        MSM_OPERATIONS, MSM_OP_iret, MSM_OP_iret + 1, MSM_OP_sched_op_yield, MSM_OP_sched_op_pin_override + 1,
        MSM_OP_sched_op_yield, MSM_OP_sched_op_yield + 1);
    assert_string_equal(rates_of(&s, "recon"), expected);
    end(&s);
}

static void the_strictest_inherited_rate_holds_unless_there_is_an_own(void **state)
{
    (void)state;
    struct seen s;
    see(&s, PRELUDE "profile a { allow all rate any 100/s burst 50 }\n"
                    "profile b { allow all rate any 6000/min burst 20 }\n"
                    "profile c { allow all rate any 200/s burst 1 }\n"
                    "profile d extends a, b, c { }\nprofile e extends d { rate any 1000/s }\n"
                    "domain recon { profile d } domain liaison { profile e }\n");
    char expected[100];
    snprintf(expected, sizeof(expected), "0-%u 6000/60000000000 burst 20", MSM_OPERATIONS);
    assert_string_equal(rates_of(&s, "recon"), expected);
    snprintf(expected, sizeof(expected), "0-%u 1000/1000000000 burst 100", MSM_OPERATIONS);
    assert_string_equal(rates_of(&s, "liaison"), expected);
    end(&s);
}

/* --- Responses and guests --- */

static void responses_are_inherited_whole(void **state)
{
    (void)state;
    struct seen s;
    see(&s, PRELUDE "profile base { allow iret guest pvh allow all\n on violation: destroy at 50, log at 1,"
                    " pause at 10 within 60s, pause at 20 within 1h binds at boot\n}\n"
                    "profile left extends base { }\nprofile right extends base { }\n"
                    "profile both extends left, right { }\n"
                    "profile own extends both { on violation: log at 2 binds at start }\n"
                    "domain recon { profile both } domain liaison { profile own }\n");
    assert_string_equal(actions_of(&s, "recon"),
                        "binds 2, 0 at 1 within 0, 1 at 10 within 60000000000, 1 at 20 within 3600000000000, "
                        "3 at 50 within 0");
    assert_string_equal(actions_of(&s, "liaison"), "binds 1, 0 at 2 within 0");
    assert_int_equal(profile_of(&s, "liaison", true)->guest, BLOB_PVH);
    end(&s);
}

static void sealed_is_said_in_the_blob(void **state)
{
    (void)state;
    struct seen s;
    see(&s, "policy \"p\" version 1 sealed profile admin { allow all except xsm_op }\n"
            "domain Domain-0 { profile admin }\n");
    assert_int_equal(s.policy.policy->flags, BLOB_SEALED);
    end(&s);
    see(&s, PRELUDE);
    assert_int_equal(s.policy.policy->flags, 0);
    end(&s);
}

/* What a policy says of two domains, but for their profile. */
#define REST "domain recon { profile web }\ndomain liaison { profile web }\n"

/* A blob that differs from the model in one term only. */
static void wrong_terms_are_noticed(void **state)
{
    (void)state;
    static const char *const others[] = {
        "profile web { allow domctl on liaison rate any 5/s on violation: log at 1 allow iret }\n" REST,
        "profile web { allow domctl on recon, liaison rate any 5/s on violation: log at 1 allow iret "
        "}\n" REST,
        "profile web { allow domctl          rate any 5/s on violation: log at 1 allow iret }\n" REST,
        "profile web { allow domctl on recon rate any 6/s on violation: log at 1 allow iret }\n" REST,
        "profile web { allow domctl on recon rate any 5/s slow on violation: log at 1 allow iret }\n" REST,
        "profile web { allow domctl on recon              on violation: log at 1 allow iret }\n" REST,
        "profile web { allow domctl on recon rate any 5/s on violation: pause at 1 allow iret }\n" REST,
        "profile web { allow domctl on recon rate any 5/s on violation: log at 2 allow iret }\n" REST,
        "profile web { allow domctl on recon rate any 5/s on violation: log at 1 within 1h allow iret "
        "}\n" REST,
        "profile web { allow domctl on recon rate any 5/s on violation: log at 1 binds at start allow iret "
        "}\n" REST,
        "profile web { allow domctl on recon rate any 5/s                       allow iret }\n" REST,
        "profile web { allow domctl on recon rate any 5/s on violation: log at 1 allow iret }\n" REST
        "boot { recon allow sched_op }\n",
        "profile web { allow domctl on recon rate any 5/s on violation: log at 1 allow all guest pv }\n" REST,
    };
    static const char right[] =
        PRELUDE "profile web { allow domctl on recon rate any 5/s on violation: log at 1 allow iret }\n" REST;
    struct compiled c;
    struct msm_policy policy;
    compile_text(&c, "p.xpol", right);
    assert_null(verify(&c.model, &c.image, &policy));
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        struct compiled other;
        char text[1000];
        snprintf(text, sizeof(text), "%s%s", PRELUDE, others[i]);
        compile_text(&other, "p.xpol", text);
        assert_true(other.image.size > 0);
        assert_non_null(verify(&c.model, &other.image, &policy));
        compilation_free(&other.compilation);
    }
    compilation_free(&c.compilation);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(on_limits_to_some_domains),
        cmocka_unit_test(a_plain_allow_wins_and_so_does_a_deny),
        cmocka_unit_test(limits_of_parents_add_up),
        cmocka_unit_test(a_tower_of_diamonds),
        cmocka_unit_test(boot_allows_until_the_seal),
        cmocka_unit_test(own_rules_extend_the_named_profile),
        cmocka_unit_test(rates_cover_what_they_name),
        cmocka_unit_test(the_strictest_inherited_rate_holds_unless_there_is_an_own),
        cmocka_unit_test(responses_are_inherited_whole),
        cmocka_unit_test(sealed_is_said_in_the_blob),
        cmocka_unit_test(wrong_terms_are_noticed),
    };
    return cmocka_run_group_tests_name("terms", tests, NULL, NULL);
}
