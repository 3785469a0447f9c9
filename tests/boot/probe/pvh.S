/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The PVH probe's first instructions. Xen starts it in 32-bit protected mode with flat segments and
 * without paging: the 32-bit probe stays there, the 64-bit one goes on to long mode, where its first
 * GiB is mapped to itself.
 */
#include "mailbox.h"
#include "note.S"

    note XEN_ELFNOTE_GUEST_OS, .asciz "xenon-probe"
    note XEN_ELFNOTE_LOADER, .asciz "generic"
    note XEN_ELFNOTE_XEN_VERSION, .asciz "xen-3.0"
    note XEN_ELFNOTE_PHYS32_ENTRY, .long start

    .text
    .code32
    .global start
start:
    cld
    mov $stack_end, %esp

#ifdef __x86_64__
#define CR0_PG    0x80000000
#define CR4_PAE   0x20
#define EFER      0xc0000080
#define EFER_LME  0x100
#define CODE      0x08
#define DATA      0x10

    mov $level4, %eax
    mov %eax, %cr3
    mov %cr4, %eax
    or $CR4_PAE, %eax
    mov %eax, %cr4
    mov $EFER, %ecx
    rdmsr
    or $EFER_LME, %eax
    wrmsr
    mov %cr0, %eax
    or $CR0_PG, %eax
    mov %eax, %cr0
    lgdt segments_register
    ljmp $CODE, $long_mode

    .code64
long_mode:
    mov $DATA, %eax
    mov %eax, %ds
    mov %eax, %es
    mov %eax, %ss
#endif
    call pvh_start

#ifdef __x86_64__
#define PRESENT_WRITABLE 0x003
#define LARGE_PAGE       0x083

    .data
    .balign PROBE_PAGE
level4:
    .quad level3 + PRESENT_WRITABLE
    .fill 511, 8, 0
level3:
    .quad level2 + PRESENT_WRITABLE
    .fill 511, 8, 0
level2:
    .set address, 0
    .rept 512
    .quad address + LARGE_PAGE
    .set address, address + 0x200000
    .endr

segments:
    .quad 0
    .quad 0x00af9b000000ffff /* CODE: 64 bits, ring 0 */
    .quad 0x00cf93000000ffff /* DATA: ring 0 */
segments_register:
    .word segments_register - segments - 1
    .long segments
#endif

    .bss
    .balign 16
    .skip PROBE_PAGE
stack_end:

    .section .note.GNU-stack, "", @progbits
