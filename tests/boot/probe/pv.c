/* SPDX-License-Identifier: GPL-2.0-only */
/* The PV probe's start in C: it finds its console page, which the domain builder has mapped. */
#include <stddef.h>
#include "probe.h"
#include <xen/xen.h>
#include <xen/io/console.h>

#ifdef __x86_64__
#define KIND PROBE_PV64
#else
#define KIND PROBE_PV32
#endif

/* Only the rings' data is ours: xenconsoled reads the indices behind it, which must stay equal. */
_Static_assert(sizeof(struct probe_mailbox) <= offsetof(struct xencons_interface, in_cons), "room");

noreturn void pv_start(const struct start_info *start);

/* The builder maps page i of the domain at PROBE_ADDRESS + i pages, and lists each page's frame. */
noreturn void pv_start(const struct start_info *start)
{
    const unsigned long *frames = (const unsigned long *)start->mfn_list;
    unsigned long page = 0;

    while (frames[page] != start->console.domU.mfn)
        page++;
    probe_serve((void *)(PROBE_ADDRESS + page * PROBE_PAGE), KIND, PROBE_SYSCALL);
}
