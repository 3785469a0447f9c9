/* SPDX-License-Identifier: GPL-2.0-only */
/* Builds PV domains. What it does to a domain is what the policy must allow a builder. */
#include "runtime/builder/image.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <xenguest.h>

#define SLACK 1024 /* KiB that Xen counts as the domain's memory besides */

static bool read_files(struct xc_dom_image *image, const struct entry *entry)
{
    return xc_dom_kernel_file(image, entry->kernel) == 0 &&
           (!entry->ramdisk[0] || xc_dom_module_file(image, entry->ramdisk, "") == 0);
}

static bool load(struct xc_dom_image *image, xc_interface *xen, uint32_t domid, unsigned int memory)
{
    return xc_dom_boot_xen_init(image, xen, domid) == 0 && xc_dom_parse_image(image) == 0 &&
           xc_dom_mem_init(image, memory) == 0 && xc_dom_boot_mem_init(image) == 0 &&
           xc_dom_build_image(image) == 0 && xc_dom_boot_image(image) == 0 && xc_dom_gnttab_init(image) == 0;
}

static const char *fill(xc_interface *xen, const struct entry *entry, struct built *built)
{
    struct xc_dom_image *image = xc_dom_allocate(xen, entry->ramdisk[0] ? "console=hvc0 quiet" : "", NULL);

    if (!image)
        return "memory for the image";
    image->container_type = XC_DOM_PV_CONTAINER;
    image->console_evtchn = (unsigned int)built->console_port;
    image->xenstore_evtchn = (unsigned int)built->store_port;
    const char *fault = NULL;
    if (!read_files(image, entry))
        fault = "kernel and ramdisk";
    else if (!load(image, xen, built->domid, entry->memory))
        fault = "memory, with the kernel in it";
    if (!fault) {
        built->console = xc_dom_p2m(image, image->console_pfn);
        built->store = xc_dom_p2m(image, image->xenstore_pfn);
    }
    xc_dom_release(image);
    return fault;
}

static const char *furnish(xc_interface *xen, const struct entry *entry, struct built *built)
{
    if (xc_domain_max_vcpus(xen, built->domid, 1))
        return "a processor";
    if (xc_domain_setmaxmem(xen, built->domid, entry->memory * 1024 + SLACK))
        return "memory";
    built->store_port = xc_evtchn_alloc_unbound(xen, built->domid, 0);
    built->console_port = xc_evtchn_alloc_unbound(xen, built->domid, 0);
    if (built->store_port < 0 || built->console_port < 0)
        return "event channels";
    return fill(xen, entry, built);
}

const char *image_build(xc_interface *xen, const struct entry *entry, struct built *built)
{
    struct xen_domctl_createdomain config = {.max_vcpus = 1,
                                             .max_evtchn_port = 1023,
                                             .max_grant_frames = 32,
                                             .max_maptrack_frames = 0,
                                             .grant_opts = XEN_DOMCTL_GRANT_version(1)};
    char label[NAME_SIZE];

    strcpy(label, entry->name); /* xc_flask_context_to_sid() doesn't promise to leave it alone */
    *built = (struct built){.domid = 0};
    if (xc_flask_context_to_sid(xen, label, (uint32_t)strlen(label) + 1, &config.ssidref))
        return "its label";
    if (xc_domain_create(xen, &built->domid, &config))
        return "a domain";
    const char *fault = furnish(xen, entry, built);
    if (fault) {
        int error = errno;
        xc_domain_destroy(xen, built->domid);
        errno = error;
    }
    return fault;
}
