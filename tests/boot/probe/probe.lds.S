/* SPDX-License-Identifier: GPL-2.0-only */
/* One image for all four probes: physical and virtual addresses are the same, the mailbox is first. */
#include "mailbox.h"

ENTRY(start)
PHDRS
{
    image PT_LOAD FLAGS(7);
    note PT_NOTE FLAGS(4);
}
SECTIONS
{
    . = PROBE_ADDRESS;
    .mailbox : { *(.mailbox) } :image
    .text : { *(.text*) } :image
    .note : { *(.note.Xen) } :image :note
    .rodata : { *(.rodata*) } :image
    .data : { *(.data*) } :image
    .bss : { *(.bss*) *(COMMON) } :image
    /DISCARD/ : { *(.comment) *(.eh_frame) *(.note.gnu*) *(.note.GNU-stack) }
}
