/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the words of a command line to a request that a probe can carry out.
 *
 * Arguments that the words don't give are chosen such that Xen, if the policy lets the call through,
 * knows the subcommand and then finds something else to complain about. So the answer to an allowed
 * call is hardly ever EPERM, and the probe lives on.
 */
#include "calls.h"
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <xen/xen.h>
#include <xen/domctl.h>
#include <xen/event_channel.h>
#include <xen/physdev.h>
#include <xen/platform.h>
#include <xen/sysctl.h>
#include <xen/arch-x86/xen-mca.h>
#include <xen/hvm/dm_op.h>
#include <xen/xsm/flask_op.h>
#include "lang/hypercalls.h"
#include "op.h"

#define BATCH 8 /* subcommands of one mmuext_op */

struct reader {
    char *const *word; /* the next one */
    const struct calls_probe *probe;
    struct probe_request *request;
    const char *fault; /* the first thing wrong, or NULL */
    const char *wrong; /* the word at fault */
};

/* One call, as it is read. */
struct call {
    const struct hypercall *hypercall; /* NULL if it is given by its number */
    uint64_t number;
    uint64_t subcommands[BATCH];
    size_t count; /* of the subcommands */
    uint64_t given[PROBE_ARGUMENTS];
    size_t givens;
    uint64_t arguments[PROBE_ARGUMENTS];
};

static void fail(struct reader *reader, const char *fault, const char *word)
{
    if (reader->fault)
        return;
    reader->fault = fault;
    reader->wrong = word;
}

/* The payload. */

static bool is_64bit(const struct calls_probe *probe)
{
    return probe->kind == PROBE_PV64 || probe->kind == PROBE_PVH64;
}

static size_t word_size(const struct calls_probe *probe)
{
    return is_64bit(probe) ? 8 : 4;
}

/* Takes that many bytes, which are zero, and returns where they begin. */
static uint32_t reserve(struct reader *reader, size_t size)
{
    uint32_t start = reader->request->size;

    if (size > PROBE_PAYLOAD - start) {
        fail(reader, "that is more than the probe has room for", NULL);
        return 0;
    }
    reader->request->size += (uint32_t)(size + 7) / 8 * 8;
    return start;
}

static uint64_t address(const struct reader *reader, uint32_t start)
{
    return reader->probe->scratch + start;
}

/* Puts numbers of the probe's word size there. Both it and dom0 are little endian. */
static void put_words(struct reader *reader, uint32_t start, const uint64_t *words, size_t count)
{
    size_t size = word_size(reader->probe);

    for (size_t i = 0; i < count && !reader->fault; i++)
        memcpy(reader->request->payload + start + i * size, &words[i], size);
}

/*
 * The arguments, by hypercall. A builder fills a call's `arguments`, which are zero, from the rest of it.
 */

/* Structures that begin with the subcommand, mostly followed by the version of the interface. */
static const struct envelope {
    const char *hypercall;
    size_t size;
    uint32_t version;
    bool has_domain; /* the domain comes next */
    size_t words;    /* how many words of 32 bits that come next may be given */
} envelopes[] = {
    {"domctl", sizeof(struct xen_domctl), XEN_DOMCTL_INTERFACE_VERSION, true, 1},
    {"paging_domctl_cont", sizeof(struct xen_domctl), XEN_DOMCTL_INTERFACE_VERSION, true, 1},
    {"sysctl", sizeof(struct xen_sysctl), XEN_SYSCTL_INTERFACE_VERSION, false, 0},
    {"platform_op", sizeof(struct xen_platform_op), XENPF_INTERFACE_VERSION, false, 0},
    {"xsm_op", sizeof(struct xenon_op), XENON_OP_VERSION, false, 3}, /* of our commands only */
    {"mca", sizeof(struct xen_mc), XEN_MCA_INTERFACE_VERSION, false, 0},
    /* No version: a domain or a port, neither of which may be 0, which stands for dom0. */
    {"event_channel_op_compat", sizeof(struct evtchn_op), DOMID_SELF, false, 0},
    {"physdev_op_compat", sizeof(struct physdev_op), 0, false, 0},
};

_Static_assert(offsetof(struct xen_domctl, interface_version) == 4, "envelope");
_Static_assert(offsetof(struct xen_domctl, domain) == 8, "envelope");
_Static_assert(offsetof(struct xen_sysctl, interface_version) == 4, "envelope");
_Static_assert(offsetof(struct xen_platform_op, interface_version) == 4, "envelope");
_Static_assert(offsetof(struct xen_flask_op, interface_version) == 4, "envelope");
_Static_assert(offsetof(struct xenon_op, version) == 4, "envelope");
_Static_assert(offsetof(struct xen_mc, interface_version) == 4, "envelope");
_Static_assert(offsetof(struct evtchn_op, u) == 4, "envelope");
_Static_assert(sizeof(struct xenon_op) >= sizeof(struct xen_flask_op), "xsm_op has one size here");

static const struct envelope *find_envelope(const char *hypercall)
{
    for (size_t i = 0; i < sizeof(envelopes) / sizeof(envelopes[0]); i++)
        if (strcmp(envelopes[i].hypercall, hypercall) == 0)
            return &envelopes[i];
    return NULL;
}

static void build_envelope(struct reader *reader, struct call *call)
{
    const struct envelope *envelope = find_envelope(call->hypercall->name);

    if (!envelope || call->givens > envelope->words) {
        fail(reader, "the tool can't do that: give it as 'hypercall NUMBER =BYTES'", call->hypercall->name);
        return;
    }
    uint32_t head[5] = {(uint32_t)call->subcommands[0], envelope->version};
    if (envelope->has_domain)
        head[2] = reader->probe->domain;
    for (size_t i = 0; i < call->givens; i++)
        head[2 + i] = (uint32_t)call->given[i];
    uint32_t start = reserve(reader, envelope->size);
    memcpy(reader->request->payload + start, head, sizeof(head));
    call->arguments[0] = address(reader, start);
}

/* Operations of three words each, the first of which is the subcommand. They refuse machine page 0. */
static void build_mmuext(struct reader *reader, struct call *call)
{
    size_t size = 3 * word_size(reader->probe);
    uint32_t start = reserve(reader, call->count * size);

    for (size_t i = 0; i < call->count; i++)
        put_words(reader, start + (uint32_t)(i * size), &call->subcommands[i], 1);
    call->arguments[0] = address(reader, start);
    call->arguments[1] = call->count;
    call->arguments[3] = call->givens ? call->given[0] : DOMID_SELF;
}

/* One buffer, which holds the operation. Xen refuses the caller's own domain: dom0 stands in. */
static void build_dm(struct reader *reader, struct call *call)
{
    uint32_t operation = (uint32_t)call->subcommands[0];
    uint32_t start = reserve(reader, sizeof(struct xen_dm_op));
    uint64_t buffer[2] = {address(reader, start), sizeof(struct xen_dm_op)};
    uint32_t list = reserve(reader, sizeof(buffer));

    memcpy(reader->request->payload + start, &operation, sizeof(operation));
    put_words(reader, list, buffer, 2);
    call->arguments[0] = call->givens ? call->given[0] : 0;
    call->arguments[1] = 1;
    call->arguments[2] = address(reader, list);
}

/* What comes in registers if no words give it; where there is a subcommand, it replaces the first. */
static const struct {
    const char *hypercall; /* NULL ends the list, with what all others get */
    uint64_t arguments[PROBE_ARGUMENTS];
} registers[] = {
    {"mmu_update", {CALLS_NOWHERE, 1, 0, DOMID_SELF}},
    {"set_gdt", {CALLS_NOWHERE, 1}},
    {"console_io", {0, 1, CALLS_NOWHERE}},
    {"grant_table_op", {0, CALLS_NOWHERE, 1}},
    {"update_va_mapping_otherdomain", {CALLS_NOWHERE, 0, 0, DOMID_SELF, DOMID_SELF}}, /* 32 bits: the fifth */
    {"vcpu_op", {0, 1}}, /* a vCPU that the probe lacks: some subcommands would stop its only one, 0 */
    {NULL, {CALLS_NOWHERE, CALLS_NOWHERE}},
};

static void build_register(struct reader *reader, struct call *call)
{
    size_t i = 0;

    if (call->count + call->givens > PROBE_ARGUMENTS) {
        fail(reader, "it has too many arguments", call->hypercall->name);
        return;
    }
    while (registers[i].hypercall && strcmp(registers[i].hypercall, call->hypercall->name) != 0)
        i++;
    memcpy(call->arguments, registers[i].arguments, sizeof(call->arguments));
    if (call->count)
        call->arguments[0] = call->subcommands[0];
    memcpy(call->arguments + call->count, call->given, call->givens * sizeof(call->given[0]));
}

static void build_raw(struct reader *reader, struct call *call)
{
    (void)reader;
    memcpy(call->arguments, call->given, sizeof(call->given));
}

static void build_iret(struct reader *reader, struct call *call)
{
    fail(reader, "the probe would not come back from it", call->hypercall->name);
}

typedef void builder(struct reader *reader, struct call *call);

/* Those that neither build_envelope, for memory, nor build_register, for the rest, can build. */
static const struct {
    const char *hypercall;
    builder *build;
} builders[] = {{"mmuext_op", build_mmuext}, {"dm_op", build_dm}, {"iret", build_iret}};

static builder *builder_of(const struct hypercall *hypercall)
{
    if (!hypercall)
        return build_raw;
    for (size_t i = 0; i < sizeof(builders) / sizeof(builders[0]); i++)
        if (strcmp(builders[i].hypercall, hypercall->name) == 0)
            return builders[i].build;
    return hypercall->place == MSM_MEMORY ? build_envelope : build_register;
}

/* The words. */

static bool is_next(const struct reader *reader, const char *word)
{
    return *reader->word && strcmp(*reader->word, word) == 0;
}

static bool take(struct reader *reader, const char *word)
{
    if (!is_next(reader, word))
        return false;
    reader->word++;
    return true;
}

static bool is_number(const char *word)
{
    return word && *word >= '0' && *word <= '9';
}

static uint64_t read_number(struct reader *reader)
{
    const char *word = *reader->word;
    char *end = NULL;

    if (!is_number(word)) {
        fail(reader, "a number is missing", word);
        return 0;
    }
    errno = 0;
    uint64_t number = strtoull(word, &end, 0);
    if (*end || errno)
        fail(reader, "not a number", word);
    reader->word++;
    return number;
}

/* '=' and bytes in hexadecimal: the argument is the address of these bytes. */
static uint64_t read_bytes(struct reader *reader)
{
    const char *word = *reader->word++;
    size_t count = strlen(word + 1) / 2;
    uint32_t start = reserve(reader, count);

    if (strspn(word + 1, "0123456789abcdefABCDEF") != 2 * count)
        fail(reader, "not bytes in hexadecimal", word);
    for (size_t i = 0; i < count && !reader->fault; i++) {
        char digits[3] = {word[1 + 2 * i], word[2 + 2 * i], '\0'};
        reader->request->payload[start + i] = (uint8_t)strtoul(digits, NULL, 16);
    }
    return address(reader, start);
}

static void read_arguments(struct reader *reader, struct call *call)
{
    while (is_number(*reader->word) || (*reader->word && **reader->word == '=')) {
        if (call->givens == PROBE_ARGUMENTS) {
            fail(reader, "that is one argument too many", *reader->word);
            return;
        }
        call->given[call->givens++] = **reader->word == '=' ? read_bytes(reader) : read_number(reader);
    }
}

/* SUBCOMMAND[+SUBCOMMAND]..., of which all but mmuext_op take one. */
static void read_subcommands(struct reader *reader, struct call *call, const char *names)
{
    const char *alias_of = call->hypercall->alias_of;
    const struct hypercall *known = alias_of ? find_hypercall(alias_of, strlen(alias_of)) : call->hypercall;
    size_t most = strcmp(call->hypercall->name, "mmuext_op") == 0 ? BATCH : 1;

    for (;;) {
        size_t length = strcspn(names, "+");
        const struct subcommand *subcommand = find_subcommand(known, names, length);
        if (!subcommand || call->count == most) {
            fail(reader, subcommand ? "too many subcommands" : "no such subcommand", names);
            return;
        }
        call->subcommands[call->count++] = subcommand->number;
        if (!names[length])
            return;
        names += length + 1;
    }
}

/* HYPERCALL or HYPERCALL.SUBCOMMANDS, as policies write it. */
static void read_name(struct reader *reader, struct call *call)
{
    const char *name = *reader->word;
    size_t length = strcspn(name, ".");

    call->hypercall = find_hypercall(name, length);
    if (!call->hypercall) {
        fail(reader, "no such hypercall", name);
        return;
    }
    call->number = call->hypercall->number;
    if (name[length])
        read_subcommands(reader, call, name + length + 1);
    else if (call->hypercall->place != MSM_NOWHERE)
        fail(reader, "its subcommand is missing", name);
    reader->word++;
}

static void read_call(struct reader *reader, struct call *call)
{
    memset(call, 0, sizeof(*call));
    if (take(reader, "hypercall"))
        call->number = read_number(reader);
    else if (*reader->word)
        read_name(reader, call);
    else
        fail(reader, "a call is missing", NULL);
    if (!reader->fault)
        read_arguments(reader, call);
    if (!reader->fault)
        builder_of(call->hypercall)(reader, call);
    if (is_next(reader, "dirty") && !is_64bit(reader->probe))
        fail(reader, "this probe's arguments have only 32 bits", *reader->word);
    if (take(reader, "dirty"))
        call->arguments[0] |= CALLS_DIRT;
}

/* The request. */

/* How many numbers of the probe's word size make up a multicall's entry, and which of them is the result. */
enum { ENTRY_NUMBER, ENTRY_RESULT, ENTRY_ARGUMENTS, ENTRY_WORDS = ENTRY_ARGUMENTS + 6 };

static void put_entry(struct reader *reader, uint64_t entry, const struct call *call)
{
    uint64_t words[ENTRY_WORDS] = {[ENTRY_NUMBER] = call->number};

    memcpy(words + ENTRY_ARGUMENTS, call->arguments, sizeof(call->arguments));
    put_words(reader, (uint32_t)(entry * ENTRY_WORDS * word_size(reader->probe)), words, ENTRY_WORDS);
}

static uint64_t count_calls(const struct reader *reader)
{
    uint64_t calls = 1;

    for (char *const *word = reader->word; *word; word++)
        calls += strcmp(*word, ",") == 0;
    return calls;
}

/* [COPIES] CALL [, CALL]...: the calls in turn, that many times. The entries begin the payload. */
static void read_multicall(struct reader *reader)
{
    struct probe_request *request = reader->request;
    uint64_t copies = is_number(*reader->word) ? read_number(reader) : 1;
    uint64_t calls = count_calls(reader);
    struct call call;

    if (copies == 0 || copies > PROBE_PAYLOAD) {
        fail(reader, "that many copies can't be made", NULL);
        return;
    }
    reserve(reader, copies * calls * ENTRY_WORDS * word_size(reader->probe));
    for (uint64_t i = 0; i < calls && !reader->fault; i++) {
        read_call(reader, &call);
        for (uint64_t copy = 0; copy < copies; copy++)
            put_entry(reader, copy * calls + i, &call);
        if (i + 1 < calls && !take(reader, ","))
            fail(reader, "not understood", *reader->word);
    }
    request->entries = (uint32_t)(copies * calls);
    request->number = __HYPERVISOR_multicall;
    request->arguments[0] = address(reader, 0);
    request->arguments[1] = request->entries;
}

static void read_single(struct reader *reader)
{
    struct call call;

    read_call(reader, &call);
    reader->request->number = call.number;
    memcpy(reader->request->arguments, call.arguments, sizeof(call.arguments));
}

const char *calls_read(char *const *words, const struct calls_probe *probe, struct probe_request *request,
                       const char **wrong)
{
    struct reader reader = {.word = words, .probe = probe, .request = request};

    memset(request, 0, sizeof(*request));
    request->times = take(&reader, "repeat") ? read_number(&reader) : 1;
    if (take(&reader, "multicall"))
        read_multicall(&reader);
    else
        read_single(&reader);
    if (*reader.word)
        fail(&reader, "not understood", *reader.word);
    *wrong = reader.wrong;
    return reader.fault;
}

int64_t calls_entry_result(const struct calls_probe *probe, const struct probe_request *request,
                           uint32_t entry)
{
    const uint8_t *at = request->payload + (entry * ENTRY_WORDS + ENTRY_RESULT) * word_size(probe);
    int64_t wide;
    int32_t narrow;

    memcpy(&wide, at, sizeof(wide));
    memcpy(&narrow, at, sizeof(narrow));
    return is_64bit(probe) ? wide : narrow;
}
