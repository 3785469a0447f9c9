/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one list of hooks. OURS are decided by the policy, and by Xen's own rule besides where it has one;
 * STOCK keep Xen's own rule. A hook that the list lacks breaks the build: Xen would take a rule of its own.
 */
#include "hooks.h"
#include "module.h"

static void cf_check msm_security_domaininfo(struct domain *d, struct xen_domctl_getdomaininfo *info)
{
    const struct msm_label *label = msm_label_of(d);
    const struct msm_live *live;

    if (!label)
        return;
    rcu_read_lock(&msm_rcu);
    live = rcu_dereference(msm_live);
    info->ssidref = msm_sid(live, msm_index(label, live));
    rcu_read_unlock(&msm_rcu);
}

static int cf_check msm_sysctl(int cmd)
{
    return msm_memory(__HYPERVISOR_sysctl, cmd, NULL) ?: xsm_sysctl(cmd);
}

static int cf_check msm_platform_op(uint32_t cmd)
{
    return msm_memory(__HYPERVISOR_platform_op, cmd, NULL) ?: xsm_platform_op(cmd);
}

/* clang-format off */
#define HOOKS(OURS, STOCK) \
    OURS(hypercall_enter, msm_enter) OURS(hypercall_exit, msm_exit) \
    OURS(security_domaininfo, msm_security_domaininfo) OURS(do_xsm_op, msm_control) \
    OURS(alloc_security_domain, msm_alloc_label) OURS(free_security_domain, msm_free_label) \
    OURS(sysctl, msm_sysctl) OURS(platform_op, msm_platform_op) \
    OURS(domain_config, msm_limit_config) OURS(domctl_op, msm_limit_change) OURS(domain_cpus, msm_limit_cpus) \
    OURS(domain_start, msm_start) \
    MSM_TARGET_HOOKS(OURS) MSM_REACH_HOOKS(OURS) MSM_DEVICE_HOOKS(OURS) \
    STOCK(set_system_active) STOCK(domctl_scheduler_op) STOCK(sysctl_scheduler_op) STOCK(readconsole) \
    STOCK(evtchn_close_post) STOCK(grant_unmapref) STOCK(memory_pin_page) \
    STOCK(alloc_security_evtchns) STOCK(free_security_evtchns) STOCK(show_security_evtchn) \
    STOCK(init_hardware_domain) STOCK(console_io) STOCK(profile) STOCK(kexec) \
    STOCK(show_irq_sid) STOCK(unmap_domain_irq) \
    STOCK(bind_pt_irq) STOCK(unbind_pt_irq) STOCK(pci_config_permission) \
    STOCK(resource_plug_core) STOCK(resource_unplug_core) STOCK(resource_plug_pci) STOCK(resource_unplug_pci) \
    STOCK(resource_setup_pci) STOCK(resource_setup_gsi) STOCK(resource_setup_misc) \
    STOCK(page_offline) STOCK(hypfs_op) STOCK(vm_event_control) STOCK(xen_version) \
    HOOKS_COMPAT(STOCK) HOOKS_PCI(STOCK) HOOKS_DT(STOCK) HOOKS_MEM_PAGING(STOCK) HOOKS_MEM_SHARING(STOCK) \
    HOOKS_X86(STOCK) HOOKS_ARGO(STOCK)

#ifdef CONFIG_COMPAT
#define HOOKS_COMPAT(STOCK) STOCK(do_compat_op)
#else
#define HOOKS_COMPAT(STOCK)
#endif
#if defined(CONFIG_HAS_PASSTHROUGH) && defined(CONFIG_HAS_PCI)
#define HOOKS_PCI(STOCK) STOCK(get_device_group) STOCK(deassign_device)
#else
#define HOOKS_PCI(STOCK)
#endif
#if defined(CONFIG_HAS_PASSTHROUGH) && defined(CONFIG_HAS_DEVICE_TREE)
#define HOOKS_DT(STOCK) STOCK(deassign_dtdevice)
#else
#define HOOKS_DT(STOCK)
#endif
#ifdef CONFIG_MEM_PAGING
#define HOOKS_MEM_PAGING(STOCK) STOCK(mem_paging)
#else
#define HOOKS_MEM_PAGING(STOCK)
#endif
#ifdef CONFIG_MEM_SHARING
#define HOOKS_MEM_SHARING(STOCK) STOCK(mem_sharing)
#else
#define HOOKS_MEM_SHARING(STOCK)
#endif
#ifdef CONFIG_X86
#define HOOKS_X86(STOCK) \
    STOCK(do_mca) STOCK(shadow_control) STOCK(mem_sharing_op) STOCK(apic) STOCK(machine_memory_map) STOCK(pmu_op)
#else
#define HOOKS_X86(STOCK)
#endif
#ifdef CONFIG_ARGO
#define HOOKS_ARGO(STOCK) STOCK(argo_enable) STOCK(argo_register_any_source)
#else
#define HOOKS_ARGO(STOCK)
#endif
/* clang-format on */

#define OUR_HOOK(name, function)   .name = function,
#define STOCK_HOOK(name)           .name = xsm_##name,
#define COUNT_OURS(name, function) +1
#define COUNT_STOCK(name)          +1

extern const struct xsm_ops msm_hooks;
const struct xsm_ops __initconst_cf_clobber msm_hooks = {HOOKS(OUR_HOOK, STOCK_HOOK)};

_Static_assert((0 HOOKS(COUNT_OURS, COUNT_STOCK)) == sizeof(struct xsm_ops) / sizeof(void (*)(void)),
               "a hook of Xen's is missing from the list");
