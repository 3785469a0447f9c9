/* SPDX-License-Identifier: GPL-2.0-only */
/* Which rule decides: precedence of effects, own rules before inherited ones, order among parents. */
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

static void compile_clean(struct compiled *compiled, const char *text)
{
    compile_text(compiled, "p.xpol", text);
    assert_int_equal(compiled->compilation.diagnostics.errors, 0);
    assert_true(compiled->image.size > 0);
}

static void nothing_said_is_denied_by_the_own_line(void **state)
{
    (void)state;
    struct compiled c;
    compile_clean(&c, PRELUDE "profile base { allow iret }\nprofile web extends base { allow console_io }\n");
    assert_string_equal(decision(&c, "web", "sched_op.yield"), "declared 3:9");
    assert_string_equal(decision(&c, "base", "sched_op.yield"), "declared 2:9");
    assert_string_equal(decision(&c, "web", "iret"), "allow 2:22");
    assert_string_equal(decision(&c, "web", "console_io.read"), "allow 3:34");
    compilation_free(&c.compilation);
}

static void deny_wins_whatever_the_order(void **state)
{
    (void)state;
    struct compiled c;
    compile_clean(&c, PRELUDE "profile a {\n allow sched_op\n deny sched_op.yield\n}\n"
                              "profile b {\n deny sched_op.yield\n allow sched_op\n}\n");
    assert_string_equal(decision(&c, "a", "sched_op.yield"), "deny 4:7");
    assert_string_equal(decision(&c, "a", "sched_op.block"), "allow 3:8");
    assert_string_equal(decision(&c, "b", "sched_op.yield"), "deny 7:7");
    assert_string_equal(decision(&c, "b", "sched_op.block"), "allow 8:8");
    compilation_free(&c.compilation);
}

static void deny_wins_through_extends(void **state)
{
    (void)state;
    struct compiled c;
    compile_clean(&c, PRELUDE "profile base {\n deny sched_op.yield\n}\n"
                              "profile web extends base {\n allow sched_op\n}\n"
                              "profile heir extends web {\n deny sched_op.yield\n allow iret\n}\n");
    assert_string_equal(decision(&c, "web", "sched_op.yield"), "deny 3:7");
    assert_string_equal(decision(&c, "web", "sched_op.block"), "allow 6:8");
    assert_string_equal(decision(&c, "heir", "sched_op.yield"), "deny 9:7");
    assert_string_equal(decision(&c, "heir", "sched_op.block"), "allow 6:8");
    compilation_free(&c.compilation);
}

static void plain_deny_beats_quiet_deny(void **state)
{
    (void)state;
    struct compiled c;
    compile_clean(&c, PRELUDE "profile base {\n deny sched_op.yield\n deny quietly sched_op.poll\n}\n"
                              "profile web extends base {\n deny quietly sched_op\n allow sched_op\n}\n"
                              "profile strict extends web {\n deny sched_op.block\n}\n");
    assert_string_equal(decision(&c, "web", "sched_op.yield"), "deny 3:7");
    assert_string_equal(decision(&c, "web", "sched_op.block"), "quiet 7:15");
    assert_string_equal(decision(&c, "web", "sched_op.poll"), "quiet 7:15");
    assert_string_equal(decision(&c, "strict", "sched_op.block"), "deny 11:7");
    assert_string_equal(decision(&c, "strict", "sched_op.watchdog"), "quiet 7:15");
    compilation_free(&c.compilation);
}

static void the_own_allow_comes_before_the_inherited(void **state)
{
    (void)state;
    struct compiled c;
    compile_clean(&c, PRELUDE "profile base {\n allow sched_op\n}\n"
                              "profile web extends base {\n allow iret\n allow sched_op { yield, block }\n}\n"
                              "profile heir extends web { }\n");
    assert_string_equal(decision(&c, "web", "sched_op.yield"), "allow 7:8");
    assert_string_equal(decision(&c, "web", "sched_op.poll"), "allow 3:8");
    assert_string_equal(decision(&c, "heir", "sched_op.yield"), "allow 7:8");
    assert_string_equal(decision(&c, "heir", "sched_op.poll"), "allow 3:8");
    compilation_free(&c.compilation);
}

static void the_first_of_several_allows_decides(void **state)
{
    (void)state;
    struct compiled c;
    compile_clean(&c,
                  PRELUDE "profile web {\n allow sched_op { yield, block }, sched_op except { block }\n}\n");
    assert_string_equal(decision(&c, "web", "sched_op.yield"), "allow 3:8");
    assert_string_equal(decision(&c, "web", "sched_op.block"), "allow 3:8");
    assert_string_equal(decision(&c, "web", "sched_op.poll"), "allow 3:35");
    compilation_free(&c.compilation);
}

static void parents_in_the_order_in_which_they_are_written(void **state)
{
    (void)state;
    struct compiled c;
    compile_clean(&c, PRELUDE "profile z {\n allow sched_op\n}\nprofile a {\n allow sched_op\n}\n"
                              "profile za extends z, a { }\nprofile az extends a, z { }\n");
    assert_string_equal(decision(&c, "za", "sched_op.yield"), "allow 3:8");
    assert_string_equal(decision(&c, "az", "sched_op.yield"), "allow 6:8");
    compilation_free(&c.compilation);
}

/* The deny of the far ancestor beats the allows of all that stand between. */
static void a_diamond(void **state)
{
    (void)state;
    struct compiled c;
    compile_clean(&c, PRELUDE "profile base {\n deny domctl.pausedomain\n allow domctl\n}\n"
                              "profile left extends base {\n allow domctl\n}\n"
                              "profile right extends base {\n deny quietly domctl.max_mem\n}\n"
                              "profile both extends left, right { }\n");
    assert_string_equal(decision(&c, "both", "domctl.pausedomain"), "deny 3:7");
    assert_string_equal(decision(&c, "both", "domctl.max_mem"), "quiet 10:15");
    assert_string_equal(decision(&c, "both", "domctl.createdomain"), "allow 7:8");
    compilation_free(&c.compilation);
}

static void exceptions(void **state)
{
    (void)state;
    struct compiled c;
    compile_clean(&c, PRELUDE
                  "profile most {\n allow all except domctl, sysctl { readconsole }, xsm_op.load\n}\n");
    assert_string_equal(decision(&c, "most", "domctl.pausedomain"), "declared 2:9");
    assert_string_equal(decision(&c, "most", "sysctl.readconsole"), "declared 2:9");
    assert_string_equal(decision(&c, "most", "sysctl.physinfo"), "allow 3:8");
    assert_string_equal(decision(&c, "most", "xsm_op.load"), "declared 2:9");
    assert_string_equal(decision(&c, "most", "xsm_op.replace"), "allow 3:8");
    assert_string_equal(decision(&c, "most", "iret"), "allow 3:8");
    compilation_free(&c.compilation);
}

/* `all` allows what has a name, and nothing else. */
static void all_is_every_known_operation(void **state)
{
    (void)state;
    struct compiled c;
    compile_clean(&c, PRELUDE);
    assert_memory_equal(c.model.profiles[0]->allowed.word, msm_known, sizeof(msm_known));
    assert_false(operations_has(&c.model.profiles[0]->allowed, 0));
    compilation_free(&c.compilation);
}

static void a_chain_of_ten_thousand(void **state)
{
    (void)state;
    struct compiled c;
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    assert_non_null(file);
    fputs(PRELUDE "profile p0 {\n deny sched_op.yield\n}\n", file);
    for (int i = 1; i <= 10000; i++)
        fprintf(file, "profile p%d extends p%d { }\n", i, i - 1);
    fputs("profile end extends p10000 { allow sched_op }\n", file);
    fclose(file);
    compile_clean(&c, text);
    assert_string_equal(decision(&c, "end", "sched_op.yield"), "deny 3:7");
    free(text);
    compilation_free(&c.compilation);
}

static void the_blob_holds_only_rules_that_decide(void **state)
{
    (void)state;
    struct compiled c;
    struct msm_policy policy;
    struct msm_where where;
    compile_clean(&c, PRELUDE "profile base { allow sched_op.yield }\n"
                              "profile web { allow sched_op deny sched_op.block, sched_op.poll }\n"
                              "domain web { profile web }\n");
    assert_int_equal(msm_open(&policy, c.image.bytes, c.image.size, &where), MSM_OK);
    /* admin: its line, its rule; Domain-0; web: its line and three; domain web; of base nothing */
    assert_int_equal(policy.header->section[BLOB_RULES].count, 8);
    assert_int_equal(policy.header->section[BLOB_PROFILES].count, 2);
    assert_int_equal(policy.header->section[BLOB_FILES].count, 1);
    assert_int_equal(policy.policy->version, 7);
    assert_string_equal(policy.strings + policy.files[0].name, "p.xpol");
    compilation_free(&c.compilation);
}

/* The blob of another policy decides otherwise somewhere; a damaged one is no blob. */
static void a_wrong_blob_is_noticed(void **state)
{
    (void)state;
    static const char *const others[] = {
        PRELUDE "profile web { allow sched_op.yield }\ndomain web { profile web }\n",
        PRELUDE "profile web { deny sched_op allow iret }\ndomain web { profile web }\n",
        PRELUDE "profile web { allow sched_op }\ndomain other { profile web }\n",
        PRELUDE "profile web { allow  sched_op }\ndomain web { profile web }\n",
        PRELUDE "profile web { allow sched_op }\ndomain web { profile admin }\n",
    };
    struct compiled c;
    struct msm_policy policy;
    compile_clean(&c, PRELUDE "profile web { allow sched_op }\ndomain web { profile web }\n");
    assert_null(verify(&c.model, &c.image, &policy));
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        struct compiled other;
        compile_clean(&other, others[i]);
        assert_non_null(verify(&c.model, &other.image, &policy));
        compilation_free(&other.compilation);
    }
    c.image.bytes[c.image.size - 1] ^= 1;
    assert_non_null(strstr(verify(&c.model, &c.image, &policy), "header, byte 32"));
    compilation_free(&c.compilation);
}

static void findings_leave_no_blob(void **state)
{
    (void)state;
    struct compiled c;
    compile_text(&c, "p.xpol", PRELUDE "domain web { profile nobody }\n");
    assert_int_equal(c.image.size, 0);
    assert_int_equal(c.compilation.diagnostics.errors, 1);
    compilation_free(&c.compilation);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_said_is_denied_by_the_own_line),
        cmocka_unit_test(deny_wins_whatever_the_order),
        cmocka_unit_test(deny_wins_through_extends),
        cmocka_unit_test(plain_deny_beats_quiet_deny),
        cmocka_unit_test(the_own_allow_comes_before_the_inherited),
        cmocka_unit_test(the_first_of_several_allows_decides),
        cmocka_unit_test(parents_in_the_order_in_which_they_are_written),
        cmocka_unit_test(a_diamond),
        cmocka_unit_test(exceptions),
        cmocka_unit_test(all_is_every_known_operation),
        cmocka_unit_test(a_chain_of_ten_thousand),
        cmocka_unit_test(the_blob_holds_only_rules_that_decide),
        cmocka_unit_test(a_wrong_blob_is_noticed),
        cmocka_unit_test(findings_leave_no_blob),
    };
    return cmocka_run_group_tests_name("lower", tests, NULL, NULL);
}
