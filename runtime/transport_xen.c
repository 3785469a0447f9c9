/* SPDX-License-Identifier: GPL-2.0-only */
/* libxenon's transport to the hypervisor below: xsm_op, by libxencall. */
#include "runtime/xenon.h"

#include <errno.h>
#include <stdarg.h>
#include <xencall.h>
#include <xentoollog.h>
#include <xen/xen.h>

static void *allocate(void *context, size_t size)
{
    return xencall_alloc_buffer(context, size);
}

static void release(void *context, void *memory)
{
    xencall_free_buffer(context, memory);
}

static int call(void *context, struct xenon_op *op)
{
    if (xencall1(context, __HYPERVISOR_xsm_op, (uint64_t)(uintptr_t)op) < 0)
        return -errno;
    return 0;
}

static void close_xencall(void *context)
{
    xencall_close(context);
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

int xenon_open(struct xenon **xenon)
{
    static struct xentoollog_logger silent = {drop_message, drop_progress, keep};
    static const struct xenon_transport transport = {allocate, release, call, close_xencall};

    errno = ENODEV; /* for failures that set none */
    xencall_handle *handle = xencall_open(&silent, XENCALL_OPENFLAG_NON_REENTRANT);
    if (!handle)
        return -errno;
    return xenon_open_with(&transport, handle, xenon);
}
