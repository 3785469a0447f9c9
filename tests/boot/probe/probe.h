/* SPDX-License-Identifier: GPL-2.0-only */
/* What the parts of the probe's kernel share. The start of each kind ends in probe_serve. */
#ifndef PROBE_H
#define PROBE_H

#include <stdnoreturn.h>
#include "mailbox.h"

/* How the processor enters the hypervisor. */
enum probe_trap { PROBE_SYSCALL, PROBE_VMCALL, PROBE_VMMCALL };

/* Announces the probe in its mailbox, which is zero so far, and answers requests from then on. */
noreturn void probe_serve(struct probe_mailbox *mailbox, enum probe_kind kind, enum probe_trap trap);

#endif
