/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A host without Xen: a model of the module in a file, for tests and for learning. Every command is carried
 * out on the file under a lock, so that successive programs see one host; all decisions are the core's.
 *
 * It answers as the module does, with these differences: each label is borne by one domain; what binds a
 * domain's violations is the live policy; of Xen's own rules, which a policy can't relax, there are none, so
 * that handing a domain on has no effect; and the domains do only what sim_take() is told.
 */
#ifndef XENON_RUNTIME_SIM_H
#define XENON_RUNTIME_SIM_H

#include "policyc/read/scenario.h"
#include "runtime/libxenon.h"

struct sim;

/*
 * Makes the file and boots a host in it under the policy; -EEXIST if there is something of that name. Returns
 * 0, a negative errno, or an enum msm_fault, with its place in `where`.
 */
int sim_boot(const char *path, const void *blob, size_t size, struct msm_where *where);

/* Opens the host in the file as xenon_open() does; -EBADMSG: it holds something else. */
int sim_open(const char *path, struct xenon **xenon);

/* A copy of the live policy, whatever that allows to Domain-0. The caller frees *blob. Returns 0 or an error.
 */
int sim_read_live(const char *path, void **blob, size_t *size);

/* What one step came to. */
struct sim_account {
    uint64_t done;
    uint64_t refused;
    uint64_t delayed;
    enum refusal reason; /* of the last that was refused */
    bool ended;          /* its violations ended the domain, or hold it */
};

/*
 * Lets the host's domains do the step, and `wait` ns pass before it. Returns 0 or a negative errno: -ESRCH:
 * the domain or its object doesn't run; -EEXIST: it does already; -ENOENT: the policy doesn't know the label;
 * -ENOSPC: the model has room for no more domains.
 */
int sim_take(const char *path, uint64_t wait, const struct scenario_step *step, struct sim_account *account);

#endif
