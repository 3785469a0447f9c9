/* SPDX-License-Identifier: GPL-2.0-only */
/* Where rules stand, as a blob says it: which places are one, in which order, in which files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "msm.h"
#include "tests/lang/compile_text.h"

#define PRELUDE "policy \"p\" version 7 profile admin { allow all } domain Domain-0 { profile admin }\n"

static void open_text(struct compiled *compiled, struct msm_policy *policy, const char *text)
{
    struct msm_where where;
    compile_text(compiled, "p.xpol", text);
    assert_int_equal(compiled->compilation.diagnostics.errors, 0);
    assert_int_equal(msm_open(policy, compiled->image.bytes, compiled->image.size, &where), MSM_OK);
}

/* All rules of the blob: "file:line:column effect, ...". */
static const char *rules_of(struct compiled *compiled, const struct msm_policy *policy)
{
    struct arena *arena = &compiled->compilation.arena;
    const char *text = "";
    for (uint32_t i = 0; i < policy->header->section[BLOB_RULES].count; i++) {
        const struct blob_rule *rule = &policy->rules[i];
        text = arena_print(arena, "%s%s%s:%u:%u %u", text, i ? ", " : "",
                           policy->strings + policy->files[rule->file].name, (unsigned)rule->line,
                           (unsigned)rule->column, (unsigned)rule->effect);
    }
    return text;
}

/* Each rule's span begins where its place is, or where an annotation says that it is. */
static void check_places(const struct compiled *compiled, const struct msm_policy *policy)
{
    const struct compilation *c = &compiled->compilation;
    assert_int_equal(compiled->model.place_count, policy->header->section[BLOB_RULES].count);
    for (size_t i = 0; i < compiled->model.place_count; i++) {
        struct span span = compiled->model.places[i];
        struct position position = source_position(&c->sources, span);
        const struct ast_origin *origin = ast_find_origin(&c->ast, span);
        assert_int_equal(policy->rules[i].line, origin ? origin->line : position.line);
    }
}

static void rules_stand_in_order(void **state)
{
    (void)state;
    struct compiled c;
    struct msm_policy policy;
    open_text(&c, &policy,
              PRELUDE "domain recon { profile web }\nprofile web {\n deny iret allow sched_op\n}\n");
    assert_string_equal(rules_of(&c, &policy), "p.xpol:1:30 3, p.xpol:1:44 0, p.xpol:1:57 3, p.xpol:2:8 3, "
                                               "p.xpol:3:9 3, p.xpol:4:7 1, p.xpol:4:18 0");
    check_places(&c, &policy);
    compilation_free(&c.compilation);
}

static void an_annotation_is_the_place(void **state)
{
    (void)state;
    struct compiled c;
    struct msm_policy policy;
    open_text(&c, &policy,
              PRELUDE
              "domain @\"z.xpol\":70:3 recon { profile web }\n"
              "profile @\"a.xpol\":9:9 web { allow @\"a.xpol\":8:65535 iret, @\"a.xpol\":8:7 sched_op }\n");
    assert_string_equal(rules_of(&c, &policy), "a.xpol:8:7 0, a.xpol:8:65535 0, a.xpol:9:9 3, p.xpol:1:30 3, "
                                               "p.xpol:1:44 0, p.xpol:1:57 3, z.xpol:70:3 3");
    check_places(&c, &policy);
    compilation_free(&c.compilation);
}

/* What a template's uses have at one place is one rule, whatever they make of it. */
static void uses_of_a_template_share_their_places(void **state)
{
    (void)state;
    struct compiled c;
    struct msm_policy policy;
    open_text(
        &c, &policy,
        PRELUDE
        "template t(name, other) {\n profile $name {\n  allow iret\n  allow domctl { max_mem } on $other\n"
        " }\n domain $name { profile $name }\n}\n"
        "use t(name = one, other = two)\nuse t(name = two, other = one)\n"
        "profile both extends one, two { }\ndomain both { profile both }\n");
    assert_string_equal(rules_of(&c, &policy), "p.xpol:1:30 3, p.xpol:1:44 0, p.xpol:1:57 3, p.xpol:3:10 3, "
                                               "p.xpol:4:9 0, p.xpol:5:9 0, p.xpol:7:9 3, p.xpol:11:9 3, "
                                               "p.xpol:12:8 3");
    uint32_t both = msm_find_domain(&policy, "both", 4);
    assert_int_equal(msm_profile(&policy, both, true)->targets, 2);
    assert_int_equal(policy.header->section[BLOB_FILES].count, 1);
    check_places(&c, &policy);
    compilation_free(&c.compilation);
}

/* Two effects at one place are two rules: here an annotation says so of two rules. */
static void effects_of_one_place_differ(void **state)
{
    (void)state;
    struct compiled c;
    struct msm_policy policy;
    open_text(&c, &policy,
              PRELUDE "domain recon {\n deny @\"p.xpol\":3:7 iret\n allow @\"p.xpol\":3:7 sched_op, "
                      "@\"p.xpol\":3:7 console_io\n}\n");
    assert_string_equal(rules_of(&c, &policy), "p.xpol:1:30 3, p.xpol:1:44 0, p.xpol:1:57 3, p.xpol:2:8 3, "
                                               "p.xpol:3:7 0, p.xpol:3:7 1");
    compilation_free(&c.compilation);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_stand_in_order),
        cmocka_unit_test(an_annotation_is_the_place),
        cmocka_unit_test(uses_of_a_template_share_their_places),
        cmocka_unit_test(effects_of_one_place_differ),
    };
    return cmocka_run_group_tests_name("places", tests, NULL, NULL);
}
