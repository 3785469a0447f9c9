/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libxenon: what a program says to the security module in the hypervisor, and what it answers.
 *
 * A handle belongs to one thread at a time. Functions that can fail return 0 or more when they did
 * what they say, and a negative errno when they did nothing; those that every one of them may return are
 *   -ENOSYS  this hypervisor has no Xenon module, or one of another interface version
 *   -EPERM   the live policy doesn't allow the operation to the caller's domain
 *   -EPROTO  the answer contradicts op.h; nothing of it is passed on
 *   -ENOMEM  no memory, here or in the hypervisor
 * Times are nanoseconds since the hypervisor booted. Text in answers is not sure to be terminated when
 * it fills its array, nor to be free of control characters.
 */
#ifndef XENON_RUNTIME_XENON_H
#define XENON_RUNTIME_XENON_H

#include <stddef.h>
#include <stdint.h>
#include "op.h"

struct xenon;

/* How commands reach a module. Another one than Xen's can be put in its place. */
struct xenon_transport {
    /* Memory that the module can reach by its address; NULL when there is none. */
    void *(*allocate)(void *context, size_t size);
    void (*release)(void *context, void *memory);
    /* Gives `op`, which came from allocate(). Returns 0 or a negative errno. */
    int (*call)(void *context, struct xenon_op *op);
    void (*close)(void *context);
};

/*
 * Opens the way to the hypervisor that this program runs on. The caller owns *xenon and ends it by
 * xenon_close(). -ENOENT and -ENODEV: not on Xen, or its kernel driver is missing. -EACCES: not permitted to
 * open it.
 */
int xenon_open(struct xenon **xenon);

/* The same over another transport. It owns `context` from here on, and closes it even when it fails. */
int xenon_open_with(const struct xenon_transport *transport, void *context, struct xenon **xenon);

/* Accepts NULL. */
void xenon_close(struct xenon *xenon);

/* What is in force. */
int xenon_get_status(struct xenon *xenon, struct xenon_status *status);

/*
 * Puts the blob in force for every domain at once, or changes nothing. Returns
 *   0        it is in force: result->generation is its generation
 *   above 0  refused: an enum msm_fault, its place in result->section and result->offset, or for
 *            MSM_UNKNOWN_DOMAIN the running domain in result->domain; MSM_STILL_SHARED: see op.h
 *   below 0  a negative errno: the module didn't judge it; -EFBIG when it is over BLOB_MAX_SIZE
 */
int xenon_replace(struct xenon *xenon, const void *blob, size_t size, uint32_t flags,
                  struct xenon_replace *result);

/*
 * Reads up to `room` records, from sequence number `first` on, oldest first. Returns how many; 0 when
 * there is none yet. Numbers rise strictly; those that are skipped were overwritten and are lost.
 */
int xenon_read_log(struct xenon *xenon, uint64_t first, struct xenon_record *records, uint32_t room);

/*
 * Gives XENON_OP_pause, XENON_OP_resume or XENON_OP_destroy. -ESRCH: there is no such domain, or it is
 * ending. -EINVAL: it is the caller's own or the host's, or to resume, isn't held.
 */
int xenon_order(struct xenon *xenon, uint32_t command, uint32_t domid);

/* Ends what the policy allows for the boot only. Also 0 when that was done before. */
int xenon_seal(struct xenon *xenon);

/* All running domains by rising domain id. The caller frees *domains; it is NULL when there are none. */
int xenon_list_domains(struct xenon *xenon, struct xenon_domain **domains, size_t *count);

#endif
