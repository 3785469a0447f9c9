/* SPDX-License-Identifier: GPL-2.0-only */
/* What the verbs of xenon-policy share. */
#ifndef XENON_RUNTIME_POLICY_H
#define XENON_RUNTIME_POLICY_H

#include "runtime/libxenon.h"

/* Exit statuses, as xenon-policy(8) documents them. */
enum policy_exit {
    POLICY_DONE = 0,
    POLICY_REFUSED = 1,     /* by the hypervisor; the live policy is unchanged */
    POLICY_TROUBLE = 2,     /* usage, a file, or output that can't be written */
    POLICY_UNREACHABLE = 3, /* no Xenon here, or not permitted */
};

struct policy_verb {
    const char *name;
    const char *summary; /* for the list of verbs */
    const char *help;    /* for --help, with its final newline */
    /* argv[0] is the verb. Writes to stdout and stderr and returns an exit status. */
    enum policy_exit (*run)(int argc, char **argv);
};

extern const struct policy_verb policy_load;
extern const struct policy_verb policy_status;
extern const struct policy_verb policy_log;
extern const struct policy_verb policy_pause;
extern const struct policy_verb policy_resume;
extern const struct policy_verb policy_destroy;
extern const struct policy_verb policy_seal;

#endif
