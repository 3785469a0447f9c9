/* SPDX-License-Identifier: GPL-2.0-only */
/* The hooks of target.c, reach.c and device.c: parts of the list in hooks.c, and their declarations, by Xen's
 * types.
 */
#ifndef XENON_HOOKS_H
#define XENON_HOOKS_H

#define XSM_NO_WRAPPERS
#include <xsm/dummy.h>

/* clang-format off */
#define MSM_TARGET_HOOKS(OURS) \
    OURS(hypercall_memory, msm_memory_on) OURS(domctl, msm_domctl) OURS(domain_create, msm_domain_create) \
    OURS(getdomaininfo, msm_getdomaininfo) OURS(set_target, msm_set_target) OURS(dm_op, msm_dm_op) \
    OURS(hvm_param, msm_hvm_param) OURS(hvm_param_altp2mhvm, msm_hvm_param_altp2mhvm) \
    OURS(hvm_altp2mhvm_op, msm_hvm_altp2mhvm_op) OURS(memory_exchange, msm_memory_exchange) \
    OURS(memory_adjust_reservation, msm_memory_adjust_reservation) \
    OURS(memory_stat_reservation, msm_memory_stat_reservation) OURS(add_to_physmap, msm_add_to_physmap) \
    OURS(remove_from_physmap, msm_remove_from_physmap) \
    OURS(set_pod_target, msm_set_pod_target) OURS(get_pod_target, msm_get_pod_target) \
    OURS(claim_pages, msm_claim_pages) OURS(get_vnumainfo, msm_get_vnumainfo) OURS(mem_access, msm_mem_access) \
    OURS(grant_setup, msm_grant_setup) OURS(grant_query_size, msm_grant_query_size) \
    OURS(evtchn_status, msm_evtchn_status) OURS(evtchn_reset, msm_evtchn_reset) \
    OURS(schedop_shutdown, msm_schedop_shutdown) OURS(map_domain_pirq, msm_map_domain_pirq) \
    OURS(unmap_domain_pirq, msm_unmap_domain_pirq) MSM_TARGET_HOOKS_X86(OURS)

#define MSM_REACH_HOOKS(OURS) \
    OURS(evtchn_unbound, msm_evtchn_unbound) OURS(evtchn_interdomain, msm_evtchn_interdomain) \
    OURS(evtchn_send, msm_evtchn_send) OURS(grant_mapref, msm_grant_mapref) OURS(grant_copy, msm_grant_copy) \
    OURS(grant_transfer, msm_grant_transfer) OURS(map_gmfn_foreign, msm_map_gmfn_foreign) \
    OURS(domain_resource_map, msm_domain_resource_map) OURS(argo_send, msm_argo_send) \
    OURS(argo_register_single_source, msm_argo_register_single_source) MSM_REACH_HOOKS_X86(OURS)

#define MSM_DEVICE_HOOKS(OURS) \
    OURS(iomem_permission, msm_iomem_permission) OURS(iomem_mapping, msm_iomem_mapping) \
    OURS(irq_permission, msm_irq_permission) OURS(map_domain_irq, msm_map_domain_irq) \
    MSM_DEVICE_HOOKS_X86(OURS) MSM_PCI_HOOKS(OURS) MSM_DT_HOOKS(OURS)

#ifdef CONFIG_X86
#define MSM_TARGET_HOOKS_X86(OURS) OURS(domain_memory_map, msm_domain_memory_map)
#define MSM_REACH_HOOKS_X86(OURS) \
    OURS(mmu_update, msm_mmu_update) OURS(mmuext_op, msm_mmuext_op) \
    OURS(update_va_mapping, msm_update_va_mapping) OURS(priv_mapping, msm_priv_mapping)
#define MSM_DEVICE_HOOKS_X86(OURS) \
    OURS(ioport_permission, msm_ioport_permission) OURS(ioport_mapping, msm_ioport_mapping)
#else
#define MSM_TARGET_HOOKS_X86(OURS)
#define MSM_REACH_HOOKS_X86(OURS)
#define MSM_DEVICE_HOOKS_X86(OURS)
#endif
#if defined(CONFIG_HAS_PASSTHROUGH) && defined(CONFIG_HAS_PCI)
#define MSM_PCI_HOOKS(OURS) OURS(assign_device, msm_assign_device)
#else
#define MSM_PCI_HOOKS(OURS)
#endif
#if defined(CONFIG_HAS_PASSTHROUGH) && defined(CONFIG_HAS_DEVICE_TREE)
#define MSM_DT_HOOKS(OURS) OURS(assign_dtdevice, msm_assign_dtdevice)
#else
#define MSM_DT_HOOKS(OURS)
#endif
/* clang-format on */

#define MSM_DECLARE_HOOK(name, function) extern __typeof__(*((struct xsm_ops *)NULL)->name) function;

MSM_TARGET_HOOKS(MSM_DECLARE_HOOK)
MSM_REACH_HOOKS(MSM_DECLARE_HOOK)
MSM_DEVICE_HOOKS(MSM_DECLARE_HOOK)

#endif
