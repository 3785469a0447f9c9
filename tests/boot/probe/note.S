/* SPDX-License-Identifier: GPL-2.0-only */
/* To be included: the notes by which Xen's domain builder knows a kernel. */

#include <xen/elfnote.h>

/* One note of Xen's; `value` is an assembly directive and its operand. */
.macro note type, value:vararg
    .pushsection .note.Xen, "a", @note
    .balign 4
    .long 2f - 1f, 4f - 3f, \type
1:  .asciz "Xen"
2:  .balign 4
3:  \value
4:  .balign 4
    .popsection
.endm
