/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What domains hold in fact of what a policy takes away: others' memory that they have mapped, and devices.
 *
 * Asked before a swap or the seal, which is refused then; and again when every hypercall that the old policy
 * had let in has ended. Where Xen doesn't know, the answer is that they do.
 */
#include <xen/grant_table.h>
#include <xen/mm.h>
#include <xen/sched.h>
#ifdef CONFIG_X86
#include <xen/domain_page.h>
#include <xen/paging.h>
#include <xen/pci.h>
#endif

#include "module.h"

#define MAPPED (GNTMAP_host_map | GNTMAP_device_map)

static bool maps_grants(const struct domain *d, const struct domain *granter, unsigned int none)
{
    return gnttab_count_mapped(d, granter->domain_id, MAPPED, none);
}

#ifdef CONFIG_X86

static unsigned int count_in_table(struct page_info *page, const struct domain *owner)
{
    const l1_pgentry_t *table = __map_domain_page(page);
    unsigned int i, count = 0;

    for (i = 0; i < L1_PAGETABLE_ENTRIES; i++) {
        mfn_t mfn = l1e_get_mfn(table[i]);

        count += (l1e_get_flags(table[i]) & _PAGE_PRESENT) && mfn_valid(mfn) &&
                 page_get_owner(mfn_to_page(mfn)) == owner;
    }
    unmap_domain_page(table);
    return count;
}

/* Of a PV domain's page tables. */
static unsigned int count_entries(struct domain *d, const struct domain *owner)
{
    struct page_info *page;
    unsigned int count = 0;

    spin_lock(&d->page_alloc_lock);
    page_list_for_each (page, &d->page_list)
        if ((page->u.inuse.type_info & PGT_type_mask) == PGT_l1_page_table)
            count += count_in_table(page, owner);
    spin_unlock(&d->page_alloc_lock);
    return count;
}

/* Each grant that is mapped for the processor is an entry too. It may map and unmap some in between. */
static bool maps_others(struct domain *d, const struct domain *owner)
{
    unsigned int grants, entries;

    if (is_hvm_domain(d) || paging_mode_enabled(d))
        return true;
    grants = gnttab_count_mapped(d, owner->domain_id, GNTMAP_host_map, 0);
    entries = count_entries(d, owner);
    return entries > min(grants, gnttab_count_mapped(d, owner->domain_id, GNTMAP_host_map, 0));
}

/* The host's domain keeps those that nobody else is given. */
bool msm_keeps_device(const struct msm_label *label, const struct msm_live *live, uint16_t *bdf)
{
    const struct pci_dev *pdev;
    bool found = false;

    if (is_hardware_domain(label->domain))
        return false;
    pcidevs_lock();
    for_each_pdev (label->domain, pdev) {
        const struct blob_device *device = msm_device(&live->policy, pdev->sbdf.sbdf);

        found = !device || device->domain != msm_index(label, live);
        *bdf = pdev->sbdf.bdf;
        if (found)
            break;
    }
    pcidevs_unlock();
    return found;
}

#else

static bool maps_others(struct domain *d, const struct domain *owner)
{
    return true;
}

/* No other machine has PCI devices to give. */
bool msm_keeps_device(const struct msm_label *label, const struct msm_live *live, uint16_t *bdf)
{
    return false;
}

#endif

unsigned int msm_cut(const struct msm_live *old, const struct msm_live *new, const struct msm_label *from,
                     const struct msm_label *to)
{
    unsigned int lost = msm_reach(old, from, to) & ~msm_reach(new, from, to), cut = 0;

    if ((lost & BLOB_GRANT) &&
        (maps_grants(to->domain, from->domain, 0) || maps_grants(from->domain, to->domain, GNTMAP_readonly)))
        cut |= BLOB_GRANT;
    if ((lost & BLOB_FOREIGN) && maps_others(from->domain, to->domain))
        cut |= BLOB_FOREIGN;
    return cut;
}

static bool is_cut(const struct msm_live *old, const struct msm_label *label)
{
    const struct msm_label *peer;
    uint16_t bdf;

    if (!msm_runs(label, old) || !msm_runs(label, msm_live))
        return false;
    list_for_each_entry (peer, &msm_labels, list)
        if (msm_runs_with(old, label, peer) &&
            (msm_cut(old, msm_live, label, peer) || msm_cut(old, msm_live, peer, label)))
            return true;
    return msm_keeps_device(label, msm_live, &bdf);
}

void msm_stop_cut(const struct msm_live *old)
{
    struct msm_label *label;

    list_for_each_entry (label, &msm_labels, list)
        if (is_cut(old, label))
            msm_stop(label);
}
