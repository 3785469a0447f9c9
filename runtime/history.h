/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which policies were in force on a host, when and by whom: a folder with each policy under its digest, and a
 * list to which a line is added each time.
 */
#ifndef XENON_RUNTIME_HISTORY_H
#define XENON_RUNTIME_HISTORY_H

#include "msm.h"
#include "runtime/policy.h"

#define HISTORY_USER   33u
#define HISTORY_DIGEST (2 * BLOB_DIGEST + 1)

/* How a policy came to be in force. */
enum history_kind {
    HISTORY_FOUND,
    HISTORY_LOADED,
    HISTORY_ON_TRIAL,
    HISTORY_CONFIRMED,
    HISTORY_ROLLBACK,
    HISTORY_KINDS
};

struct history_entry {
    uint32_t number; /* from 1 */
    int64_t time;    /* seconds since 1970 */
    char user[HISTORY_USER];
    enum history_kind kind;
    char digest[HISTORY_DIGEST];
    uint32_t version;
    char name[BLOB_MAX_TEXT + 1];
};

struct history {
    struct history_entry *list; /* owned; oldest first */
    size_t count;
};

const char *history_word(enum history_kind kind);

/* The host's folder. In memory that the next call reuses. */
const char *history_folder(const struct request *request);

/* The policy's file in the folder. Likewise. */
const char *history_file(const char *folder, const char *digest);

/* Reads the list; without a folder it is empty. Lines that are none are left out. Returns 0 or a negative
 * errno. */
int history_read(const char *folder, struct history *history);
void history_free(struct history *history);

/*
 * Keeps the policy, of whose blob these are the bytes, and notes how it came to be in force; HISTORY_FOUND
 * only if it isn't the one noted last. Returns 0 or a negative errno.
 */
int history_add(const char *folder, enum history_kind kind, const struct msm_policy *policy);

#endif
