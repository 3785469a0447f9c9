/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PCI devices: each is given to the domain of which the policy says so, and to no other. What the policy
 * gives to nobody stays with the host's domain, to which Xen gives all devices at the boot.
 *
 * A device is driven through ports, memory and interrupts, which toolstacks hand on one by one, before the
 * device itself. Only who has them can (Xen's own rule), and only to a domain that the policy gives a device:
 * ports and memory where its base address registers point. Which interrupt lines are whose Xen doesn't know.
 */
#include <xen/nospec.h>
#include <xen/sched.h>
#include <public/domctl.h>
#include <public/physdev.h>
#ifdef CONFIG_X86
#include <xen/pci.h>
#include <asm/e820.h>
#endif

#include "hooks.h"
#include "module.h"

/* 0, or -EPERM for the call of the current domain. `device` is what the policy says of it, or NULL. */
static int refuse(const struct msm_live *live, const struct domain *d, unsigned int num, unsigned int cmd,
                  const struct blob_device *device)
{
    struct msm_label *caller = msm_label_of(current->domain);
    uint32_t index = msm_index(msm_label_of(d), live);

    if (index == BLOB_NONE)
        index = msm_index(caller, live);
    return msm_refuse(caller, live, MSM_DENIED, num, cmd, d,
                      device ? device->rule : live->policy.domains[index].rule);
}

/* --- Whole devices --- */

#if defined(CONFIG_HAS_PASSTHROUGH) && defined(CONFIG_HAS_PCI)
/* No domain: who asks whether it could be assigned. Xen's own: the device is taken from everyone. */
int cf_check msm_assign_device(struct domain *d, uint32_t machine_bdf)
{
    const struct blob_device *device;
    const struct msm_live *live;
    int rc = 0;

    if (!d || !msm_label_of(d))
        return 0;
    rcu_read_lock(&msm_rcu);
    live = rcu_dereference(msm_live);
    device = msm_device(&live->policy, machine_bdf);
    if (!evaluate_nospec(device && device->domain == msm_index(msm_label_of(d), live)))
        rc = refuse(live, d, __HYPERVISOR_domctl, XEN_DOMCTL_assign_device, device);
    rcu_read_unlock(&msm_rcu);
    return rc;
}
#endif

#if defined(CONFIG_HAS_PASSTHROUGH) && defined(CONFIG_HAS_DEVICE_TREE)
/* Policies name no such devices. */
int cf_check msm_assign_dtdevice(struct domain *d, const char *dtpath)
{
    int rc;

    rcu_read_lock(&msm_rcu);
    rc = refuse(rcu_dereference(msm_live), d, __HYPERVISOR_domctl, XEN_DOMCTL_assign_device, NULL);
    rcu_read_unlock(&msm_rcu);
    return rc;
}
#endif

/* --- What devices are driven through. The host's domain has all of it; to take it away is no matter. --- */

/* Of ports, or of frames of memory; or an interrupt, of which no more is known. */
struct range {
    enum { INTERRUPT, PORTS, FRAMES } kind;
    uint64_t first, last;
};

#ifdef CONFIG_X86

static bool has_memory(const struct range *range)
{
    unsigned int i;

    for (i = 0; i < e820.nr_map; i++)
        if (e820.map[i].type == E820_RAM && PFN_DOWN(e820.map[i].addr) <= range->last &&
            PFN_DOWN(e820.map[i].addr + e820.map[i].size - 1) >= range->first)
            return true;
    return false;
}

/* What a register decodes is aligned to its size, so that it ends at the alignment's end at the latest. */
static bool is_within(uint64_t base, unsigned int shift, const struct range *range)
{
    uint64_t end = base | ((base & -base) - 1);

    return base && range->first >= base >> shift && range->last <= end >> shift;
}

static bool has_base(pci_sbdf_t sbdf, const struct range *range)
{
    uint64_t base = pci_conf_read32(sbdf, PCI_ROM_ADDRESS) & PCI_ROM_ADDRESS_MASK;
    unsigned int at;

    if (range->kind == FRAMES && is_within(base, PAGE_SHIFT, range))
        return true;
    for (at = PCI_BASE_ADDRESS_0; at <= PCI_BASE_ADDRESS_5; at += 4) {
        uint32_t low = pci_conf_read32(sbdf, at);

        if (low & PCI_BASE_ADDRESS_SPACE_IO) {
            if (range->kind == PORTS && is_within(low & PCI_BASE_ADDRESS_IO_MASK, 0, range))
                return true;
            continue;
        }
        base = low & PCI_BASE_ADDRESS_MEM_MASK;
        if ((low & PCI_BASE_ADDRESS_MEM_TYPE_MASK) == PCI_BASE_ADDRESS_MEM_TYPE_64) {
            at += 4;
            base = (uint32_t)base | (uint64_t)pci_conf_read32(sbdf, at) << 32;
        }
        if (range->kind == FRAMES && is_within(base, PAGE_SHIFT, range))
            return true;
    }
    return false;
}

/* A virtual function has no registers of its own. */
static bool is_virtual(pci_sbdf_t sbdf)
{
    const struct pci_dev *device;
    bool found;

    pcidevs_lock();
    device = pci_get_pdev(NULL, sbdf);
    found = device && device->info.is_virtfn;
    pcidevs_unlock();
    return found;
}

static bool may_drive(const struct msm_policy *policy, uint32_t domain, const struct range *range)
{
    uint32_t i;

    if (range->kind == FRAMES && has_memory(range))
        return false;
    for (i = 0; i < policy->header->section[BLOB_DEVICES].count; i++) {
        pci_sbdf_t sbdf = {.sbdf = policy->devices[i].device};

        if (policy->devices[i].domain == domain &&
            (range->kind == INTERRUPT || is_virtual(sbdf) || has_base(sbdf, range)))
            return true;
    }
    return false;
}

#else

/* No other machine has PCI devices to give. */
static bool may_drive(const struct msm_policy *policy, uint32_t domain, const struct range *range)
{
    return false;
}

#endif

static int may_have(const struct domain *d, unsigned int num, unsigned int cmd, bool allow,
                    const struct range *range)
{
    const struct msm_live *live;
    int rc = 0;

    if (!allow || is_hardware_domain(d))
        return 0;
    rcu_read_lock(&msm_rcu);
    live = rcu_dereference(msm_live);
    if (!evaluate_nospec(may_drive(&live->policy, msm_index(msm_label_of(d), live), range)))
        rc = refuse(live, d, num, cmd, NULL);
    rcu_read_unlock(&msm_rcu);
    return rc;
}

int cf_check msm_iomem_permission(struct domain *d, uint64_t s, uint64_t e, uint8_t allow)
{
    const struct range range = {FRAMES, s, e};

    return may_have(d, __HYPERVISOR_domctl, XEN_DOMCTL_iomem_permission, allow, &range);
}

int cf_check msm_iomem_mapping(struct domain *d, uint64_t s, uint64_t e, uint8_t allow)
{
    const struct range range = {FRAMES, s, e};

    return may_have(d, __HYPERVISOR_domctl, XEN_DOMCTL_memory_mapping, allow, &range);
}

int cf_check msm_irq_permission(struct domain *d, int pirq, uint8_t allow)
{
    const struct range range = {INTERRUPT};

    return may_have(d, __HYPERVISOR_domctl, XEN_DOMCTL_irq_permission, allow, &range);
}

/* Of messages, Xen itself finds only those of devices that were assigned to the domain. */
int cf_check msm_map_domain_irq(struct domain *d, int irq, const void *data)
{
    const struct range range = {INTERRUPT};

    return may_have(d, __HYPERVISOR_physdev_op, PHYSDEVOP_map_pirq, true, &range);
}

#ifdef CONFIG_X86
int cf_check msm_ioport_permission(struct domain *d, uint32_t s, uint32_t e, uint8_t allow)
{
    const struct range range = {PORTS, s, e};

    return may_have(d, __HYPERVISOR_domctl, XEN_DOMCTL_ioport_permission, allow, &range);
}

int cf_check msm_ioport_mapping(struct domain *d, uint32_t s, uint32_t e, uint8_t allow)
{
    const struct range range = {PORTS, s, e};

    return may_have(d, __HYPERVISOR_domctl, XEN_DOMCTL_ioport_mapping, allow, &range);
}
#endif
