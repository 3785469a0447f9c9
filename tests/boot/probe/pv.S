/* SPDX-License-Identifier: GPL-2.0-only */
/* The PV probe's first instructions, in 64 and 32 bits: a stack, and on to C. */
#include "mailbox.h"
#include "note.S"

#ifdef __x86_64__
#define WORD .quad
#else
#define WORD .long
#endif

    note XEN_ELFNOTE_GUEST_OS, .asciz "xenon-probe"
    note XEN_ELFNOTE_LOADER, .asciz "generic"
    note XEN_ELFNOTE_XEN_VERSION, .asciz "xen-3.0"
    note XEN_ELFNOTE_PAE_MODE, .asciz "yes"
    note XEN_ELFNOTE_VIRT_BASE, WORD PROBE_ADDRESS
    note XEN_ELFNOTE_PADDR_OFFSET, WORD PROBE_ADDRESS
    note XEN_ELFNOTE_ENTRY, WORD start

    .text
    .global start
/* Xen's builder leaves the address of the start information in (R|E)SI. */
start:
    cld
#ifdef __x86_64__
    mov $stack_end, %esp
    mov %rsi, %rdi
#else
    mov $stack_end - 12, %esp
    push %esi
#endif
    call pv_start

    .bss
    .balign 16
    .skip PROBE_PAGE
stack_end:

    .section .note.GNU-stack, "", @progbits
