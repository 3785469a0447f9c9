/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libxenon: what a program says to the security module in the hypervisor, and what it answers. libxenon(3)
 * says the same with examples.
 *
 * A handle belongs to one thread at a time. Functions that can fail return 0 or more when they did
 * what they say, and a negative errno when they did nothing; those that every one of them may return are
 *   -ENOSYS  this hypervisor has no Xenon module, or one of another interface version
 *   -EPERM   the live policy doesn't allow the operation to the caller's domain
 *   -EPROTO  the answer contradicts op.h; nothing of it is passed on
 *   -ENOMEM  no memory, here or in the hypervisor
 * Times are nanoseconds since the hypervisor booted. Text in answers is not sure to be terminated when
 * it fills its array, nor to be free of control characters. What a function makes, its caller frees by
 * free().
 */
#ifndef LIBXENON_H
#define LIBXENON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "op.h"

#define XENON_COMMAND_LINE 1024u /* room for the hypervisor's, which it cuts there itself */

struct xenon;

/* How commands reach a module. Another one than Xen's can be put in its place. */
struct xenon_transport {
    /* Memory that the module can reach by its address; NULL when there is none. */
    void *(*allocate)(void *context, size_t size);
    void (*release)(void *context, void *memory);
    /* Gives `op`, which came from allocate(). Returns 0 or a negative errno. */
    int (*call)(void *context, struct xenon_op *op);
    void (*close)(void *context);
    /* As xenon_watch() and xenon_acknowledge(); both NULL: there is nothing to wait for. */
    int (*watch)(void *context);
    int (*acknowledge)(void *context);
    /* As xenon_get_command_line(), or NULL. */
    int (*command_line)(void *context, char text[XENON_COMMAND_LINE]);
};

/* --- The handle: xenon.c and transport_xen.c --- */

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

/*
 * Asks for the interrupt that is sent when the log has new records. Returns a descriptor to poll for reading,
 * which xenon_close() closes, the same each time. -EEXIST or -EBUSY: another program of this system has it;
 * -EOPNOTSUPP: this transport has none.
 */
int xenon_watch(struct xenon *xenon);

/* Takes what made the descriptor readable. Read the log afterwards: then nothing new is missed. */
int xenon_acknowledge(struct xenon *xenon);

/* Waits for the interrupt, up to `timeout` ms or, if that is negative, for ever, and acknowledges it. Returns
 * 1 when it came, 0 when it didn't; -EINTR after a signal. */
int xenon_wait(struct xenon *xenon, int timeout);

/* --- What is in force, and what happened: xenon.c --- */

int xenon_get_status(struct xenon *xenon, struct xenon_status *status);

/* The command line that the hypervisor was booted with, terminated. -EOPNOTSUPP: this transport has none. */
int xenon_get_command_line(struct xenon *xenon, char text[XENON_COMMAND_LINE]);

/*
 * Reads up to `room` records, from sequence number `first` on, oldest first. Returns how many; 0 when
 * there is none yet. Numbers rise strictly; those that are skipped were overwritten and are lost.
 */
int xenon_read_log(struct xenon *xenon, uint64_t first, struct xenon_record *records, uint32_t room);

/* All running domains by rising domain id. The caller frees *domains; it is NULL when there are none. */
int xenon_list_domains(struct xenon *xenon, struct xenon_domain **domains, size_t *count);

/* --- Orders: xenon.c --- */

/*
 * Gives XENON_OP_pause, XENON_OP_resume or XENON_OP_destroy. -ESRCH: there is no such domain, or it is
 * ending. -EINVAL: it is the caller's own or the host's, or to resume, isn't held.
 */
int xenon_order(struct xenon *xenon, uint32_t command, uint32_t domid);

/*
 * Hands a domain on to the domain `to`, to manage it too, or with XENON_NO_DOMAIN takes it back. -ESRCH: one
 * of them isn't there. -EINVAL: the domain is the caller's own, the host's, or `to` itself.
 */
int xenon_delegate(struct xenon *xenon, uint32_t domid, uint32_t to);

/* --- What this domain's label keeps: box.c --- */

/*
 * Keeps the bytes, up to XENON_BOX_SIZE, in the place of what was kept before; none, to keep nothing. -E2BIG:
 * they are more. -ENOSPC: there is no room for another label's.
 */
int xenon_keep(struct xenon *xenon, const void *bytes, size_t size);

/* Reads what is kept, and in *size how much it is, which may be nothing. */
int xenon_recall(struct xenon *xenon, uint8_t bytes[XENON_BOX_SIZE], size_t *size);

/* --- Policies: policies.c --- */

/* A policy to be put in force, and what came of it. */
struct xenon_load {
    const void *blob;             /* IN: borrowed; may be NULL when .size is 0 */
    size_t size;                  /* IN */
    uint32_t flags;               /* IN: enum xenon_replace_flag */
    uint32_t confirm;             /* IN: seconds until it gives way, unless it is confirmed; 0: it stays */
    uint8_t live[BLOB_DIGEST];    /* IN: with XENON_IF_LIVE; OUT: of the policy that is live now */
    uint32_t fault;               /* OUT: enum msm_fault, and its place: */
    uint32_t section;             /* OUT: as struct xenon_replace says, up to .means */
    uint32_t offset;              /* OUT */
    uint32_t domain;              /* OUT */
    uint32_t peer;                /* OUT */
    uint32_t means;               /* OUT */
    uint32_t generation;          /* OUT */
    struct xenon_change *changes; /* OUT: what it changes for running domains; the caller frees it */
    size_t count;                 /* OUT: of .changes */
    size_t missed;                /* OUT: how many changes there are besides */
};

/*
 * Puts the policy in force for every domain at once, or changes nothing. Returns
 *   0        it is in force: .generation is its generation
 *   above 0  refused: .fault, an enum msm_fault
 *   below 0  a negative errno: the module didn't judge it; -EFBIG when it is over BLOB_MAX_SIZE
 * .changes may be NULL, and is to be freed, whatever is returned.
 */
int xenon_replace(struct xenon *xenon, struct xenon_load *load);

/* The same without changing anything: what xenon_replace() would answer now. .missed is 0. */
int xenon_prepare(struct xenon *xenon, struct xenon_load *load);

/* Ends what the policy allows for the boot only; takes no more of `load` than .flags. Returns as
 * xenon_replace() does; also 0 when that was done before. */
int xenon_seal(struct xenon *xenon, struct xenon_load *load);

/*
 * Takes the policy for the candidate: calls go on to be decided by the live one, and what the candidate would
 * decide otherwise is counted. An empty one lets go of the candidate. Returns as xenon_replace() does.
 */
int xenon_shadow(struct xenon *xenon, struct xenon_load *load);

/*
 * Keeps the live policy, which must be the one of this digest. -EINVAL: it isn't, or nothing is to be
 * confirmed.
 */
int xenon_confirm(struct xenon *xenon, const uint8_t digest[BLOB_DIGEST]);

/*
 * Copies the blob of the live policy, or of the candidate, and says which generation is live. *blob is NULL
 * and *size 0 when there is none; the caller frees *blob. `generation` may be NULL.
 */
int xenon_fetch(struct xenon *xenon, enum xenon_which which, void **blob, size_t *size, uint32_t *generation);

/* --- What domains do: counts.c --- */

/*
 * Reads the clocks of the domain's rates, in the order of its profile's, and the generation of that policy,
 * if `generation` isn't NULL. The caller frees *clocks; it is NULL when there are no rates. -ESRCH: there is
 * no such domain.
 */
int xenon_get_rates(struct xenon *xenon, uint32_t domid, uint64_t **clocks, size_t *count,
                    uint32_t *generation);

/*
 * Switches learning on for a domain, which empties what was learned of it, or off. Errors are those of
 * xenon_order().
 */
int xenon_learn(struct xenon *xenon, uint32_t domid, bool on);

/*
 * Reads which operations of a domain were noted, and how often: by rising operation. The caller frees
 * *counts; it is NULL when there are none. -ESRCH: there is no such domain.
 */
int xenon_get_learned(struct xenon *xenon, uint32_t domid, enum xenon_which which,
                      enum xenon_learned_kind kind, struct xenon_count **counts, size_t *count);

#endif
