/* SPDX-License-Identifier: GPL-2.0-only */
/* The policy that is part of the hypervisor, in a build that has one. */
        .section .init.rodata, "a", %progbits
        .p2align 3
        .global msm_fixed_policy, msm_fixed_policy_end
msm_fixed_policy:
        .incbin "policy.xpb"
msm_fixed_policy_end:
