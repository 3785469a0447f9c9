/* SPDX-License-Identifier: GPL-2.0-only */
/* What the probe's tool makes of its words: the hypercall's number, its arguments and the memory they mean.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "lang/hypercalls.h"
#include "tests/boot/probe/calls.h"

#define SCRATCH     0x401000u
#define DOMAIN      7
#define DOMAIN_SELF 0x7ff0
#define WORDS(...)                                                                                           \
    (char *const[])                                                                                          \
    {                                                                                                        \
        __VA_ARGS__, NULL                                                                                    \
    }

static const uint32_t kinds[] = {PROBE_PV64, PROBE_PV32, PROBE_PVH64, PROBE_PVH32};

static struct calls_probe probe_of(uint32_t kind)
{
    return (struct calls_probe){.kind = kind, .domain = DOMAIN, .scratch = SCRATCH};
}

static struct probe_request read(uint32_t kind, char *const *words)
{
    struct calls_probe probe = probe_of(kind);
    struct probe_request request;
    const char *wrong;
    const char *fault = calls_read(words, &probe, &request, &wrong);

    if (fault)
        fail_msg("%s: %s", wrong ? wrong : "", fault);
    return request;
}

static void expect_fault(uint32_t kind, char *const *words, const char *text, const char *word)
{
    struct calls_probe probe = probe_of(kind);
    struct probe_request request;
    const char *wrong;
    const char *fault = calls_read(words, &probe, &request, &wrong);

    assert_non_null(fault);
    assert_non_null(strstr(fault, text));
    if (word)
        assert_string_equal(wrong, word);
    else
        assert_null(wrong);
}

/* The number of `size` bytes that the probe would find at its address `address`. */
static uint64_t memory(const struct probe_request *request, uint64_t address, size_t size)
{
    uint64_t number = 0;

    assert_in_range(address, SCRATCH, SCRATCH + request->size - size);
    memcpy(&number, request->payload + (address - SCRATCH), size);
    return number;
}

static void subcommand_goes_into_the_first_register(void **state)
{
    struct probe_request request = read(PROBE_PVH32, WORDS("event_channel_op.send"));

    (void)state;
    assert_int_equal(request.number, 32);
    assert_int_equal(request.arguments[0], 4);
    assert_int_equal(request.arguments[1], CALLS_NOWHERE);
    assert_int_equal(request.times, 1);
    assert_int_equal(request.entries, 0);
    assert_int_equal(request.size, 0);
}

static void arguments_come_after_the_subcommand(void **state)
{
    struct probe_request request = read(PROBE_PV64, WORDS("vcpu_op.is_up", "0x10", "9"));

    (void)state;
    assert_int_equal(request.arguments[0], 3);
    assert_int_equal(request.arguments[1], 16);
    assert_int_equal(request.arguments[2], 9);
    request = read(PROBE_PV64, WORDS("set_timer_op", "5"));
    assert_int_equal(request.arguments[0], 5);
}

static void any_number_can_be_called(void **state)
{
    struct probe_request request =
        read(PROBE_PV32, WORDS("hypercall", "0xffffffff", "1", "2", "3", "4", "5"));

    (void)state;
    assert_int_equal(request.number, 0xffffffff);
    for (size_t i = 0; i < PROBE_ARGUMENTS; i++)
        assert_int_equal(request.arguments[i], i + 1);
}

static void dirt_goes_above_the_subcommand(void **state)
{
    struct probe_request request = read(PROBE_PV64, WORDS("event_channel_op.send", "dirty"));

    (void)state;
    assert_true(request.arguments[0] == 0xdeadbeef00000004);
    expect_fault(PROBE_PV32, WORDS("event_channel_op.send", "dirty"), "32 bits", "dirty");
}

static void bytes_are_passed_by_their_address(void **state)
{
    struct probe_request request = read(PROBE_PVH64, WORDS("event_channel_op.send", "=05", "=0aFF"));

    (void)state;
    assert_int_equal(memory(&request, request.arguments[1], 4), 0x05);
    assert_int_equal(memory(&request, request.arguments[2], 4), 0xff0a);
}

static void domctl_names_the_probe_unless_told_otherwise(void **state)
{
    struct probe_request request = read(PROBE_PV32, WORDS("domctl.getdomaininfo"));

    (void)state;
    assert_int_equal(request.number, 36);
    assert_int_equal(memory(&request, request.arguments[0], 4), 5);
    assert_int_equal(memory(&request, request.arguments[0] + 4, 4), 0x15);
    assert_int_equal(memory(&request, request.arguments[0] + 8, 2), DOMAIN);
    request = read(PROBE_PV32, WORDS("domctl.getdomaininfo", "3"));
    assert_int_equal(memory(&request, request.arguments[0] + 8, 2), 3);
}

static void dm_op_is_in_a_buffer_of_a_list(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        size_t word = kinds[i] == PROBE_PV64 || kinds[i] == PROBE_PVH64 ? 8 : 4;
        struct probe_request request = read(kinds[i], WORDS("dm_op.nr_vcpus", "3"));
        uint64_t list = request.arguments[2];

        assert_int_equal(request.arguments[0], 3);
        assert_int_equal(request.arguments[1], 1);
        assert_int_equal(memory(&request, memory(&request, list, word), 8), 20);
        assert_in_range(memory(&request, list + word, word), 8, 256);
    }
}

static void mmuext_op_takes_a_batch(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        size_t size = kinds[i] == PROBE_PV64 || kinds[i] == PROBE_PVH64 ? 24 : 12;
        struct probe_request request = read(kinds[i], WORDS("mmuext_op.tlb_flush_local+pin_l1_table"));

        assert_int_equal(request.arguments[1], 2);
        assert_int_equal(request.arguments[3], DOMAIN_SELF);
        assert_int_equal(memory(&request, request.arguments[0], size / 3), 6);
        assert_int_equal(memory(&request, request.arguments[0] + size, size / 3), 0);
    }
    expect_fault(PROBE_PV64, WORDS("sched_op.yield+yield"), "too many", "yield");
}

static void alias_has_the_subcommands_of_what_it_stands_for(void **state)
{
    struct probe_request request = read(PROBE_PV64, WORDS("event_channel_op_compat.send"));

    (void)state;
    assert_int_equal(request.number, 16);
    assert_int_equal(memory(&request, request.arguments[0], 4), 4);
    assert_int_equal(memory(&request, request.arguments[0] + 4, 4), DOMAIN_SELF);
    request = read(PROBE_PV32, WORDS("sched_op_compat.block"));
    assert_int_equal(request.number, 6);
    assert_int_equal(request.arguments[0], 1);
}

static void multicall_has_its_entries_first(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        size_t word = kinds[i] == PROBE_PV64 || kinds[i] == PROBE_PVH64 ? 8 : 4;
        struct probe_request request = read(
            kinds[i], WORDS("multicall", "2", "xen_version.extraversion", "5", ",", "domctl.getdomaininfo"));

        assert_int_equal(request.number, 13);
        assert_int_equal(request.arguments[0], SCRATCH);
        assert_int_equal(request.arguments[1], 4);
        assert_int_equal(request.entries, 4);
        for (size_t entry = 0; entry < 4; entry++) {
            uint64_t at = SCRATCH + entry * 8 * word;
            uint64_t first = memory(&request, at + 2 * word, word);
            assert_int_equal(memory(&request, at, word), entry % 2 ? 36 : 17);
            assert_int_equal(entry % 2 ? memory(&request, first, 4) : first, entry % 2 ? 5 : 1);
            if (entry % 2 == 0)
                assert_int_equal(memory(&request, at + 3 * word, word), 5);
        }
    }
}

static void result_of_an_entry_has_its_sign(void **state)
{
    struct probe_request request = {0};
    struct calls_probe wide = probe_of(PROBE_PVH64);
    struct calls_probe narrow = probe_of(PROBE_PVH32);

    (void)state;
    memset(request.payload + 64 + 8, 0xff, 8);
    memset(request.payload + 32 + 4, 0xfe, 4);
    assert_true(calls_entry_result(&wide, &request, 1) == -1);
    assert_true(calls_entry_result(&narrow, &request, 1) == -0x1010102);
}

static void call_can_be_repeated(void **state)
{
    struct probe_request request = read(PROBE_PV64, WORDS("repeat", "1000", "multicall", "sched_op.yield"));

    (void)state;
    assert_int_equal(request.times, 1000);
    assert_int_equal(request.entries, 1);
}

/* Where the subcommand of a call is, by the hypercall table. */
static uint64_t find_subcommand_in(const struct hypercall *hypercall, const struct probe_request *request,
                                   size_t word)
{
    const uint64_t *arguments = request->arguments;

    if (hypercall->place == MSM_REGISTER)
        return arguments[0];
    if (strcmp(hypercall->name, "dm_op") == 0)
        return memory(request, memory(request, arguments[2], word), 4);
    return memory(request, arguments[0], 4);
}

static void expect_subcommand(const struct hypercall *hypercall, const struct subcommand *subcommand)
{
    char name[OPERATION_NAME_SIZE];

    snprintf(name, sizeof(name), "%s.%s", hypercall->name, subcommand->name);
    for (size_t i = 0; i < 4; i++) {
        size_t word = kinds[i] == PROBE_PV64 || kinds[i] == PROBE_PVH64 ? 8 : 4;
        struct probe_request request = read(kinds[i], WORDS(name));

        assert_int_equal(request.number, hypercall->number);
        assert_int_equal(find_subcommand_in(hypercall, &request, word), subcommand->number);
    }
}

static void every_subcommand_is_where_xen_looks_for_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < hypercall_count; i++) {
        const char *alias_of = hypercalls[i].alias_of;
        const struct hypercall *known =
            alias_of ? find_hypercall(alias_of, strlen(alias_of)) : &hypercalls[i];

        for (size_t j = 0; j < known->count; j++)
            expect_subcommand(&hypercalls[i], &known->subcommands[j]);
    }
}

static void wrong_words_are_named(void **state)
{
    (void)state;
    expect_fault(PROBE_PV64, WORDS("bogus_op"), "no such hypercall", "bogus_op");
    expect_fault(PROBE_PV64, WORDS("xen_version"), "subcommand is missing", "xen_version");
    expect_fault(PROBE_PV64, WORDS("xen_version.bogus"), "no such subcommand", "bogus");
    expect_fault(PROBE_PV64, WORDS("mmu_update.bogus"), "no such subcommand", "bogus");
    expect_fault(PROBE_PV64, WORDS("iret"), "not come back", "iret");
    expect_fault(PROBE_PV64, WORDS("repeat"), "number is missing", NULL);
    expect_fault(PROBE_PV64, WORDS("repeat", "1x"), "not a number", "1x");
    expect_fault(PROBE_PV64, WORDS("repeat", "1"), "call is missing", NULL);
    expect_fault(PROBE_PV64, WORDS("hypercall", "x"), "number is missing", "x");
    expect_fault(PROBE_PV64, WORDS("hypercall", "1", "=012"), "not bytes", "=012");
    expect_fault(PROBE_PV64, WORDS("hypercall", "1", "=0x"), "not bytes", "=0x");
    expect_fault(PROBE_PV64, WORDS("sched_op.yield", "and", "more"), "not understood", "and");
    expect_fault(PROBE_PV64, WORDS("multicall", "sched_op.yield", "more", ",", "iret"), "not understood",
                 "more");
    expect_fault(PROBE_PV64, WORDS("multicall", "sched_op.yield", ","), "call is missing", NULL);
    expect_fault(PROBE_PV64, WORDS("sysctl.physinfo", "1"), "hypercall NUMBER", "sysctl");
}

static void what_does_not_fit_is_refused(void **state)
{
    static char bytes[2 * PROBE_PAYLOAD + 4] = "=";

    (void)state;
    memset(bytes + 1, '0', 2 * PROBE_PAYLOAD);
    assert_int_equal(read(PROBE_PV64, WORDS("hypercall", "1", bytes)).size, PROBE_PAYLOAD);
    memset(bytes + 1, '0', 2 * PROBE_PAYLOAD + 2);
    expect_fault(PROBE_PV64, WORDS("hypercall", "1", bytes), "room", NULL);
    expect_fault(PROBE_PV64, WORDS("multicall", "33", "sched_op.yield"), "room", NULL);
    expect_fault(PROBE_PV64, WORDS("multicall", "32", "domctl.getdomaininfo"), "room", NULL);
    expect_fault(PROBE_PV64, WORDS("multicall", "0", "sched_op.yield"), "copies", NULL);
    expect_fault(PROBE_PV64, WORDS("multicall", "0xffffffffffffffff", "sched_op.yield"), "copies", NULL);
    expect_fault(PROBE_PV64, WORDS("hypercall", "1", "1", "2", "3", "4", "5", "6"), "too many", "6");
    expect_fault(PROBE_PV64, WORDS("sched_op.yield", "1", "2", "3", "4", "5"), "too many", "sched_op");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(subcommand_goes_into_the_first_register),
        cmocka_unit_test(arguments_come_after_the_subcommand),
        cmocka_unit_test(any_number_can_be_called),
        cmocka_unit_test(dirt_goes_above_the_subcommand),
        cmocka_unit_test(bytes_are_passed_by_their_address),
        cmocka_unit_test(domctl_names_the_probe_unless_told_otherwise),
        cmocka_unit_test(dm_op_is_in_a_buffer_of_a_list),
        cmocka_unit_test(mmuext_op_takes_a_batch),
        cmocka_unit_test(alias_has_the_subcommands_of_what_it_stands_for),
        cmocka_unit_test(multicall_has_its_entries_first),
        cmocka_unit_test(result_of_an_entry_has_its_sign),
        cmocka_unit_test(call_can_be_repeated),
        cmocka_unit_test(every_subcommand_is_where_xen_looks_for_it),
        cmocka_unit_test(wrong_words_are_named),
        cmocka_unit_test(what_does_not_fit_is_refused),
    };

    return cmocka_run_group_tests_name("probe calls", tests, NULL, NULL);
}
