/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A kernel for dom0 that measures what hypercalls cost, prints that on Xen's console, and has the host
 * reboot. The time stamp counter must count instructions. tests/bench/cost.py boots it.
 *
 * It makes a second domain, which never runs: events go there, and pages that it grants come from there.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdnoreturn.h>
#include <xen/xen.h>
#include <xen/domctl.h>
#include <xen/event_channel.h>
#include <xen/grant_table.h>
#include <xen/memory.h>
#include <xen/sched.h>
#include <xen/vcpu.h>
#include <xen/version.h>
#include "op.h"
#include "tests/boot/probe/mailbox.h"

#define PEER      1 /* the first domain that a host makes */
#define TIMES     1001
#define REFERENCE 8 /* of the peer's page */

typedef void measured(void);

static _Alignas(PROBE_PAGE) uint8_t pages[3][PROBE_PAGE];
enum { TABLE, MAPPED, OWN }; /* the peer's grant table; where its page comes and goes; one that stays */

static const unsigned long *frames; /* of this domain's pages, from PROBE_ADDRESS on */
static evtchn_port_t port;
static xen_pfn_t peer_frame;
static uint32_t times[TIMES];

noreturn void pv_start(const start_info_t *start);

static long call(unsigned long number, unsigned long a1, unsigned long a2, unsigned long a3, unsigned long a4)
{
    register unsigned long fourth __asm__("r10") = a4;

    __asm__ volatile("syscall"
                     : "+a"(number), "+D"(a1), "+S"(a2), "+d"(a3), "+r"(fourth)
                     :
                     : "rcx", "r11", "r8", "memory");
    return (long)number;
}

static uint64_t ticks(void)
{
    uint32_t low, high;

    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high) : : "memory");
    return (uint64_t)high << 32 | low;
}

/* Printing and ending. */

static void print(const char *text)
{
    size_t length = 0;

    while (text[length])
        length++;
    call(__HYPERVISOR_console_io, CONSOLEIO_write, length, (unsigned long)text, 0);
}

static void print_number(uint64_t number)
{
    char text[24], *at = text + sizeof(text) - 1;

    *at = '\0';
    do
        *--at = (char)('0' + number % 10);
    while (number /= 10);
    print(at);
}

static void report(const char *name, uint64_t cost)
{
    print("cost ");
    print(name);
    print(" ");
    print_number(cost);
    print("\n");
}

static noreturn void end(void)
{
    struct sched_shutdown reboot = {.reason = SHUTDOWN_reboot};

    for (;;)
        call(__HYPERVISOR_sched_op, SCHEDOP_shutdown, (unsigned long)&reboot, 0, 0);
}

/* Ends with what couldn't be done, unless it was. */
static void expect(long result, const char *what)
{
    if (result >= 0)
        return;
    print("failed: ");
    print(what);
    print(": -");
    print_number((uint64_t)-result);
    print("\n");
    end();
}

/* The peer. */

static void control(struct xen_domctl *op, uint32_t command, const char *what)
{
    op->cmd = command;
    op->interface_version = XEN_DOMCTL_INTERFACE_VERSION;
    op->domain = PEER;
    expect(call(__HYPERVISOR_domctl, (unsigned long)op, 0, 0, 0), what);
}

static void make_peer(void)
{
    static struct xen_domctl create = {
        .u.createdomain = {.ssidref = 12, /* what stock tools say without a label */
                           .handle = {0x70, 0x65, 0x65, 0x72},
                           .max_vcpus = 1,
                           .max_evtchn_port = 1023,
                           .max_grant_frames = 4,
                           .max_maptrack_frames = 4,
                           .grant_opts = XEN_DOMCTL_GRANT_version(1)}};
    static struct xen_domctl processor = {.u.max_vcpus.max = 1}, memory = {.u.max_mem.max_memkb = 4096};

    control(&create, XEN_DOMCTL_createdomain, "making a domain");
    control(&processor, XEN_DOMCTL_max_vcpus, "giving it a processor");
    control(&memory, XEN_DOMCTL_max_mem, "letting it have memory");
}

static void connect_event(void)
{
    struct evtchn_alloc_unbound offer = {.dom = PEER, .remote_dom = 0};
    struct evtchn_bind_interdomain bind = {.remote_dom = PEER};

    expect(call(__HYPERVISOR_event_channel_op, EVTCHNOP_alloc_unbound, (unsigned long)&offer, 0, 0),
           "a port");
    bind.remote_port = offer.port;
    expect(call(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_interdomain, (unsigned long)&bind, 0, 0),
           "binding");
    port = bind.local_port;
}

static void populate(void)
{
    struct xen_memory_reservation reservation = {.nr_extents = 1, .domid = PEER};

    set_xen_guest_handle(reservation.extent_start, &peer_frame);
    expect(call(__HYPERVISOR_memory_op, XENMEM_populate_physmap, (unsigned long)&reservation, 0, 0) - 1,
           "a page");
}

/* Maps the peer's grant table, and grants its page in it to this domain. */
static void grant(void)
{
    xen_pfn_t frame = 0;
    struct gnttab_setup_table setup = {.dom = PEER, .nr_frames = 1};
    grant_entry_v1_t *entry = (grant_entry_v1_t *)pages[TABLE] + REFERENCE;

    set_xen_guest_handle(setup.frame_list, &frame);
    expect(call(__HYPERVISOR_grant_table_op, GNTTABOP_setup_table, (unsigned long)&setup, 1, 0), "a table");
    expect(setup.status, "its table");
    expect(call(__HYPERVISOR_update_va_mapping_otherdomain, (unsigned long)pages[TABLE],
                frame << 12 | 0x67 /* present, writable, the guest's, accessed, dirty */, UVMF_INVLPG, PEER),
           "mapping the table");
    entry->domid = 0;
    entry->frame = (uint32_t)peer_frame;
    __atomic_store_n(&entry->flags, GTF_permit_access, __ATOMIC_SEQ_CST);
}

/* What is measured. */

static long result; /* of the last call */

static void no_subcommand(void)
{
    result = call(__HYPERVISOR_fpu_taskswitch, 0, 0, 0, 0);
}

static void subcommand(void)
{
    result = call(__HYPERVISOR_xen_version, XENVER_version, 0, 0, 0);
}

static void rated(void)
{
    result = call(__HYPERVISOR_xen_version, XENVER_pagesize, 0, 0, 0);
}

static void event(void)
{
    struct evtchn_send send = {.port = port};

    result = call(__HYPERVISOR_event_channel_op, EVTCHNOP_send, (unsigned long)&send, 0, 0);
}

static void map_and_unmap(void)
{
    struct gnttab_map_grant_ref map = {
        .host_addr = (unsigned long)pages[MAPPED], .flags = GNTMAP_host_map, .ref = REFERENCE, .dom = PEER};
    struct gnttab_unmap_grant_ref unmap = {.host_addr = (unsigned long)pages[MAPPED]};

    call(__HYPERVISOR_grant_table_op, GNTTABOP_map_grant_ref, (unsigned long)&map, 1, 0);
    unmap.handle = map.handle;
    call(__HYPERVISOR_grant_table_op, GNTTABOP_unmap_grant_ref, (unsigned long)&unmap, 1, 0);
    result = map.status ? map.status : unmap.status;
}

static void copy(void)
{
    struct gnttab_copy copied = {.source = {.u.ref = REFERENCE, .domid = PEER},
                                 .dest = {.domid = DOMID_SELF},
                                 .len = 16,
                                 .flags = GNTCOPY_source_gref};

    copied.dest.u.gmfn = frames[((unsigned long)pages[OWN] - PROBE_ADDRESS) / PROBE_PAGE];
    call(__HYPERVISOR_grant_table_op, GNTTABOP_copy, (unsigned long)&copied, 1, 0);
    result = copied.status;
}

static void refused(void)
{
    result = call(__HYPERVISOR_vm_assist, VMASST_CMD_enable, VMASST_TYPE_pae_extended_cr3, 0, 0);
}

/* Keeps the times sorted. */
static void insert(size_t count, uint32_t time)
{
    for (; count && times[count - 1] > time; count--)
        times[count] = times[count - 1];
    times[count] = time;
}

static void measure(const char *name, measured *run, long expected)
{
    for (size_t i = 0; i < TIMES; i++) {
        uint64_t start = ticks();
        run();
        insert(i, (uint32_t)(ticks() - start));
        if (result != expected)
            expect(result < 0 ? result : -result - 1, name);
    }
    report(name, times[TIMES / 2]);
}

/* The initial ramdisk is a policy: puts it in force. */
static void load(const start_info_t *start)
{
    static struct xenon_op op = {.command = XENON_OP_replace, .version = XENON_OP_VERSION};
    uint64_t begin;

    op.u.replace.blob = start->mod_start;
    op.u.replace.size = (uint32_t)start->mod_len;
    begin = ticks();
    expect(call(__HYPERVISOR_xsm_op, (unsigned long)&op, 0, 0, 0), "a load");
    report("load", ticks() - begin);
    expect(-(long)op.u.replace.fault, "a good policy");
}

noreturn void pv_start(const start_info_t *start)
{
    frames = (const unsigned long *)start->mfn_list;
    make_peer();
    connect_event();
    populate();
    grant();
    measure("whole", no_subcommand, 0);
    measure("subcommand", subcommand, call(__HYPERVISOR_xen_version, XENVER_version, 0, 0, 0));
    measure("rate", rated, PROBE_PAGE);
    measure("send", event, 0);
    measure("map", map_and_unmap, 0);
    measure("copy", copy, 0);
    measure("refused", refused, start->mod_len ? -1 : 0);
    if (start->mod_len)
        load(start);
    print("end\n");
    end();
}
