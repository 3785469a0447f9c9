/* SPDX-License-Identifier: GPL-2.0-only */
/* Who a domain is. Its number comes from xenstore, which has it from the domain's ring; its label from the
 * hypervisor. */
#include "runtime/builder/peer.h"

#include <stdlib.h>
#include <string.h>

static bool look_up(xc_interface *xen, uint32_t domid, xc_dominfo_t *found)
{
    return xc_domain_getinfo(xen, domid, 1, found) == 1 && found->domid == domid && !found->dying;
}

bool peer_lives(xc_interface *xen, uint32_t domid)
{
    xc_dominfo_t found;

    return look_up(xen, domid, &found);
}

bool peer_label(xc_interface *xen, uint32_t domid, char label[NAME_SIZE])
{
    xc_dominfo_t found;

    return look_up(xen, domid, &found) &&
           xc_flask_sid_to_context(xen, (int)found.ssidref, label, NAME_SIZE) == 0;
}

/* Of Domain-0, and of itself, a builder may not ask. */
static bool is_managed(struct xs_handle *store, const char *domid)
{
    unsigned int length;
    char *own = xs_read(store, XBT_NULL, "domid", &length);
    bool managed = own && strcmp(own, domid) != 0 && strcmp("0", domid) != 0;

    free(own);
    return managed;
}

uint32_t peer_find(xc_interface *xen, struct xs_handle *store, const char *label)
{
    unsigned int count = 0;
    uint32_t match = 0;
    char **domids = xs_directory(store, XBT_NULL, "/local/domain", &count);

    for (unsigned int i = 0; i < count && !match; i++) {
        char found[NAME_SIZE];
        uint32_t domid = (uint32_t)strtoul(domids[i], NULL, 10);
        if (is_managed(store, domids[i]) && peer_label(xen, domid, found) && strcmp(found, label) == 0)
            match = domid;
    }
    free(domids);
    return match;
}
