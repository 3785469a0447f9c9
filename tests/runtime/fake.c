/* SPDX-License-Identifier: GPL-2.0-only */
/* The fake module, and the transport to it. */
#include "tests/runtime/fake.h"
#include "runtime/libxenon.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct fake fake;

void fake_reset(void)
{
    fake = (struct fake){
        .status = {.name = "forward-base", .version = 12, .size = 4096, .generation = 3, .domains = 5},
        .successor = {.name = "forward-base", .version = 13, .size = 5000, .generation = 4, .domains = 6},
        .most = UINT32_MAX,
        .history = "/dev/null/history",
    };
    fake.status.loaded = 10000000000;
    fake.status.now = 90000000000;
    memset(fake.status.digest, 0xab, sizeof(fake.status.digest));
    memset(fake.status.table, 0x11, sizeof(fake.status.table));
    fake.successor.loaded = 90000000000;
    fake.successor.now = 90000000001;
    memset(fake.successor.digest, 0xcd, sizeof(fake.successor.digest));
}

struct xenon_record fake_denial(void)
{
    return (struct xenon_record){
        .time = 61250000000,
        .since = 61250000000,
        .count = 1,
        .operand = 4,
        .generation = 3,
        .line = 31,
        .column = 9,
        .kind = XENON_DENIED,
        .hypercall = 32,
        .domid = 3,
        .vcpu = 1,
        .effect = BLOB_DENY,
        .peer = XENON_NO_DOMAIN,
        .label = "recon",
        .file = "forward-base.xpol",
    };
}

void fake_append(struct xenon_record record)
{
    record.sequence = fake.status.next++;
    fake.ring[record.sequence % FAKE_RING] = record;
    if (fake.status.next - fake.status.oldest > FAKE_RING)
        fake.status.oldest = fake.status.next - FAKE_RING;
}

void fake_domain(uint32_t domid, const char *label, uint64_t violations, uint64_t quiet)
{
    struct xenon_domain *domain = &fake.domains[fake.domain_count++];
    *domain = (struct xenon_domain){.domid = domid, .violations = violations, .quiet = quiet};
    strncpy(domain->label, label, sizeof(domain->label));
}

static bool refuse(struct xenon_replace *op)
{
    if (!fake.refusal.fault || op->flags & XENON_FORCE)
        return false;
    op->fault = fake.refusal.fault;
    op->section = fake.refusal.section;
    op->offset = fake.refusal.offset;
    op->domain = fake.refusal.domain;
    op->peer = fake.refusal.peer;
    op->means = fake.refusal.means;
    return true;
}

static int replace(struct xenon_replace *op)
{
    const unsigned char *blob = (const unsigned char *)(uintptr_t)op->blob;
    size_t head = op->size < sizeof(fake.received) ? op->size : sizeof(fake.received);
    fake.received_size = op->size;
    memcpy(fake.received, blob, head);
    if (refuse(op))
        return 0;
    fake.status = fake.successor;
    op->generation = fake.status.generation;
    fake.status.generation += fake.later_loads;
    return 0;
}

static int read_log(struct xenon_log *op)
{
    struct xenon_record *out = (struct xenon_record *)(uintptr_t)op->buffer;
    uint32_t room = op->room < fake.most ? op->room : fake.most;
    if (op->first >= fake.status.next && fake.idle)
        fake.idle();
    if (op->first < fake.status.oldest)
        op->first = fake.status.oldest;
    for (op->count = 0; op->count < room && op->first + op->count < fake.status.next; op->count++)
        out[op->count] = fake.ring[(op->first + op->count) % FAKE_RING];
    return 0;
}

static int list_domains(struct xenon_domains *op)
{
    struct xenon_domain *out = (struct xenon_domain *)(uintptr_t)op->buffer;
    uint32_t room = op->room < fake.most ? op->room : fake.most;
    op->count = 0;
    for (unsigned int i = 0; i < fake.domain_count && op->count < room; i++)
        if (fake.domains[i].domid >= op->first)
            out[op->count++] = fake.domains[i];
    return 0;
}

static int call(void *context, struct xenon_op *op)
{
    (void)context;
    fake.calls++;
    unsigned int index = op->command - XENON_OP_status;
    if (op->version != XENON_OP_VERSION || index >= FAKE_COMMANDS)
        return -ENOSYS;
    if (fake.error[index])
        return fake.error[index];
    switch (op->command) {
    case XENON_OP_status:
        op->u.status = fake.status;
        return 0;
    case XENON_OP_replace:
        return replace(&op->u.replace);
    case XENON_OP_log:
        return read_log(&op->u.log);
    case XENON_OP_domains:
        return list_domains(&op->u.domains);
    case XENON_OP_seal:
        fake.ordered = refuse(&op->u.replace) ? fake.ordered : op->command;
        return 0;
    default:
        fake.ordered = op->command;
        fake.target = op->u.target.domid;
        return 0;
    }
}

static void *allocate(void *context, size_t size)
{
    (void)context;
    void *memory = fake.out_of_memory ? NULL : malloc(size);
    fake.allocated += memory != NULL;
    return memory;
}

static void release(void *context, void *memory)
{
    (void)context;
    fake.allocated--;
    free(memory);
}

static void close_fake(void *context)
{
    (void)context;
    fake.closed = true;
}

static int watch(void *context)
{
    (void)context;
    return fake.interrupt ? fake.interrupt : -EEXIST;
}

static int acknowledge(void *context)
{
    (void)context;
    char byte;
    return read(fake.interrupt, &byte, 1) == 1 ? 0 : -EIO;
}

int xenon_open(struct xenon **xenon)
{
    static const struct xenon_transport transport = {.allocate = allocate,
                                                     .release = release,
                                                     .call = call,
                                                     .close = close_fake,
                                                     .watch = watch,
                                                     .acknowledge = acknowledge};
    return fake.open_error ? fake.open_error : xenon_open_with(&transport, NULL, xenon);
}

/* The linker puts this in the place of clock_gettime() in what is tested: time stands still 90 s after boot.
 */
int __wrap_clock_gettime(clockid_t clock, struct timespec *time);

int __wrap_clock_gettime(clockid_t clock, struct timespec *time)
{
    (void)clock;
    time->tv_sec = FAKE_BOOT / 1000000000 + 90;
    time->tv_nsec = 0;
    return 0;
}

/* In the place of the machine's own history. */
const char *__wrap_history_folder(const void *request);

const char *__wrap_history_folder(const void *request)
{
    (void)request;
    return fake.history;
}
