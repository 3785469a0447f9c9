/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-policy log: its lines, its JSON, what was lost, and following. */
#include "tests/runtime/check.h"
#include "tests/runtime/fake.h"
#include "tests/runtime/run.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#define WHEN   "2031-02-03 04:06:07.250"
#define DENIAL "recon (3) vCPU 1  event_channel_op.send  denied by forward-base.xpol:31:9\n"

static int setup(void **state)
{
    (void)state;
    fake_reset();
    unsetenv("NO_COLOR");
    setenv("TERM", "xterm", 1);
    return setenv("TZ", "UTC", 1);
}

static void empty_log_is_no_output(void **state)
{
    (void)state;
    const struct outcome *o = run("log");
    assert_string_equal(o->out, "");
    assert_string_equal(o->err, "");
    assert_int_equal(o->status, 0);
}

static void denial_is_one_line(void **state)
{
    (void)state;
    fake_append(fake_denial());
    fake_append(fake_denial());
    const struct outcome *o = run("log");
    assert_string_equal(o->out, "       0  " WHEN "  " DENIAL "       1  " WHEN "  " DENIAL);
    assert_int_equal(o->status, 0);
}

static void denial_is_one_object(void **state)
{
    (void)state;
    fake_append(fake_denial());
    const struct outcome *o = run("log", "--json");
    assert_string_equal(o->out,
                        "{\"kind\":\"denied\",\"sequence\":0,\"time\":\"2031-02-03T04:06:07.250000Z\","
                        "\"time_ns\":61250000000,\"generation\":3,\"domain\":\"recon\",\"domid\":3,"
                        "\"vcpu\":1,\"operation\":\"event_channel_op.send\",\"hypercall\":32,"
                        "\"subcommand\":4,\"verdict\":\"denied\",\"peer\":null,\"count\":1,\"since\":\"2031-"
                        "02-03T04:06:07.250000Z\","
                        "\"since_ns\":61250000000,\"rule\":{\"effect\":\"deny\","
                        "\"file\":\"forward-base.xpol\",\"line\":31,\"column\":9}}\n");
    assert_json_lines(o->out);
}

/* Hypercall and operand of each, and how the log names it. */
static void operations_have_names(void **state)
{
    (void)state;
    static const struct {
        uint16_t hypercall;
        uint64_t operand;
        const char *name;
    } cases[] = {
        {36, XENON_NO_SUBCOMMAND, "  domctl  "},
        {36, 1, "  domctl.createdomain  "},
        {16, 4, "  event_channel_op.send  "},
        {32, 9999, "  event_channel_op.9999  "},
        {23, 0, "  iret  "},
        {63, 0, "  hypercall 63  "},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct xenon_record record = fake_denial();
        record.hypercall = cases[i].hypercall;
        record.operand = cases[i].operand;
        fake_reset();
        fake_append(record);
        assert_holds(run("log")->out, cases[i].name);
    }
    fake.ring[0].operand = XENON_NO_SUBCOMMAND;
    assert_holds(run("log", "--json")->out, "\"subcommand\":null,");
}

static void undeclared_operation_says_so(void **state)
{
    (void)state;
    struct xenon_record record = fake_denial();
    record.effect = BLOB_DECLARED;
    fake_append(record);
    record.effect = 99;
    fake_append(record);
    assert_holds(run("log")->out, "  denied, not allowed by forward-base.xpol:31:9\n");
    const struct outcome *o = run("log", "--json");
    assert_holds(o->out, "\"effect\":\"not allowed\"");
    assert_holds(o->out, "\"effect\":\"unknown\"");
}

static void whom_it_was_about_is_said(void **state)
{
    (void)state;
    struct xenon_record record = fake_denial();
    record.peer = 7;
    fake_append(record);
    assert_holds(run("log")->out, "  denied on domain 7 by forward-base.xpol:31:9\n");
    assert_holds(run("log", "--json")->out, "\"verdict\":\"denied\",\"peer\":7,");
}

static void lives_are_records(void **state)
{
    (void)state;
    struct xenon_record record = {
        .kind = XENON_CREATED, .domid = 3, .time = 61250000000, .since = 61250000000};
    strcpy(record.label, "recon");
    record.count = 1;
    fake_append(record);
    record.kind = XENON_STARTED;
    record.peer = XENON_NO_DOMAIN;
    fake_append(record);
    record.kind = XENON_ENDED;
    record.count = 12;
    fake_append(record);
    assert_string_equal(run("log")->out,
                        "       0  " WHEN "  created: recon (3), by domain 0\n"
                        "       1  " WHEN "  started: recon (3)\n"
                        "       2  " WHEN "  ended: recon (3), the last of 12 since " WHEN "\n");
    const struct outcome *o = run("log", "--json");
    assert_holds(o->out, "{\"kind\":\"created\",\"sequence\":0,");
    assert_holds(o->out, "\"peer\":0,\"count\":1,");
    assert_holds(o->out, "{\"kind\":\"ended\",\"sequence\":2,");
    assert_holds(o->out, "\"peer\":null,\"count\":12,");
    assert_json_lines(o->out);
}

static void learning_is_on_or_off(void **state)
{
    (void)state;
    struct xenon_record record = {.kind = XENON_ORDERED, .domid = 3, .hypercall = 27, .action = 1};
    record.operand = XENON_OP_learn;
    strcpy(record.label, "recon");
    fake_append(record);
    record.action = 0;
    fake_append(record);
    const struct outcome *o = run("log");
    assert_holds(o->out, "  xsm_op.learn, on, of recon (3), by domain 0\n");
    assert_holds(o->out, "  xsm_op.learn, off, of recon (3), by domain 0\n");
    assert_holds(run("log", "--json")->out, "\"operation\":\"xsm_op.learn\",\"value\":1,\"peer\":0}");
}

static void delegations_say_to_whom(void **state)
{
    (void)state;
    struct xenon_record record = {.kind = XENON_ORDERED, .domid = 3, .hypercall = 27, .action = 5, .peer = 1};
    record.operand = XENON_OP_delegate;
    strcpy(record.label, "recon");
    fake_append(record);
    record.action = XENON_NO_DOMAIN;
    fake_append(record);
    const struct outcome *o = run("log");
    assert_holds(o->out, "  xsm_op.delegate of recon (3), by domain 1, to domain 5\n");
    assert_holds(o->out, "  xsm_op.delegate of recon (3), by domain 1, which takes it back\n");
    assert_holds(run("log", "--json")->out, "\"operation\":\"xsm_op.delegate\",\"value\":5,\"peer\":1}");
}

static void loads_are_records(void **state)
{
    (void)state;
    struct xenon_record record = {.kind = XENON_LOADED, .operand = 13, .generation = 4, .time = 61250000000};
    fake_append(record);
    strcpy(record.label, "Domain-0");
    fake_append(record);
    assert_string_equal(run("log")->out,
                        "       0  " WHEN "  policy loaded: version 13, generation 4\n"
                        "       1  " WHEN
                        "  policy loaded: version 13, generation 4, by Domain-0 (0) vCPU 0\n");
    const struct outcome *o = run("log", "--json");
    assert_string_equal(o->out,
                        "{\"kind\":\"loaded\",\"sequence\":0,\"time\":\"2031-02-03T04:06:07.250000Z\","
                        "\"time_ns\":61250000000,\"generation\":4,\"version\":13}\n"
                        "{\"kind\":\"loaded\",\"sequence\":1,\"time\":\"2031-02-03T04:06:07.250000Z\","
                        "\"time_ns\":61250000000,\"generation\":4,\"domain\":\"Domain-0\",\"domid\":0,"
                        "\"vcpu\":0,\"version\":13}\n");
    assert_json_lines(o->out);
}

static void calls_over_a_rate_wait_or_fail(void **state)
{
    (void)state;
    struct xenon_record record = fake_denial();
    record.effect = BLOB_RATE;
    fake_append(record);
    record.kind = XENON_DELAYED;
    fake_append(record);
    const struct outcome *o = run("log");
    assert_holds(o->out, "  denied, over the rate of forward-base.xpol:31:9\n");
    assert_holds(o->out, "  delayed, over the rate of forward-base.xpol:31:9\n");
    o = run("log", "--json");
    assert_holds(o->out, "\"verdict\":\"delayed\"");
    assert_holds(o->out, "\"effect\":\"rate\"");
    assert_json_lines(o->out);
}

static void end_of_a_flood_says_how_many(void **state)
{
    (void)state;
    struct xenon_record record = fake_denial();
    record.count = 99999;
    record.since = 60000000000;
    fake_append(record);
    assert_holds(run("log")->out,
                 "forward-base.xpol:31:9, the last of 99999 since 2031-02-03 04:06:06.000\n");
    const struct outcome *o = run("log", "--json");
    assert_holds(o->out,
                 "\"count\":99999,\"since\":\"2031-02-03T04:06:06.000000Z\",\"since_ns\":60000000000,");
    assert_json_lines(o->out);
}

static void actions_are_records(void **state)
{
    (void)state;
    struct xenon_record record = fake_denial();
    record.kind = XENON_ACTED;
    record.effect = BLOB_RESPONSE;
    record.action = BLOB_PAUSE;
    record.operand = 10;
    fake_append(record);
    record.action = BLOB_REBOOT_HOST;
    record.operand = 1;
    fake_append(record);
    record.action = 99;
    fake_append(record);
    const struct outcome *o = run("log");
    assert_holds(o->out, "recon (3) vCPU 1  pause after 10 violations by forward-base.xpol:31:9\n");
    assert_holds(o->out, "  reboot host after 1 violation by ");
    assert_holds(o->out, "  unknown after 1 violation by ");
    o = run("log", "--json");
    assert_holds(o->out, "{\"kind\":\"acted\",");
    assert_holds(o->out, "\"action\":\"pause\",\"violations\":10,\"rule\":{\"effect\":\"on violation\",");
    assert_json_lines(o->out);
}

static void orders_are_records(void **state)
{
    (void)state;
    struct xenon_record record = fake_denial();
    record.kind = XENON_ORDERED;
    record.hypercall = 27;
    record.operand = XENON_OP_resume;
    record.peer = 7;
    fake_append(record);
    record.kind = XENON_WAS_SEALED;
    fake_append(record);
    const struct outcome *o = run("log");
    assert_holds(o->out, "  xsm_op.resume of recon (3), by domain 7\n");
    assert_holds(o->out, "  sealed, by recon (3) vCPU 1\n");
    o = run("log", "--json");
    assert_holds(o->out, "\"operation\":\"xsm_op.resume\",\"peer\":7}");
    assert_holds(o->out, "{\"kind\":\"sealed\",");
    assert_json_lines(o->out);
}

/* A toolstack tried to let it run. */
static void held_by_the_administrator(void **state)
{
    (void)state;
    struct xenon_record record = fake_denial();
    record.file[0] = '\0';
    fake_append(record);
    assert_holds(run("log")->out, "  denied: the administrator holds that domain\n");
}

static void records_from_the_future_are_shown(void **state)
{
    (void)state;
    fake_append((struct xenon_record){.kind = 77, .time = 61250000000});
    assert_string_equal(run("log")->out,
                        "       0  " WHEN "  a record of kind 77, which these tools don't know\n");
    const struct outcome *o = run("log", "--json");
    assert_holds(o->out, "{\"kind\":77,");
    assert_json_lines(o->out);
}

static void wrapped_ring_says_what_is_lost(void **state)
{
    (void)state;
    for (int i = 0; i < FAKE_RING + 3; i++)
        fake_append(fake_denial());
    const struct outcome *o = run("log");
    static const char lost[] = "lost: 3 records, 0 to 2, overwritten unread\n       3  ";
    assert_memory_equal(o->out, lost, strlen(lost));
    o = run("log", "--json");
    static const char json[] = "{\"kind\":\"lost\",\"first\":0,\"last\":2,\"count\":3}\n{\"kind\":\"denied\"";
    assert_memory_equal(o->out, json, strlen(json));
    assert_json_lines(o->out);
}

static void gap_in_a_batch_is_lost_too(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++)
        fake_append(fake_denial());
    fake.ring[2].sequence = 7;
    assert_holds(run("log")->out, "\nlost: 5 records, 2 to 6, overwritten unread\n       7  ");
}

static void since_skips_without_loss(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++)
        fake_append(fake_denial());
    assert_string_equal(run("log", "--since", "4")->out, "       4  " WHEN "  " DENIAL);
    assert_string_equal(run("log", "--since=5")->out, "");
    assert_string_equal(run("log", "--since", "18446744073709551615")->out, "");
}

static void small_answers_are_put_together(void **state)
{
    (void)state;
    for (int i = 0; i < FAKE_RING; i++)
        fake_append(fake_denial());
    fake.most = 3;
    const struct outcome *o = run("log");
    assert_null(strstr(o->out, "lost"));
    assert_holds(o->out, "\n       7  ");
}

static void one_domain_and_what_is_lost(void **state)
{
    (void)state;
    struct xenon_record other = fake_denial();
    strcpy(other.label, "recon-2");
    for (int i = 0; i < FAKE_RING; i++)
        fake_append(other);
    fake_append(fake_denial());
    assert_string_equal(run("log", "--domain", "recon")->out,
                        "lost: 1 record, 0 to 0, overwritten unread\n       8  " WHEN "  " DENIAL);
}

static void full_fields_are_not_overrun(void **state)
{
    (void)state;
    struct xenon_record record = fake_denial();
    memset(record.label, 'l', sizeof(record.label));
    memset(record.file, 'f', sizeof(record.file));
    record.file[0] = (char)0xa9; /* the rest of a character that was cut */
    fake_append(record);
    assert_holds(run("log")->out, "  llllllllllllllllllllllllllllllll (3) ");
    assert_holds(run("log")->out, " by \\xa9fffffffffffffffffffffffffffffffffffffffffffffff:31:9\n");
    const struct outcome *o = run("log", "--json");
    assert_holds(o->out, "\"file\":\"\\ufffdfffffffffffffffffffffffffffffffffffffffffffffff\"");
    assert_json_lines(o->out);
}

/* Log may be allowed where status isn't. */
static void times_without_status_are_since_boot(void **state)
{
    (void)state;
    fake.error[0] = -EPERM;
    fake_append(fake_denial());
    const struct outcome *o = run("log");
    assert_string_equal(o->out, "       0  61.250000 s  " DENIAL);
    assert_int_equal(o->status, 0);
    o = run("log", "--json");
    assert_holds(o->out, "\"time\":null,\"time_ns\":61250000000,");
    assert_json_lines(o->out);
}

static void absurd_times_do_no_harm(void **state)
{
    (void)state;
    struct xenon_record record = fake_denial();
    record.time = UINT64_MAX;
    fake_append(record);
    assert_holds(run("log")->out, "  18446744073.709551 s  recon");
    fake.status.now = UINT64_MAX;
    fake.ring[0].time = 61250000000;
    assert_holds(run("log")->out, "  61.250000 s  recon");
}

static void not_permitted(void **state)
{
    (void)state;
    fake.error[2] = -EPERM;
    const struct outcome *o = run("log", "--follow");
    assert_string_equal(o->err,
                        "xenon-policy: not permitted: the live policy doesn't allow xsm_op.log to this "
                        "domain\n");
    assert_int_equal(o->status, 3);
    fake.error[2] = -ENOSYS;
    o = run("log");
    assert_holds(o->err, "no Xenon security module");
    assert_int_equal(o->status, 3);
}

static unsigned int idle_times;

/* The ring wraps twice over between two looks, then a user has seen enough. */
static void flood_then_interrupt(void)
{
    if (idle_times++ == 0)
        for (int i = 0; i < 2 * FAKE_RING; i++)
            fake_append(fake_denial());
    else
        raise(SIGINT);
}

static void follow_shows_what_comes(void **state)
{
    (void)state;
    fake_append(fake_denial());
    fake.idle = flood_then_interrupt;
    const struct outcome *o = run("log", "--follow");
    static const char start[] = "       0  " WHEN "  " DENIAL "lost: 8 records, 1 to 8, overwritten unread\n"
                                "       9  ";
    assert_memory_equal(o->out, start, strlen(start));
    assert_holds(o->out, "\n      16  ");
    assert_string_equal(o->err, "");
    assert_int_equal(o->status, 0);
}

/* There is something new at every look. */
static void interrupt_in_a_flood(void)
{
    if (idle_times++ < 50)
        fake_append(fake_denial());
    raise(SIGINT);
}

static void interrupt_ends_a_flood_too(void **state)
{
    (void)state;
    fake.idle = interrupt_in_a_flood;
    assert_string_equal(run("log", "--follow")->out, "       0  " WHEN "  " DENIAL);
}

static int wake[2];

/*
 * An interrupt comes while it looks, then nothing but the end, much later: whoever looks without an interrupt
 * finds something to show.
 */
static void interrupt_once(void)
{
    idle_times++;
    if (idle_times == 1) {
        assert_int_equal(write(wake[1], "", 1), 1);
    } else if (idle_times == 2 && fork() == 0) {
        usleep(600000);
        kill(getppid(), SIGTERM);
        _exit(0);
    } else if (idle_times > 2) {
        fake_append(fake_denial());
    }
}

static void follow_sleeps_until_it_is_woken(void **state)
{
    (void)state;
    assert_int_equal(pipe(wake), 0);
    fake.interrupt = wake[0];
    fake.idle = interrupt_once;
    const struct outcome *o = run("log", "--follow");
    assert_string_equal(o->out, "");
    assert_string_equal(o->err, "");
    assert_int_equal(o->status, 0);
    close(wake[0]);
    close(wake[1]);
}

static void terminate(void)
{
    raise(SIGTERM);
}

static void follow_ends_by_sigterm_too(void **state)
{
    (void)state;
    fake.idle = terminate;
    assert_int_equal(run("log", "-f", "--json")->status, 0);
}

static void forbid(void)
{
    fake.error[2] = -EPERM;
}

static void follow_ends_when_a_policy_forbids_it(void **state)
{
    (void)state;
    fake.idle = forbid;
    const struct outcome *o = run("log", "--follow");
    assert_holds(o->err, "not permitted");
    assert_int_equal(o->status, 3);
}

/* It ends without a record to write, which would have told it. */
static void follow_ends_when_nobody_reads(void **state)
{
    (void)state;
    const struct outcome *o = run_to(TO_CLOSED_PIPE, (const char *const[]){"log", "--follow", NULL});
    assert_string_equal(o->err, "");
    assert_int_equal(o->status, 2);
}

static void closed_pipe_ends_quietly(void **state)
{
    (void)state;
    fake_append(fake_denial());
    const struct outcome *o = run_to(TO_CLOSED_PIPE, (const char *const[]){"log", NULL});
    assert_string_equal(o->err, "");
    assert_int_equal(o->status, 2);
}

static void full_disk_is_told(void **state)
{
    (void)state;
    fake_append(fake_denial());
    const struct outcome *o = run_to(TO_FULL_DISK, (const char *const[]){"log", "--follow", NULL});
    assert_string_equal(o->err, "xenon-policy: cannot write the output: No space left on device\n");
    assert_int_equal(o->status, 2);
}

static const char *log_on_terminal(void)
{
    return run_to(TO_TERMINAL, (const char *const[]){"log", NULL})->out;
}

static void colour_is_for_terminals(void **state)
{
    (void)state;
    fake_append(fake_denial());
    assert_holds(log_on_terminal(), "\x1b[31mdenied\x1b[0m by ");
    assert_null(strchr(run("log")->out, '\x1b'));
    setenv("NO_COLOR", "1", 1);
    assert_holds(log_on_terminal(), "  denied by ");
    setenv("NO_COLOR", "", 1);
    assert_holds(log_on_terminal(), "\x1b[31m");
    setenv("TERM", "dumb", 1);
    assert_holds(log_on_terminal(), "  denied by ");
}

static void wrong_arguments(void **state)
{
    (void)state;
    fake.open_error = -ENOENT; /* usage is judged before the hypervisor is looked for */
    static const char *const wrong[][2] = {
        {"--since", "-1"},
        {"--since", "1x"},
        {"--since", ""},
        {"--since", "18446744073709551616"},
        {"--domain", "a-label-that-is-longer-than-31-bytes"},
        {"--colour", "never"},
        {"recon", NULL},
        {"--domain", NULL},
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        const struct outcome *o = run("log", wrong[i][0], wrong[i][1]);
        assert_holds(o->err, "; see `xenon-policy log --help`\n");
        assert_int_equal(o->status, 2);
    }
    assert_holds(run("log", "--domain")->err, "option `--domain` needs a value");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
    const struct CMUnitTest tests[] = {
        TEST(empty_log_is_no_output),
        TEST(denial_is_one_line),
        TEST(denial_is_one_object),
        TEST(operations_have_names),
        TEST(undeclared_operation_says_so),
        TEST(whom_it_was_about_is_said),
        TEST(lives_are_records),
        TEST(learning_is_on_or_off),
        TEST(delegations_say_to_whom),
        TEST(loads_are_records),
        TEST(calls_over_a_rate_wait_or_fail),
        TEST(end_of_a_flood_says_how_many),
        TEST(actions_are_records),
        TEST(orders_are_records),
        TEST(held_by_the_administrator),
        TEST(records_from_the_future_are_shown),
        TEST(wrapped_ring_says_what_is_lost),
        TEST(gap_in_a_batch_is_lost_too),
        TEST(since_skips_without_loss),
        TEST(small_answers_are_put_together),
        TEST(one_domain_and_what_is_lost),
        TEST(full_fields_are_not_overrun),
        TEST(times_without_status_are_since_boot),
        TEST(absurd_times_do_no_harm),
        TEST(not_permitted),
        TEST(follow_shows_what_comes),
        TEST(interrupt_ends_a_flood_too),
        TEST(follow_sleeps_until_it_is_woken),
        TEST(follow_ends_by_sigterm_too),
        TEST(follow_ends_when_a_policy_forbids_it),
        TEST(follow_ends_when_nobody_reads),
        TEST(closed_pipe_ends_quietly),
        TEST(full_disk_is_told),
        TEST(colour_is_for_terminals),
        TEST(wrong_arguments),
    };
    return cmocka_run_group_tests_name("runtime: log", tests, NULL, NULL);
}
