/* SPDX-License-Identifier: GPL-2.0-only */
/* What differs between processors: where the hypercall of the current vCPU has its arguments. */
#ifndef XENON_MACHINE_H
#define XENON_MACHINE_H

#include <xen/sched.h>

#define MSM_ARGUMENTS 7u /* registers that may hold a call's arguments, in any mode of the processor */

/*
 * All registers that have arguments in some mode: those that have none in this one are the same when the call
 * is made again.
 */
static inline void msm_read_registers(uint64_t arguments[MSM_ARGUMENTS])
{
    const struct cpu_user_regs *regs = guest_cpu_user_regs();

#ifdef CONFIG_X86
    arguments[0] = regs->rbx;
    arguments[1] = regs->rcx;
    arguments[2] = regs->rdx;
    arguments[3] = regs->rsi;
    arguments[4] = regs->rdi;
    arguments[5] = regs->r8;
    arguments[6] = regs->r10;
#else
    arguments[0] = regs->x0;
    arguments[1] = regs->x1;
    arguments[2] = regs->x2;
    arguments[3] = regs->x3;
    arguments[4] = regs->x4;
    arguments[5] = arguments[6] = 0;
#endif
}

/*
 * As hypercall_create_continuation() would, where it is written over by the call's result: on x86 the
 * hypercall's number, on Arm its first argument.
 */
static inline void msm_restore_registers(unsigned int number, unsigned long first)
{
#ifdef CONFIG_X86
    guest_cpu_user_regs()->rax = number;
#else
    guest_cpu_user_regs()->x0 = first;
#endif
}

/*
 * An argument of the multicall's entry. `as_given`: in the guest's layout. What was prepared to be made again
 * is in Xen's own; Xen copies it to the guest later, cut to the guest's size.
 */
static inline uint64_t msm_entry_argument(const struct vcpu *v, unsigned int i, bool as_given)
{
#ifdef CONFIG_COMPAT
    if (v->hcall_compat)
        return as_given ? v->mc_state.compat_call.args[i] : (uint32_t)v->mc_state.call.args[i];
#endif
    return v->mc_state.call.args[i];
}

/* From the guest's layout to Xen's own. They overlap: from the last on, none is overwritten before it is
 * read. */
static inline void msm_widen_entry(struct vcpu *v)
{
#ifdef CONFIG_COMPAT
    unsigned int i = ARRAY_SIZE(v->mc_state.call.args);

    while (v->hcall_compat && i--)
        v->mc_state.call.args[i] = v->mc_state.compat_call.args[i];
#endif
}

#ifdef CONFIG_X86
#include <asm/hvm/hvm.h>
#else
#define is_viridian_domain(d) false
#endif

#endif
