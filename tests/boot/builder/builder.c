/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs in an unprivileged domain: builds PV domains with Debian's libxenguest, without xenstore, and ends
 * them. */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xenctrl.h>
#include <xenguest.h>

enum { DONE = 0, FAILED = 1, USAGE = 2 };

#define MEMORY 16   /* MiB */
#define SLACK  1024 /* KiB that Xen counts as the domain's memory besides */

static const char usage[] =
    "usage: builder create UUID KERNEL\n"
    "       builder pause|unpause|destroy DOMID\n"
    "\n"
    "create  builds a PV domain of 16 MiB from KERNEL, lets it run, and prints its number and the frame of\n"
    "        its console\n"
    "\n"
    "Exit status: 0 done, 1 it can't be done, 2 usage.\n";

static int fail(const char *what)
{
    fprintf(stderr, "builder: %s: %s\n", what, strerror(errno));
    return FAILED;
}

/* 32 digits, and dashes anywhere between them. */
static bool read_uuid(const char *text, uint8_t uuid[16])
{
    for (size_t i = 0; i < 16; i++) {
        text += *text == '-';
        if (sscanf(text, "%2hhx", &uuid[i]) != 1)
            return false;
        text += 2;
    }
    return *text == '\0';
}

static bool load(struct xc_dom_image *image, xc_interface *xen, uint32_t domid, const char *kernel)
{
    image->container_type = XC_DOM_PV_CONTAINER;
    return xc_dom_kernel_file(image, kernel) == 0 && xc_dom_boot_xen_init(image, xen, domid) == 0 &&
           xc_dom_parse_image(image) == 0 && xc_dom_mem_init(image, MEMORY) == 0 &&
           xc_dom_boot_mem_init(image) == 0 && xc_dom_build_image(image) == 0 &&
           xc_dom_boot_image(image) == 0;
}

static int build(xc_interface *xen, uint32_t domid, const char *kernel)
{
    if (xc_domain_max_vcpus(xen, domid, 1))
        return fail("vCPUs");
    if (xc_domain_setmaxmem(xen, domid, MEMORY * 1024 + SLACK))
        return fail("memory");
    struct xc_dom_image *image = xc_dom_allocate(xen, "", NULL);
    if (!image || !load(image, xen, domid, kernel))
        return fail("image");
    printf("domain %u, console %lu\n", domid, (unsigned long)xc_dom_p2m(image, image->console_pfn));
    xc_dom_release(image);
    return xc_domain_unpause(xen, domid) ? fail("start") : DONE;
}

static int create(xc_interface *xen, const char *uuid, const char *kernel)
{
    struct xen_domctl_createdomain config = {.max_vcpus = 1,
                                             .max_evtchn_port = 1023,
                                             .max_grant_frames = 4,
                                             .max_maptrack_frames = 0,
                                             .grant_opts = XEN_DOMCTL_GRANT_version(1)};
    uint32_t domid = 0;

    if (!read_uuid(uuid, config.handle)) {
        fputs(usage, stderr);
        return USAGE;
    }
    if (xc_domain_create(xen, &domid, &config))
        return fail("create");
    int status = build(xen, domid, kernel);
    if (status)
        xc_domain_destroy(xen, domid);
    return status;
}

static int act(xc_interface *xen, const char *verb, uint32_t domid)
{
    static const struct {
        const char *verb;
        int (*act)(xc_interface *xen, uint32_t domid);
    } acts[] = {{"pause", xc_domain_pause}, {"unpause", xc_domain_unpause}, {"destroy", xc_domain_destroy}};

    for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
        if (strcmp(verb, acts[i].verb) == 0)
            return acts[i].act(xen, domid) ? fail(verb) : DONE;
    fputs(usage, stderr);
    return USAGE;
}

int main(int count, char **words)
{
    bool creates = count == 4 && strcmp(words[1], "create") == 0;

    if (!creates && count != 3) {
        fputs(usage, stderr);
        return USAGE;
    }
    xc_interface *xen = xc_interface_open(NULL, NULL, 0);
    if (!xen)
        return fail("Xen");
    int status =
        creates ? create(xen, words[2], words[3]) : act(xen, words[1], (uint32_t)strtoul(words[2], NULL, 10));
    xc_interface_close(xen);
    return status;
}
