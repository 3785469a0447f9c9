/* SPDX-License-Identifier: GPL-2.0-only */
/* The PVH probe's start in C: its mailbox, and which instruction reaches the hypervisor. */
#include "probe.h"
#include <cpuid.h>

#ifdef __x86_64__
#define KIND PROBE_PVH64
#else
#define KIND PROBE_PVH32
#endif

/* The link puts this section at PROBE_ADDRESS. */
static union {
    struct probe_mailbox mailbox;
    uint8_t page[PROBE_PAGE];
} first __attribute__((section(".mailbox"), aligned(PROBE_PAGE)));

noreturn void pvh_start(void);

noreturn void pvh_start(void)
{
    unsigned highest, vendor, b, c;

    __cpuid(0, highest, vendor, b, c);
    probe_serve(&first.mailbox, KIND, vendor == signature_INTEL_ebx ? PROBE_VMCALL : PROBE_VMMCALL);
}
