/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs in dom0: has a probe make hypercalls, and prints their results. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include <xencall.h>
#include <xenforeignmemory.h>
#include <xenstore.h>
#include "calls.h"
#include "grant.h"

enum { ANSWERED = 0, NO_ANSWER = 1, USAGE = 2 };

#define SECONDS    10 /* to wait, unless told otherwise */
#define XEN_ERRORS 4096

static const char usage[] =
    "usage: probectl [-t SECONDS] [-b BYTES] DOMID [repeat TIMES] CALL\n"
    "       probectl [-t SECONDS] DOMID [repeat TIMES] multicall [COPIES] CALL [, CALL]...\n"
    "       probectl [-t SECONDS] DOMID grant REFERENCE PEER\n"
    "\n"
    "Has the probe in domain DOMID make a hypercall, and prints its result; of a multicall, that of each\n"
    "entry, or 'multicall' and its own result if it was refused; of 'repeat', how many were EPERM. With -b\n"
    "also so many bytes of what the first =BYTES became. Or has it grant its page to another domain.\n"
    "If DOMID is 0, the domain makes it in which this tool runs.\n"
    "\n"
    "CALL is NAME [ARGUMENT]... [dirty], or hypercall NUMBER [ARGUMENT]... [dirty]\n"
    "  NAME      as in a policy: mmu_update, event_channel_op.send, physdev_op_compat.eoi;\n"
    "            several operations in one batch: mmuext_op.tlb_flush_local+pin_l1_table\n"
    "  ARGUMENT  a number, or =BYTES in hexadecimal, for the address of these bytes in the probe.\n"
    "            They come after the subcommand. Where the subcommand is in memory, these take any: domctl\n"
    "            (else the probe's own) and dm_op (else 0) a domain, mmuext_op one (else DOMID_SELF), and\n"
    "            xsm_op three words of 32 bits.\n"
    "  dirty     sets bits above the first argument's lower 32 (64-bit probes only)\n"
    "Without arguments, an allowed call mostly answers something else than EPERM, often EFAULT. Allowed,\n"
    "sched_op.block and sched_op_compat's block and shutdown never answer.\n"
    "\n"
    "Exit status: 0 the probe answered, 1 it did not within SECONDS (default 10), 2 usage.\n";

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void pause_shortly(void)
{
    const struct timespec millisecond = {.tv_nsec = 1000000};

    nanosleep(&millisecond, NULL);
}

/* A number up to `most`, or -1. */
static long number(const char *word, long most)
{
    char *end = NULL;
    long value = strtol(word, &end, 10);

    return end == word || *end || value < 0 || value > most ? -1 : value;
}

static int no_answer(uint16_t domain, const char *why)
{
    fprintf(stderr, "probectl: domain %u: %s\n", domain, why);
    return NO_ANSWER;
}

/* Finding the mailbox. */

/* 0, at which no probe is, if xenstore doesn't know it. */
static xen_pfn_t console_frame(uint16_t domain)
{
    struct xs_handle *store = xs_open(0);
    char path[64];

    if (!store)
        return 0;
    snprintf(path, sizeof(path), "/local/domain/%u/console/ring-ref", domain);
    char *value = xs_read(store, XBT_NULL, path, NULL);
    xen_pfn_t frame = value ? strtoul(value, NULL, 10) : 0;
    free(value);
    xs_close(store);
    return frame;
}

static bool is_probe(uint32_t kind)
{
    return kind >= PROBE_PV64 && kind <= PROBE_PVH32;
}

/* NULL if the domain has no such page, or no probe listens there. The page stays mapped until the exit. */
static struct probe_mailbox *map(xenforeignmemory_handle *memory, uint16_t domain, xen_pfn_t frame)
{
    void *page = xenforeignmemory_map(memory, domain, PROT_READ | PROT_WRITE, 1, &frame, NULL);
    struct probe_mailbox *mailbox = page;

    if (page && !is_probe(atomic_load(&mailbox->kind))) {
        xenforeignmemory_unmap(memory, page, 1);
        return NULL;
    }
    return mailbox;
}

/* The domain may still be starting. */
static struct probe_mailbox *find(xenforeignmemory_handle *memory, uint16_t domain, double deadline)
{
    struct probe_mailbox *mailbox;

    for (;;) {
        mailbox = map(memory, domain, console_frame(domain));
        if (!mailbox)
            mailbox = map(memory, domain, PROBE_ADDRESS / PROBE_PAGE);
        if (mailbox || now() > deadline)
            return mailbox;
        pause_shortly();
    }
}

/* Asking. */

/* Until the probe has nothing more to do. */
static bool wait(struct probe_mailbox *mailbox, double deadline)
{
    while (atomic_load(&mailbox->answered) != atomic_load(&mailbox->asked)) {
        if (now() > deadline)
            return false;
        pause_shortly();
    }
    return true;
}

/* The request comes back as the calls have left it. False: no answer in time. */
static bool ask(struct probe_mailbox *mailbox, struct probe_request *request, struct probe_answer *answer,
                double deadline)
{
    mailbox->request = *request;
    atomic_fetch_add(&mailbox->asked, 1);
    if (!wait(mailbox, deadline))
        return false;
    *request = mailbox->request;
    *answer = mailbox->answer;
    return true;
}

/* Printing. */

/* Xen's error numbers are Linux's. */
static void print_result(int64_t result)
{
    const char *name = NULL;

    if (result < 0 && result > -XEN_ERRORS)
        name = strerrorname_np((int)-result);
    printf("%lld%s%s\n", (long long)result, name ? " " : "", name ? name : "");
}

static void print_bytes(const uint8_t *bytes, long count)
{
    for (long i = 0; i < count; i++)
        printf("%02x", bytes[i]);
    if (count)
        putchar('\n');
}

static void print(const struct calls_probe *probe, const struct probe_request *request,
                  const struct probe_answer *answer)
{
    if (request->times != 1) {
        printf("%llu EPERM, %llu other, last ", (unsigned long long)answer->refused,
               (unsigned long long)answer->other);
        print_result(answer->result);
    } else if (request->entries == 0) {
        print_result(answer->result);
    } else if (answer->refused + answer->other < request->entries) {
        printf("multicall ");
        print_result(answer->result);
    } else {
        for (uint32_t i = 0; i < request->entries; i++)
            print_result(calls_entry_result(probe, request, i));
    }
}

/* Granting. */

static int grant(xenforeignmemory_handle *memory, uint16_t domain, const struct probe_mailbox *mailbox,
                 char *const *words)
{
    bool is_pv = mailbox->kind == PROBE_PV64 || mailbox->kind == PROBE_PV32;
    long reference = words[0] ? number(words[0], GRANT_REFERENCES - 1) : -1;
    long peer = reference >= 0 && words[1] ? number(words[1], DOMID_FIRST_RESERVED - 1) : -1;

    if (peer < 0 || words[2]) {
        fputs(usage, stderr);
        return USAGE;
    }
    xen_pfn_t frame = is_pv ? console_frame(domain) : PROBE_ADDRESS / PROBE_PAGE;
    if (!grant_page(memory, domain, (uint32_t)frame, (uint32_t)reference, (uint16_t)peer))
        return no_answer(domain, "its grant table can't be mapped");
    return ANSWERED;
}

/* The program. */

static int complain(const char *wrong, const char *fault)
{
    fprintf(stderr, "probectl: %s%s%s\n", wrong ? wrong : "", wrong ? ": " : "", fault);
    return USAGE;
}

static int run(xenforeignmemory_handle *memory, uint16_t domain, char *const *words, double deadline,
               long bytes)
{
    struct probe_mailbox *mailbox = find(memory, domain, deadline);
    struct probe_request request;
    struct probe_answer answer;
    const char *wrong = NULL;

    if (!mailbox)
        return no_answer(domain, "no probe is listening");
    if (!wait(mailbox, deadline))
        return no_answer(domain, "the probe is still at an earlier call");
    if (words[0] && strcmp(words[0], "grant") == 0)
        return grant(memory, domain, mailbox, words + 1);
    struct calls_probe probe = {atomic_load(&mailbox->kind), domain, mailbox->scratch};
    const char *fault = calls_read(words, &probe, &request, &wrong);
    if (fault)
        return complain(wrong, fault);
    if (!ask(mailbox, &request, &answer, deadline))
        return no_answer(domain, "the probe does not answer");
    print(&probe, &request, &answer);
    print_bytes(request.payload, bytes);
    return ANSWERED;
}

/* As the probe does it. */
static void call(xencall_handle *xen, const struct probe_request *request, struct probe_answer *answer)
{
    const uint64_t *arguments = request->arguments;

    for (uint64_t i = 0; i < request->times; i++) {
        answer->result = xencall5(xen, (unsigned int)request->number, arguments[0], arguments[1],
                                  arguments[2], arguments[3], arguments[4]);
        if (answer->result < 0)
            answer->result = -errno;
        if (answer->result == -EPERM)
            answer->refused++;
        else
            answer->other++;
    }
}

static int run_here(xencall_handle *xen, char *const *words, long bytes)
{
    uint8_t *scratch = xencall_alloc_buffer(xen, PROBE_PAYLOAD);
    struct calls_probe probe = {PROBE_PV64, 0, (uintptr_t)scratch};
    struct probe_answer answer = {0};
    struct probe_request request;
    const char *wrong = NULL;

    if (!scratch)
        return no_answer(0, "no memory for the hypercall");
    const char *fault = calls_read(words, &probe, &request, &wrong);
    if (fault)
        return complain(wrong, fault);
    memcpy(scratch, request.payload, PROBE_PAYLOAD);
    call(xen, &request, &answer);
    memcpy(request.payload, scratch, PROBE_PAYLOAD);
    print(&probe, &request, &answer);
    print_bytes(request.payload, bytes);
    xencall_free_buffer(xen, scratch);
    return ANSWERED;
}

static int run_in_self(char *const *words, long bytes)
{
    xencall_handle *xen = xencall_open(NULL, 0);

    if (!xen)
        return no_answer(0, "it can't make hypercalls here");
    int status = run_here(xen, words, bytes);
    xencall_close(xen);
    return status;
}

int main(int argc, char **argv)
{
    long seconds = SECONDS, bytes = 0;
    int option;

    while ((option = getopt(argc, argv, "+t:b:")) != -1)
        if (option == 'b')
            bytes = number(optarg, PROBE_PAYLOAD);
        else
            seconds = option == 't' ? number(optarg, 1000000) : -1;
    long domain = argc - optind >= 2 ? number(argv[optind], DOMID_FIRST_RESERVED - 1) : -1;
    if (seconds < 0 || bytes < 0 || domain < 0) {
        fputs(usage, stderr);
        return USAGE;
    }
    if (domain == 0)
        return run_in_self(argv + optind + 1, bytes);
    xenforeignmemory_handle *memory = xenforeignmemory_open(NULL, 0);
    if (!memory)
        return no_answer((uint16_t)domain, "its memory can't be mapped");
    int status = run(memory, (uint16_t)domain, argv + optind + 1, now() + (double)seconds, bytes);
    xenforeignmemory_close(memory);
    return status;
}
