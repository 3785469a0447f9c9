/* SPDX-License-Identifier: GPL-2.0-only */
/* Compiled policies, from files and from the host. */
#ifndef XENON_RUNTIME_BLOB_H
#define XENON_RUNTIME_BLOB_H

#include "msm.h"
#include "runtime/policy.h"

struct blob {
    const char *path;
    unsigned char *data; /* owned; aligned as the core wants it */
    size_t size;
    struct msm_policy policy;
};

/*
 * Reads and proves the policy in the file. Anything but POLICY_DONE: it was said what is wrong with it. To be
 * ended by blob_free() in any case.
 */
enum policy_exit blob_load(struct blob *blob, const char *path);
void blob_free(struct blob *blob);

/*
 * Reads the host's live policy or candidate; without a candidate, .data is NULL. Returns 0 or a negative
 * errno, -EPROTO for one that isn't of these tools' format.
 */
int blob_fetch(struct blob *blob, struct xenon *xenon, enum xenon_which which);

/* The live policy. Anything but POLICY_DONE: it was said why it can't be read. */
enum policy_exit blob_fetch_live(struct blob *blob, struct xenon *xenon);

/* Gives a proven policy another version, and the digest that follows from it. */
void blob_set_version(struct blob *blob, uint32_t version);

#endif
