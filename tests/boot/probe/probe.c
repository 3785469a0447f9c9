/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The probe: makes the hypercalls that dom0 asks for and reports their results. Nothing else.
 *
 * It makes no hypercall of its own, uses no event and handles no fault, so that it lives under a policy
 * that refuses everything. It traps to the hypervisor itself instead of through the hypercall page: a
 * page has no room for the numbers that no hypercall has, and those are to be tried too.
 */
#include <stddef.h>
#include "probe.h"
#include <xen/xen.h>
#include <xen/errno.h>

static _Alignas(PROBE_PAGE) uint8_t scratch[PROBE_PAYLOAD];

/* Not a loop, which the compiler may turn into a call of memcpy: there is none. */
static void copy(void *to, const void *from, size_t size)
{
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(size) : : "memory");
}

#ifdef __x86_64__
#define TRAP(instruction)                                                                                    \
    __asm__ volatile(instruction                                                                             \
                     : "+a"(number), "+D"(a1), "+S"(a2), "+d"(a3), "+r"(a4), "+r"(a5)                        \
                     :                                                                                       \
                     : "rcx", "r11", "memory")
#else
#define TRAP(instruction)                                                                                    \
    __asm__ volatile(instruction                                                                             \
                     : "+a"(number), "+b"(a1), "+c"(a2), "+d"(a3), "+S"(a4), "+D"(a5)                        \
                     :                                                                                       \
                     : "memory")
#endif

/* Xen's convention, in which the arguments may be lost. Each argument is cut to the probe's word. */
static int64_t hypercall(enum probe_trap trap, const struct probe_request *request)
{
    const uint64_t *argument = request->arguments;
    unsigned long number = (unsigned long)request->number;
    unsigned long a1 = (unsigned long)argument[0];
    unsigned long a2 = (unsigned long)argument[1];
    unsigned long a3 = (unsigned long)argument[2];
#ifdef __x86_64__
    register unsigned long a4 __asm__("r10") = (unsigned long)argument[3];
    register unsigned long a5 __asm__("r8") = (unsigned long)argument[4];
#else
    unsigned long a4 = (unsigned long)argument[3];
    unsigned long a5 = (unsigned long)argument[4];
#endif

    if (trap == PROBE_VMCALL)
        TRAP("vmcall");
    else if (trap == PROBE_VMMCALL)
        TRAP("vmmcall");
    else
#ifdef __x86_64__
        TRAP("syscall");
#else
        TRAP("int $0x82");
#endif
    return (long)number;
}

static void count(struct probe_answer *answer, int64_t result)
{
    answer->result = result;
    if (result == -XEN_EPERM)
        answer->refused++;
    else
        answer->other++;
}

/* A multicall that was made is counted by its entries. A refused one has no results in them. */
static void make(enum probe_trap trap, const struct probe_request *request, struct probe_answer *answer)
{
    const struct multicall_entry *entry = (const void *)scratch;

    copy(scratch, request->payload, request->size);
    int64_t result = hypercall(trap, request);
    if (request->entries == 0 || result != 0)
        count(answer, result);
    else
        for (uint32_t i = 0; i < request->entries; i++)
            count(answer, (long)entry[i].result);
}

static void serve(enum probe_trap trap, struct probe_request *request, struct probe_answer *answer)
{
    answer->result = 0;
    answer->refused = 0;
    answer->other = 0;
    for (uint64_t i = 0; i < request->times; i++)
        make(trap, request, answer);
    copy(request->payload, scratch, request->size);
}

noreturn void probe_serve(struct probe_mailbox *mailbox, enum probe_kind kind, enum probe_trap trap)
{
    uint32_t done = 0;

    mailbox->scratch = (unsigned long)scratch;
    atomic_store(&mailbox->kind, kind);
    for (;;) {
        uint32_t asked = atomic_load(&mailbox->asked);
        if (asked == done) {
            __asm__ volatile("pause");
            continue;
        }
        serve(trap, &mailbox->request, &mailbox->answer);
        done = asked;
        atomic_store(&mailbox->answered, done);
    }
}
