/* SPDX-License-Identifier: GPL-2.0-only */
/* Granting a probe's page, from dom0: writes in the domain's grant table, as toolstacks do. */
#include "grant.h"
#include <stdatomic.h>
#include <sys/mman.h>
#include <xen/xen.h>
#include <xen/grant_table.h>
#include <xen/memory.h>

_Static_assert(GRANT_REFERENCES * sizeof(grant_entry_v1_t) == 4096, "a page");

bool grant_page(xenforeignmemory_handle *memory, uint16_t domain, uint32_t frame, uint32_t reference,
                uint16_t peer)
{
    void *table = NULL;
    xenforeignmemory_resource_handle *handle = xenforeignmemory_map_resource(
        memory, domain, XENMEM_resource_grant_table, XENMEM_resource_grant_table_id_shared, 0, 1, &table,
        PROT_READ | PROT_WRITE, 0);

    if (!handle)
        return false;
    grant_entry_v1_t *entry = (grant_entry_v1_t *)table + reference;
    entry->domid = peer;
    entry->frame = frame;
    atomic_thread_fence(memory_order_seq_cst);
    entry->flags = GTF_permit_access;
    xenforeignmemory_unmap_resource(memory, handle);
    return true;
}
