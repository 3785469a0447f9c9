/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-policy load: what it prints and its exit status, whatever the file and the module are. */
#include "tests/runtime/check.h"
#include "tests/runtime/fake.h"
#include "tests/runtime/run.h"
#include "tests/unit/build_blob.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char path[64]; /* of a sound policy; the fake judges it */

/* What is said where neither the live policy nor what would change can be asked for. */
#define UNKNOWN                                                                                              \
    "what it says otherwise than the live policy isn't known: that can't be read from here\n\n"              \
    "which running domains it changes isn't known: the live policy doesn't allow xsm_op.prepare to this "    \
    "domain\n"

#define NOT_KEPT                                                                                             \
    "xenon-policy: it isn't in the history, and `rollback` won't know it: /dev/null/history: Not a "         \
    "directory\n"

static int setup(void **state)
{
    (void)state;
    static struct parts parts;
    uint32_t size;
    parts_example(&parts);
    uint8_t *blob = parts_assemble(&parts, &size);
    fake_reset();
    fake.error[XENON_OP_prepare - XENON_OP_status] = fake.error[XENON_OP_fetch - XENON_OP_status] = -EPERM;
    strcpy(path, run_file(".xpb", blob, size));
    free(blob);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    return unlink(path);
}

static void success_names_the_policy(void **state)
{
    (void)state;
    const struct outcome *o = run("load", "--yes", path);
    assert_holds(o->out, UNKNOWN "loaded example version 7, digest ");
    assert_holds(o->out, ", generation 4\n");
    assert_string_equal(o->err, NOT_KEPT);
    assert_int_equal(o->status, 0);
}

/* Without a terminal nobody can be asked. */
static void nothing_is_done_unasked(void **state)
{
    (void)state;
    fake.error[1] = -EIO; /* it isn't even tried */
    const struct outcome *o = run("load", path);
    assert_string_equal(o->out, UNKNOWN);
    assert_holds(o->err, "--yes does it without a question");
    assert_int_equal(o->status, 2);
}

static void refusal_is_in_words(void **state)
{
    (void)state;
    char expected[256];
    fake.refusal = (struct xenon_replace){.fault = MSM_DIGEST, .section = BLOB_NONE, .offset = 32};
    const struct outcome *o = run("load", "--yes", path);
    snprintf(expected, sizeof(expected),
             "xenon-policy: refused: %s (header, byte 32); the live policy stays in force\n",
             msm_fault_text(MSM_DIGEST));
    assert_string_equal(o->err, expected);
    assert_string_equal(o->out, UNKNOWN);
    assert_int_equal(o->status, 1);
}

static void every_fault_is_a_refusal(void **state)
{
    (void)state;
    for (int fault = MSM_OK + 1; fault < MSM_FAULTS; fault++) {
        fake.refusal = (struct xenon_replace){.fault = (uint32_t)fault, .section = BLOB_RULES, .offset = 7};
        const struct outcome *o = run("load", "--yes", path);
        assert_holds(o->err, msm_fault_text((enum msm_fault)fault));
        assert_holds(o->err, "; the live policy stays in force\n");
        assert_int_equal(o->status, 1);
    }
}

static void fault_from_the_future_is_a_refusal(void **state)
{
    (void)state;
    fake.refusal = (struct xenon_replace){.fault = 999, .section = 77, .offset = 1};
    const struct outcome *o = run("load", "--yes", path);
    assert_holds(o->err, "xenon-policy: refused: ");
    assert_int_equal(o->status, 1);
}

static void unknown_domain_is_named(void **state)
{
    (void)state;
    fake_domain(0, "Domain-0", 0, 0);
    fake_domain(3, "recon", 0, 0);
    fake.refusal = (struct xenon_replace){.fault = MSM_UNKNOWN_DOMAIN, .domain = 3};
    const struct outcome *o = run("load", "--yes", path);
    assert_holds(o->err, " (domain 3, `recon`); the live policy stays in force\n");
    fake.error[3] = -EPERM;
    o = run("load", "--yes", path);
    assert_holds(o->err, " (domain 3); the live policy stays in force\n");
    assert_int_equal(o->status, 1);
}

static void pair_that_shares_memory_is_named(void **state)
{
    (void)state;
    fake_domain(3, "left", 0, 0);
    fake_domain(4, "right", 0, 0);
    fake.refusal = (struct xenon_replace){
        .fault = MSM_STILL_SHARED, .domain = 3, .peer = 4, .means = BLOB_GRANT | BLOB_FOREIGN};
    const struct outcome *o = run("load", "--yes", path);
    assert_holds(o->err, " (domain 3, `left`, would no longer reach domain 4, `right`, by grant, foreign);");
    assert_int_equal(o->status, 1);
    assert_int_equal(run("load", "--yes", "--force", path)->status, 0);
}

static void module_without_memory_refuses(void **state)
{
    (void)state;
    fake.error[1] = -ENOMEM;
    const struct outcome *o = run("load", "--yes", path);
    assert_holds(o->err, "xenon-policy: refused: ");
    assert_holds(o->err, strerror(ENOMEM));
    assert_int_equal(o->status, 1);
}

/* The swap may have been made: neither is claimed. */
static void lost_answer_claims_nothing(void **state)
{
    (void)state;
    fake.error[1] = -EFAULT;
    const struct outcome *o = run("load", "--yes", path);
    assert_string_equal(o->err, "xenon-policy: the hypervisor could not do xsm_op.replace: Bad address\n");
    assert_int_equal(o->status, 3);
}

static void not_permitted(void **state)
{
    (void)state;
    fake.error[1] = -EPERM;
    const struct outcome *o = run("load", "--yes", path);
    assert_string_equal(o->err,
                        "xenon-policy: not permitted: the live policy doesn't allow xsm_op.replace to "
                        "this domain\n");
    assert_int_equal(o->status, 3);
}

static void stock_hypervisor(void **state)
{
    (void)state;
    for (size_t i = 0; i < FAKE_COMMANDS; i++)
        fake.error[i] = -ENOSYS;
    const struct outcome *o = run("load", "--yes", path);
    assert_holds(o->err, "this hypervisor has no Xenon security module");
    assert_int_equal(o->status, 3);
}

static void no_hypervisor(void **state)
{
    (void)state;
    fake.open_error = -ENOENT;
    const struct outcome *o = run("load", "--yes", path);
    assert_holds(o->err, "there is no Xen below this system");
    assert_int_equal(o->status, 3);
    fake.open_error = -EACCES;
    o = run("load", "--yes", path);
    assert_holds(o->err, "run it as root");
    assert_int_equal(o->status, 3);
}

static void source_must_be_compiled_first(void **state)
{
    (void)state;
    static const char text[] = "policy \"forward-base\" version 12\n";
    const char *source = run_file(".xpol", text, strlen(text));
    const struct outcome *o = run("load", source);
    assert_holds(o->err, "compile it first");
    assert_holds(o->err, "policyc /tmp/");
    assert_holds(o->err, ".xpb\n");
    assert_int_equal(o->status, 2);
    unlink(source);
    source = run_file(".conf", text, strlen(text));
    o = run("load", source);
    assert_holds(o->err, "is text, not a compiled policy");
    assert_int_equal(o->status, 2);
    unlink(source);
}

static void damaged_file_is_not_sent(void **state)
{
    (void)state;
    const char *empty = run_file(".xpb", "", 0);
    fake.open_error = -ENOENT; /* the hypervisor isn't even looked for */
    const struct outcome *o = run("load", "--yes", empty);
    assert_holds(o->err, msm_fault_text(MSM_NO_POLICY));
    assert_holds(o->err, "; the live policy stays in force\n");
    assert_int_equal(o->status, 1);
    unlink(empty);
}

static void oversized_file_is_not_sent(void **state)
{
    (void)state;
    char *zeros = calloc(1, BLOB_MAX_SIZE + 1u);
    const char *large = run_file(".xpb", zeros, BLOB_MAX_SIZE + 1u);
    const struct outcome *o = run("load", "--yes", large);
    assert_holds(o->err, "larger than the 4 MiB");
    assert_int_equal(o->status, 2);
    unlink(large);
    free(zeros);
}

static void file_trouble(void **state)
{
    (void)state;
    const struct outcome *o = run("load", "/nonexistent.xpb");
    assert_string_equal(o->err, "xenon-policy: cannot open /nonexistent.xpb: No such file or directory\n");
    assert_int_equal(o->status, 2);
    o = run("load", "/tmp");
    assert_holds(o->err, "cannot read /tmp: Is a directory");
    assert_int_equal(o->status, 2);
}

static void wrong_arguments(void **state)
{
    (void)state;
    const struct outcome *o = run("load");
    assert_holds(o->err, "BLOB is missing");
    assert_int_equal(o->status, 2);
    assert_int_equal(run("load", path, path)->status, 2);
    o = run("load", "--forced", path);
    assert_holds(o->err, "there is no option `--forced`");
    assert_int_equal(o->status, 2);
    assert_int_equal(run("load", "--yes", "--", path)->status, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(success_names_the_policy),
        TEST(nothing_is_done_unasked),
        TEST(damaged_file_is_not_sent),
        TEST(refusal_is_in_words),
        TEST(every_fault_is_a_refusal),
        TEST(fault_from_the_future_is_a_refusal),
        TEST(unknown_domain_is_named),
        TEST(pair_that_shares_memory_is_named),
        TEST(module_without_memory_refuses),
        TEST(lost_answer_claims_nothing),
        TEST(not_permitted),
        TEST(stock_hypervisor),
        TEST(no_hypervisor),
        TEST(source_must_be_compiled_first),
        TEST(oversized_file_is_not_sent),
        TEST(file_trouble),
        TEST(wrong_arguments),
    };
    return cmocka_run_group_tests_name("runtime: load", tests, NULL, NULL);
}
