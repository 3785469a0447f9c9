/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What runs in dom0 of the arm64 boot, as its only program: it makes hypercalls through Linux's driver and
 * reports, a line each, whether the gate let them pass or refused them as gate.xpol says. Then it switches
 * the machine off.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <xen/xen.h>
#include <xen/domctl.h>
#include <xen/hvm/dm_op.h>
#include <xen/version.h>
#include <xen/xsm/flask_op.h>

#include "op.h"

/* Linux's interface of /dev/xen/privcmd. */
struct privcmd_hypercall {
    uint64_t op;
    uint64_t arg[5];
};
#define PRIVCMD_HYPERCALL _IOC(_IOC_NONE, 'P', 0, sizeof(struct privcmd_hypercall))

#define UNLABELLED 12u /* the SID that libxl gives a domain without a label */

static int privcmd;

/* What the hypervisor reads and writes: it must not be paged out, nor copied on write. */
static union {
    char bytes[1 << 16];
    struct xen_domctl domctl;
    struct xen_flask_op flask;
    struct xenon_op op;
    multicall_entry_t calls[2];
    struct {
        struct xen_dm_op_buf list;
        struct xen_dm_op dm;
    } model;
} *const shared = (void *)0x10000000;

static void __attribute__((format(printf, 2, 3))) report(bool ok, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    printf("%s arm64: ", ok ? "ok" : "not ok");
    vprintf(format, arguments);
    printf("\n");
    va_end(arguments);
}

/* Returns what the hypervisor does, errors as a negative errno. */
static long hypercall(uint64_t op, uint64_t a1, uint64_t a2, uint64_t a3)
{
    struct privcmd_hypercall call = {.op = op, .arg = {a1, a2, a3}};
    int rc = ioctl(privcmd, PRIVCMD_HYPERCALL, &call);

    return rc < 0 ? -errno : rc;
}

static uint64_t address(const void *memory)
{
    return (uint64_t)(uintptr_t)memory;
}

static void set_up(void)
{
    static const char module[] = "/xen-privcmd.ko";
    int fd = open(module, O_RDONLY | O_CLOEXEC);

    if (fd < 0 || syscall(SYS_finit_module, fd, "", 0) != 0)
        report(false, "%s: %s", module, strerror(errno));
    if (mkdir("/dev", 0755), mount("dev", "/dev", "devtmpfs", 0, NULL) != 0)
        report(false, "/dev: %s", strerror(errno));
    privcmd = open("/dev/xen/privcmd", O_RDWR | O_CLOEXEC);
    if (privcmd < 0)
        report(false, "/dev/xen/privcmd: %s", strerror(errno));
    if (mmap(shared, sizeof(*shared), PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_LOCKED | MAP_POPULATE, -1, 0) != shared)
        report(false, "memory: %s", strerror(errno));
}

/* --- Decided in a register, directly and inside a multicall --- */

static void try_registers(void)
{
    long version = hypercall(__HYPERVISOR_xen_version, XENVER_version, 0, 0);

    report(version == 0x40011, "xen_version.version returns %#lx", version);
    memset(shared, 0, sizeof(*shared));
    long denied = hypercall(__HYPERVISOR_xen_version, XENVER_changeset, address(shared), 0);
    report(denied == -EPERM && !shared->bytes[0], "xen_version.changeset is refused (%ld)", denied);
    long high = hypercall(__HYPERVISOR_xen_version, UINT64_C(1) << 32 | XENVER_changeset, address(shared), 0);
    report(high == -EPERM && !shared->bytes[0], "and with other bits above it (%ld)", high);
}

static void try_multicall(void)
{
    memset(shared, 0, sizeof(*shared));
    for (size_t i = 0; i < 2; i++)
        shared->calls[i].op = __HYPERVISOR_xen_version;
    shared->calls[0].args[0] = XENVER_version;
    shared->calls[1].args[0] = XENVER_changeset;
    shared->calls[1].args[1] = address(shared->bytes + sizeof(shared->calls));
    long rc = hypercall(__HYPERVISOR_multicall, address(shared), 2, 0);
    report(rc == 0 && shared->calls[0].result == 0x40011, "in a multicall, version returns %#llx",
           (unsigned long long)shared->calls[0].result);
    report((long)shared->calls[1].result == -EPERM, "and changeset is refused");
}

/* --- Decided in memory, and by the target --- */

static long give_domctl(uint32_t command, domid_t domid)
{
    shared->domctl.cmd = command;
    shared->domctl.interface_version = XEN_DOMCTL_INTERFACE_VERSION;
    shared->domctl.domain = domid;
    return hypercall(__HYPERVISOR_domctl, address(shared), 0, 0);
}

static long create(uint32_t sid)
{
    struct xen_domctl_createdomain *config = &shared->domctl.u.createdomain;

    memset(shared, 0, sizeof(*shared));
    config->ssidref = sid;
    config->flags = XEN_DOMCTL_CDF_hvm | XEN_DOMCTL_CDF_hap;
    config->max_vcpus = 1;
    config->max_evtchn_port = 1023;
    config->max_grant_frames = 4;
    config->max_maptrack_frames = 4;
    config->grant_opts = XEN_DOMCTL_GRANT_version(1);
    config->arch.gic_version = XEN_DOMCTL_CONFIG_GIC_NATIVE;
    return give_domctl(XEN_DOMCTL_createdomain, 0);
}

static uint32_t sid_of(const char *label)
{
    memset(shared, 0, sizeof(*shared));
    strcpy(shared->bytes + sizeof(shared->flask), label);
    shared->flask.cmd = FLASK_CONTEXT_TO_SID;
    shared->flask.interface_version = XEN_FLASK_INTERFACE_VERSION;
    shared->flask.u.sid_context.size = (uint32_t)strlen(label);
    set_xen_guest_handle(shared->flask.u.sid_context.context, shared->bytes + sizeof(shared->flask));
    long rc = hypercall(__HYPERVISOR_xsm_op, address(shared), 0, 0);
    report(rc == 0, "the label %s has a SID (%ld)", label, rc);
    return shared->flask.u.sid_context.sid;
}

/* A device model's operation on the domain. */
static long model(domid_t domid, uint32_t operation)
{
    memset(shared, 0, sizeof(*shared));
    shared->model.dm.op = operation;
    set_xen_guest_handle(shared->model.list.h, (void *)&shared->model.dm);
    shared->model.list.size = sizeof(shared->model.dm);
    return hypercall(__HYPERVISOR_dm_op, domid, 1, address(&shared->model.list));
}

static void try_domains(void)
{
    long rc = create(UNLABELLED);

    report(rc == -EPERM, "a domain without a label isn't created (%ld)", rc);
    rc = create(sid_of("guest"));
    report(rc == 0, "one with a label is (%ld)", rc);
    domid_t domid = shared->domctl.domain;
    rc = model(domid, XEN_DMOP_nr_vcpus);
    report(rc == -EPERM, "dm_op.nr_vcpus is refused (%ld)", rc);
    rc = model(domid, XEN_DMOP_set_irq_level);
    report(rc != -EPERM && rc < 0, "dm_op.set_irq_level is allowed on it, if not meaningful (%ld)", rc);
    rc = give_domctl(XEN_DOMCTL_pausedomain, domid);
    report(rc == -EPERM, "domctl.pausedomain is refused (%ld)", rc);
    rc = give_domctl(XEN_DOMCTL_destroydomain, domid);
    report(rc == 0, "domctl.destroydomain is allowed (%ld)", rc);
}

/* --- A call that is made again has its arguments --- */

static void try_slow_rate(void)
{
    struct timespec start, end;
    int wrong = 0;

    clock_gettime(CLOCK_MONOTONIC, &start);
    for (int i = 0; i < 11; i++) {
        memset(shared, 0, sizeof(*shared));
        if (hypercall(__HYPERVISOR_xen_version, XENVER_capabilities, address(shared), 0) != 0 ||
            strncmp(shared->bytes, "xen-3.0-aarch64", 15) != 0)
            wrong++;
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    double seconds = (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
    report(wrong == 0 && seconds >= 0.5, "11 calls at 20/s slow take %.2f s, and %d go wrong", seconds,
           wrong);
}

/* --- The module's own commands --- */

static long command(uint32_t number)
{
    shared->op.command = number;
    shared->op.version = XENON_OP_VERSION;
    return hypercall(__HYPERVISOR_xsm_op, address(shared), 0, 0);
}

static bool is_logged(const struct xenon_record *records, uint32_t count, unsigned int number,
                      uint64_t operand)
{
    for (uint32_t i = 0; i < count; i++)
        if (records[i].kind == XENON_DENIED && records[i].hypercall == number &&
            records[i].operand == operand && !strcmp(records[i].file, "gate.xpol") &&
            !strcmp(records[i].label, "Domain-0"))
            return true;
    return false;
}

static void try_log(void)
{
    struct xenon_record *records = (void *)(shared->bytes + sizeof(shared->op));

    memset(shared, 0, sizeof(*shared));
    shared->op.u.log.buffer = address(records);
    shared->op.u.log.room = 100;
    long rc = command(XENON_OP_log);
    uint32_t count = shared->op.u.log.count;
    report(rc == 0 && is_logged(records, count, __HYPERVISOR_xen_version, XENVER_changeset),
           "xen_version.changeset is in the log of %u records (%ld)", count, rc);
    report(is_logged(records, count, __HYPERVISOR_dm_op, XEN_DMOP_nr_vcpus), "dm_op.nr_vcpus too");
    report(is_logged(records, count, __HYPERVISOR_domctl, XEN_DOMCTL_pausedomain), "domctl.pausedomain too");
    report(!is_logged(records, count, __HYPERVISOR_xen_version, XENVER_version), "xen_version.version isn't");
}

/* Returns the fault; the blob in /next.xpb has one byte changed at `flip` if that isn't 0. */
static uint32_t replace(size_t flip)
{
    char *blob = shared->bytes + 4096;
    FILE *file = fopen("/next.xpb", "re");
    size_t size = file ? fread(blob, 1, sizeof(*shared) - 4096, file) : 0;

    if (file)
        fclose(file);
    if (flip)
        blob[flip] ^= 1;
    memset(shared, 0, 4096);
    shared->op.u.replace.blob = address(blob);
    shared->op.u.replace.size = (uint32_t)size;
    long rc = command(XENON_OP_replace);
    report(rc == 0, "XENON_OP_replace answers (%ld) for %zu bytes", rc, size);
    return shared->op.u.replace.fault;
}

static void try_swap(void)
{
    uint32_t fault = replace(200);

    report(fault != 0, "a damaged policy is refused (fault %u)", fault);
    long rc = hypercall(__HYPERVISOR_xen_version, XENVER_changeset, address(shared->bytes + 4096), 0);
    report(rc == -EPERM, "and changes nothing (%ld)", rc);
    fault = replace(0);
    report(fault == 0, "a sound one takes force (fault %u)", fault);
    rc = hypercall(__HYPERVISOR_xen_version, XENVER_changeset, address(shared->bytes + 4096), 0);
    report(rc == 0, "and allows xen_version.changeset (%ld)", rc);
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    set_up();
    try_registers();
    try_multicall();
    try_domains();
    try_slow_rate();
    try_log();
    try_swap();
    printf("arm64: end\n");
    sync();
    reboot(RB_POWER_OFF);
    return 0;
}
