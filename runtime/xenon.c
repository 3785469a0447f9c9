/* SPDX-License-Identifier: GPL-2.0-only */
/* libxenon: the commands of op.h, their answers checked before they are passed on. */
#include "runtime/command.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct xenon {
    const struct xenon_transport *transport;
    void *context;
    struct xenon_op *op; /* the transport's memory; holds the last command and its answer */
};

int xenon_open_with(const struct xenon_transport *transport, void *context, struct xenon **xenon)
{
    struct xenon *x = calloc(1, sizeof(*x));
    if (!x)
        goto close;
    x->transport = transport;
    x->context = context;
    x->op = transport->allocate(context, sizeof(*x->op));
    if (!x->op)
        goto free;
    *xenon = x;
    return 0;
free:
    free(x);
close:
    transport->close(context);
    return -ENOMEM;
}

void xenon_close(struct xenon *xenon)
{
    if (!xenon)
        return;
    xenon->transport->release(xenon->context, xenon->op);
    xenon->transport->close(xenon->context);
    free(xenon);
}

struct xenon_op *command_start(struct xenon *xenon, uint32_t command)
{
    memset(xenon->op, 0, sizeof(*xenon->op));
    xenon->op->command = command;
    xenon->op->version = XENON_OP_VERSION;
    return xenon->op;
}

int command_give(struct xenon *xenon)
{
    return xenon->transport->call(xenon->context, xenon->op);
}

void *command_allocate(struct xenon *xenon, size_t size)
{
    return xenon->transport->allocate(xenon->context, size ? size : 1);
}

void command_release(struct xenon *xenon, void *memory)
{
    xenon->transport->release(xenon->context, memory);
}

int command_copy(void **copy, const void *memory, size_t size)
{
    *copy = size ? malloc(size) : NULL;
    if (size && !*copy)
        return -ENOMEM;
    if (size)
        memcpy(*copy, memory, size);
    return 0;
}

int xenon_watch(struct xenon *xenon)
{
    return xenon->transport->watch ? xenon->transport->watch(xenon->context) : -EOPNOTSUPP;
}

int xenon_acknowledge(struct xenon *xenon)
{
    return xenon->transport->acknowledge ? xenon->transport->acknowledge(xenon->context) : -EOPNOTSUPP;
}

int xenon_wait(struct xenon *xenon, int timeout)
{
    struct pollfd interrupt = {.fd = xenon_watch(xenon), .events = POLLIN};
    if (interrupt.fd < 0)
        return interrupt.fd;
    int ready = poll(&interrupt, 1, timeout);
    if (ready < 0)
        return -errno;
    int error = ready ? xenon_acknowledge(xenon) : 0;
    return error ? error : ready;
}

int xenon_get_command_line(struct xenon *xenon, char text[XENON_COMMAND_LINE])
{
    return xenon->transport->command_line ? xenon->transport->command_line(xenon->context, text)
                                          : -EOPNOTSUPP;
}

int xenon_get_status(struct xenon *xenon, struct xenon_status *status)
{
    const struct xenon_op *op = command_start(xenon, XENON_OP_status);
    int error = command_give(xenon);
    if (error)
        return error;
    if (op->u.status.oldest > op->u.status.next)
        return -EPROTO;
    *status = op->u.status;
    return 0;
}

static bool records_rise(const struct xenon_record *records, uint32_t count, uint64_t first)
{
    for (uint32_t i = 0; i < count; i++) {
        if (records[i].sequence < first || records[i].sequence == UINT64_MAX)
            return false;
        first = records[i].sequence + 1;
    }
    return true;
}

int xenon_read_log(struct xenon *xenon, uint64_t first, struct xenon_record *records, uint32_t room)
{
    if (room > INT_MAX / sizeof(*records))
        room = INT_MAX / sizeof(*records);
    struct xenon_record *buffer = command_allocate(xenon, room * sizeof(*buffer));
    if (!buffer)
        return -ENOMEM;
    struct xenon_op *op = command_start(xenon, XENON_OP_log);
    op->u.log.buffer = command_address(buffer);
    op->u.log.room = room;
    op->u.log.first = first;
    int error = command_give(xenon);
    uint32_t count = op->u.log.count;
    if (!error && (count > room || !records_rise(buffer, count, first)))
        error = -EPROTO;
    if (!error && count)
        memcpy(records, buffer, count * sizeof(*records));
    command_release(xenon, buffer);
    return error ? error : (int)count;
}

int xenon_order(struct xenon *xenon, uint32_t command, uint32_t domid)
{
    command_start(xenon, command)->u.target.domid = domid;
    return command_give(xenon);
}

int xenon_delegate(struct xenon *xenon, uint32_t domid, uint32_t to)
{
    struct xenon_op *op = command_start(xenon, XENON_OP_delegate);
    op->u.target.domid = domid;
    op->u.target.value = to;
    return command_give(xenon);
}

enum { PAGE = 64 }; /* domains asked for at a time */

static bool domains_rise(const struct xenon_domain *domains, uint32_t count, uint32_t first)
{
    for (uint32_t i = 0; i < count; i++) {
        if (domains[i].domid < first || domains[i].domid == UINT32_MAX)
            return false;
        first = domains[i].domid + 1;
    }
    return true;
}

/* Reads the domains from id `first` on into `buffer`, which has room for PAGE. Returns how many, or an error.
 */
static int read_page(struct xenon *xenon, struct xenon_domain *buffer, uint32_t first)
{
    struct xenon_op *op = command_start(xenon, XENON_OP_domains);
    op->u.domains.buffer = command_address(buffer);
    op->u.domains.room = PAGE;
    op->u.domains.first = first;
    int error = command_give(xenon);
    if (error)
        return error;
    uint32_t count = op->u.domains.count;
    return count <= PAGE && domains_rise(buffer, count, first) ? (int)count : -EPROTO;
}

/* Until a page is empty: one that is only short needn't be the last. */
int xenon_list_domains(struct xenon *xenon, struct xenon_domain **domains, size_t *count)
{
    struct xenon_domain *all = NULL;
    struct xenon_domain *page = command_allocate(xenon, PAGE * sizeof(*page));
    if (!page)
        return -ENOMEM;
    size_t have = 0;
    uint32_t first = 0;
    int got;
    while ((got = read_page(xenon, page, first)) > 0) {
        struct xenon_domain *more = realloc(all, (have + (size_t)got) * sizeof(*all));
        if (!more) {
            got = -ENOMEM;
            break;
        }
        all = more;
        memcpy(all + have, page, (size_t)got * sizeof(*all));
        have += (size_t)got;
        first = all[have - 1].domid + 1;
    }
    command_release(xenon, page);
    if (got < 0) {
        free(all);
        return got;
    }
    *domains = all;
    *count = have;
    return 0;
}
