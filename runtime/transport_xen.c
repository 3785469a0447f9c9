/* SPDX-License-Identifier: GPL-2.0-only */
/* libxenon's transport to the hypervisor below: xsm_op by libxencall, its interrupt by libxenevtchn. */
#include "runtime/libxenon.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <xencall.h>
#include <xenevtchn.h>
#include <xentoollog.h>
#include <xen/xen.h>
#include <xen/version.h>

struct hypervisor {
    xencall_handle *calls;
    xenevtchn_handle *events; /* NULL until they are watched */
    xenevtchn_port_or_error_t port;
};

static void *allocate(void *context, size_t size)
{
    const struct hypervisor *hypervisor = context;
    return xencall_alloc_buffer(hypervisor->calls, size);
}

static void release(void *context, void *memory)
{
    const struct hypervisor *hypervisor = context;
    xencall_free_buffer(hypervisor->calls, memory);
}

static int call(void *context, struct xenon_op *op)
{
    const struct hypervisor *hypervisor = context;
    if (xencall1(hypervisor->calls, __HYPERVISOR_xsm_op, (uint64_t)(uintptr_t)op) < 0)
        return -errno;
    return 0;
}

static void close_hypervisor(void *context)
{
    struct hypervisor *hypervisor = context;
    if (hypervisor->events)
        xenevtchn_close(hypervisor->events);
    xencall_close(hypervisor->calls);
    free(hypervisor);
}

/* libxencall would tell stderr about a missing driver; we return the error and leave the words to the caller.
 */
static void drop_message(struct xentoollog_logger *logger, xentoollog_level level, int error,
                         const char *context, const char *format, va_list values)
{
    (void)logger, (void)level, (void)error, (void)context, (void)format, (void)values;
}

static void drop_progress(struct xentoollog_logger *logger, const char *context, const char *doing,
                          int percent, unsigned long done, unsigned long total)
{
    (void)logger, (void)context, (void)doing, (void)percent, (void)done, (void)total;
}

static void keep(struct xentoollog_logger *logger)
{
    (void)logger;
}

static struct xentoollog_logger silent = {drop_message, drop_progress, keep};

static int bind(struct hypervisor *hypervisor)
{
    xenevtchn_handle *events = xenevtchn_open(&silent, 0);
    if (!events)
        return -errno;
    hypervisor->port = xenevtchn_bind_virq(events, XENON_VIRQ);
    if (hypervisor->port < 0) {
        int error = -errno;
        xenevtchn_close(events);
        return error;
    }
    hypervisor->events = events;
    return 0;
}

static int watch(void *context)
{
    struct hypervisor *hypervisor = context;
    int error = hypervisor->events ? 0 : bind(hypervisor);
    return error ? error : xenevtchn_fd(hypervisor->events);
}

static int acknowledge(void *context)
{
    const struct hypervisor *hypervisor = context;
    xenevtchn_port_or_error_t port = xenevtchn_pending(hypervisor->events);
    if (port < 0 || xenevtchn_unmask(hypervisor->events, (evtchn_port_t)port))
        return -errno;
    return 0;
}

static int command_line(void *context, char text[XENON_COMMAND_LINE])
{
    const struct hypervisor *hypervisor = context;
    char *buffer = xencall_alloc_buffer(hypervisor->calls, XENON_COMMAND_LINE);
    if (!buffer)
        return -ENOMEM;
    int error = xencall2(hypervisor->calls, __HYPERVISOR_xen_version, XENVER_commandline,
                         (uint64_t)(uintptr_t)buffer) < 0
                    ? -errno
                    : 0;
    if (!error)
        snprintf(text, XENON_COMMAND_LINE, "%.*s", (int)XENON_COMMAND_LINE - 1, buffer);
    xencall_free_buffer(hypervisor->calls, buffer);
    return error;
}

int xenon_open(struct xenon **xenon)
{
    static const struct xenon_transport transport = {allocate, release,     call,        close_hypervisor,
                                                     watch,    acknowledge, command_line};

    struct hypervisor *hypervisor = calloc(1, sizeof(*hypervisor));
    if (!hypervisor)
        return -ENOMEM;
    errno = ENODEV; /* for failures that set none */
    hypervisor->calls = xencall_open(&silent, XENCALL_OPENFLAG_NON_REENTRANT);
    if (!hypervisor->calls) {
        free(hypervisor);
        return -errno;
    }
    return xenon_open_with(&transport, hypervisor, xenon);
}
