/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-policy status, and what every verb does: help, version, pipes, full disks. */
#include "tests/runtime/check.h"
#include "tests/runtime/fake.h"
#include "tests/runtime/run.h"

#include <errno.h>
#include <stdlib.h>

static int setup(void **state)
{
    (void)state;
    fake_reset();
    fake_domain(0, "Domain-0", 0, 12);
    fake_domain(3, "recon", 4, 100);
    fake.domains[1].flags = XENON_HELD;
    return setenv("TZ", "UTC", 1);
}

static const char POLICY[] =
    "policy      forward-base, version 12\n"
    "digest      abababababababababababababababababababababababababababababababab\n"
    "generation  3 since boot\n"
    "loaded      2031-02-03 04:05:16.000\n"
    "size        4096 bytes, 5 domains labelled\n"
    "table       1111111111111111\n"
    "sealed      no: what the policy allows for the boot only, if anything, still is\n"
    "log         empty; the next record gets number 0\n";

static void text_shows_all(void **state)
{
    (void)state;
    const struct outcome *o = run("status");
    assert_memory_equal(o->out, POLICY, strlen(POLICY));
    assert_string_equal(o->out + strlen(POLICY), "\n   id  violations  quiet denials  domain\n"
                                                 "    0           0             12  Domain-0\n"
                                                 "    3           4            100  recon (held)\n");
    assert_string_equal(o->err, "");
    assert_int_equal(o->status, 0);
}

static void times_are_local(void **state)
{
    (void)state;
    setenv("TZ", "EST5", 1);
    assert_holds(run("status")->out, "loaded      2031-02-02 23:05:16.000\n");
}

static void log_range_is_shown(void **state)
{
    (void)state;
    for (int i = 0; i < FAKE_RING + 3; i++)
        fake_append(fake_denial());
    assert_holds(run("status")->out, "log         holds records 3 to 10\n");
}

static void json_shows_all(void **state)
{
    (void)state;
    const struct outcome *o = run("status", "--json");
    assert_string_equal(
        o->out,
        "{\"policy\":{\"name\":\"forward-base\",\"version\":12,"
        "\"digest\":\"abababababababababababababababababababababababababababababababab\",\"size\":4096,"
        "\"labels\":5,\"generation\":3,\"loaded\":\"2031-02-03T04:05:16.000000Z\",\"loaded_ns\":10000000000,"
        "\"sealed\":false,\"candidate\":false},"
        "\"now_ns\":90000000000,\"table\":\"1111111111111111\",\"log\":{\"oldest\":0,\"next\":0},"
        "\"domains\":[{\"domain\":\"Domain-0\",\"domid\":0,\"violations\":0,\"quiet_denials\":12,\"held\":"
        "false,\"learning\":false},"
        "{\"domain\":\"recon\",\"domid\":3,\"violations\":4,\"quiet_denials\":100,\"held\":true,\"learning\":"
        "false}]}\n");
    assert_json_lines(o->out);
    assert_int_equal(o->status, 0);
}

static void domains_may_be_forbidden(void **state)
{
    (void)state;
    fake.error[3] = -EPERM;
    const struct outcome *o = run("status");
    assert_string_equal(o->out, POLICY);
    assert_holds(o->err, "doesn't allow xsm_op.domains to this domain");
    assert_int_equal(o->status, 3);
    o = run("status", "--json");
    assert_holds(o->out, "\"domains\":null}\n");
    assert_json_lines(o->out);
    assert_int_equal(o->status, 3);
}

/* 63 bytes that end in the middle of a character; quotes, escapes and controls; a label that fills its field.
 */
static void awkward_names_stay_json(void **state)
{
    (void)state;
    memset(fake.status.name, 'n', 62);
    memcpy(fake.status.name, "\"\\\n\x1b\x7f", 5);
    fake.status.name[62] = (char)0xc3;
    memset(fake.domains[1].label, 'l', sizeof(fake.domains[1].label));
    const struct outcome *o = run("status", "--json");
    assert_holds(o->out, "{\"name\":\"\\\"\\\\\\u000a\\u001b\\u007fnnn");
    assert_holds(o->out, "nnn\\ufffd\",");
    assert_holds(o->out, "\"llllllllllllllllllllllllllllllll\",\"domid\":3");
    assert_json_lines(o->out);
    assert_holds(run("status")->out, "nnn\\xc3, version 12\n");
}

static void characters_beyond_ascii_are_kept(void **state)
{
    (void)state;
    strcpy(fake.status.name, "Größe 基地 🛡");
    const struct outcome *o = run("status", "--json");
    assert_holds(o->out, "\"Größe 基地 🛡\"");
    assert_json_lines(o->out);
    assert_holds(run("status")->out, "policy      Größe 基地 🛡, version 12\n");
}

static void unreachable(void **state)
{
    (void)state;
    static const struct {
        int error;
        const char *words;
    } cases[] = {
        {-EPERM, "not permitted: the live policy doesn't allow xsm_op.status to this domain\n"},
        {-ENOSYS, "this hypervisor has no Xenon security module"},
        {-EPROTO, "makes no sense"},
        {-EFAULT, "could not do xsm_op.status: Bad address\n"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        fake.error[0] = cases[i].error;
        const struct outcome *o = run("status", "--json");
        assert_string_equal(o->out, "");
        assert_holds(o->err, cases[i].words);
        assert_int_equal(o->status, 3);
    }
}

static void wrong_arguments(void **state)
{
    (void)state;
    fake.open_error = -ENOENT; /* usage is judged before the hypervisor is looked for */
    assert_holds(run("status", "--jsno")->err, "xenon-policy status: there is no option `--jsno`; see ");
    assert_int_equal(run("status", "--jsno")->status, 2);
    assert_int_equal(run("status", "recon")->status, 2);
    assert_holds(run("statsu")->err, "there is no verb `statsu`");
    assert_int_equal(run("statsu")->status, 2);
    assert_int_equal(run_to(TO_FILE, (const char *const[]){NULL})->status, 2);
}

static void assert_fits_screen(const char *text)
{
    unsigned int lines = 0;
    assert_holds(text, "usage: xenon-policy");
    for (const char *line = text; *line; lines++) {
        size_t width = strcspn(line, "\n");
        assert_in_range(width, 0, 79);
        line += width + (line[width] == '\n');
    }
    assert_in_range(lines, 3, 24);
}

static void help_fits_a_screen(void **state)
{
    (void)state;
    static const char *const verbs[] = {"status",  "show",     "diff",      "load",  "confirm", "rollback",
                                        "history", "log",      "explain",   "top",   "pause",   "resume",
                                        "destroy", "delegate", "seal",      "learn", "shadow",  "check-host",
                                        "run",     "sim",      "completion"};
    fake.open_error = -ENOENT; /* help is for machines without Xen too */
    assert_fits_screen(run("--help")->out);
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        const struct outcome *o = run(verbs[i], "--help");
        assert_fits_screen(o->out);
        assert_int_equal(o->status, 0);
    }
}

static void scrubbing_is_the_hypervisors_word(void **state)
{
    (void)state;
    fake.error[XENON_OP_fetch - XENON_OP_status] = -EPERM;
    const struct outcome *o = run("check-host");
    assert_holds(o->out, "BAD  scrubbing     a domain may get pages with what another left in them");
    assert_int_equal(o->status, 1);
    fake.status.flags = XENON_SCRUBBING;
    assert_holds(run("check-host")->out,
                 "ok   scrubbing     no domain gets a page with what another left in it");
}

static void version_is_told(void **state)
{
    (void)state;
    const struct outcome *o = run("--version");
    assert_holds(o->out, "xenon-policy of Xenon: module interface 3, blob format 3, hypercall table ");
    assert_int_equal(o->status, 0);
}

static void name_cannot_draw_on_the_terminal(void **state)
{
    (void)state;
    strcpy(fake.status.name, "a\x1b[2Jb\n\xc2\x9b\xe2\x80\xaez\xff");
    assert_holds(run("status")->out, "a\\x1b[2Jb\\x0a\\xc2\\x9b\\xe2\\x80\\xaez\\xff, version 12");
}

static void closed_pipe_ends_quietly(void **state)
{
    (void)state;
    const struct outcome *o = run_to(TO_CLOSED_PIPE, (const char *const[]){"status", NULL});
    assert_string_equal(o->err, "");
    assert_int_equal(o->status, 2);
}

static void full_disk_is_told(void **state)
{
    (void)state;
    const struct outcome *o = run_to(TO_FULL_DISK, (const char *const[]){"status", NULL});
    assert_holds(o->err, "cannot write the output: No space left on device\n");
    assert_int_equal(o->status, 2);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
    const struct CMUnitTest tests[] = {
        TEST(text_shows_all),
        TEST(times_are_local),
        TEST(log_range_is_shown),
        TEST(json_shows_all),
        TEST(domains_may_be_forbidden),
        TEST(awkward_names_stay_json),
        TEST(characters_beyond_ascii_are_kept),
        TEST(unreachable),
        TEST(wrong_arguments),
        TEST(help_fits_a_screen),
        TEST(scrubbing_is_the_hypervisors_word),
        TEST(version_is_told),
        TEST(name_cannot_draw_on_the_terminal),
        TEST(closed_pipe_ends_quietly),
        TEST(full_disk_is_told),
    };
    return cmocka_run_group_tests_name("runtime: status", tests, NULL, NULL);
}
